package kit

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
)

// clock is where time and chance come from; tests have their own.
type clock struct {
	now func() time.Time
	// after calls a function later, unless it is stopped.
	after  func(wait time.Duration, call func()) (stop func() bool)
	random func() float64
}

func systemClock() clock {
	after := func(wait time.Duration, call func()) func() bool { return time.AfterFunc(wait, call).Stop }
	return clock{now: time.Now, after: after, random: rand.Float64}
}

// sleep waits; the error is the cause of the context.
func (c clock) sleep(ctx context.Context, wait time.Duration) error {
	over := make(chan struct{})
	stop := c.after(wait, func() { close(over) })
	defer stop()
	select {
	case <-over:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// callTime is the time of a call: one context for cancel, deadline, `timeout` and silence; the first of these is its
// cause.
type callTime struct {
	clock  clock
	ctx    context.Context
	cancel context.CancelCauseFunc
	end    time.Time
	idle   time.Duration
	silent error
	mu     sync.Mutex
	stops  map[string]func() bool // timers that run
}

// seconds of a setting; larger ones than time can be are the longest.
func seconds(number float64) time.Duration {
	const longest = 1 << 30
	return time.Duration(min(number, longest) * float64(time.Second))
}

func startCall(ctx context.Context, c clock, timeout, idle float64, whom about) *callTime {
	t := &callTime{clock: c, idle: seconds(idle), stops: map[string]func() bool{}, end: c.now().Add(seconds(timeout))}
	if deadline, has := ctx.Deadline(); has && deadline.Before(t.end) {
		t.end = deadline
	}
	t.ctx, t.cancel = context.WithCancelCause(ctx)
	t.silent = &ipc.StreamError{LLMError: whom.details(fmt.Sprintf("The stream of %s was silent for %g s (the setting idle_timeout).", whom.display, idle))}
	late := &ipc.LLMTimeoutError{LLMError: whom.details(fmt.Sprintf("%s did not answer within %g s (the setting timeout).", whom.display, timeout))}
	t.stops["total"] = c.after(seconds(timeout), func() { t.cancel(late) })
	return t
}

func (t *callTime) left() float64 { return t.end.Sub(t.clock.now()).Seconds() }

// alive says that something came: from now on silence counts.
func (t *callTime) alive() {
	t.rest()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stops["idle"] = t.clock.after(t.idle, func() { t.cancel(t.silent) })
}

// rest says that a try is over: silence is no fault until the next one begins to answer.
func (t *callTime) rest() { t.stop("idle") }

func (t *callTime) stop(timer string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if stop := t.stops[timer]; stop != nil {
		stop()
		delete(t.stops, timer)
	}
}

func (t *callTime) close() {
	t.stop("total")
	t.rest()
	t.cancel(context.Canceled)
}
