package kit

import (
	"math"
	"sync"
	"time"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
)

const (
	firstDelay   = 1.0  // seconds
	longestDelay = 60.0 // seconds; a vendor that asks for more is not waited for
	spread       = 0.5  // of the jitter: delays are multiplied by 0.5 to 1.5
)

// tried is what a further try depends on.
type tried struct {
	attempt, maxRetries int
	// begun tells whether a piece of the answer has gone out.
	begun bool
	// left are the seconds until the end of the call.
	left float64
	// random is from 0 to 1.
	random float64
}

// delayOf returns the seconds until the next try; ok is false when none may follow: nothing that is begun is tried again,
// nor what another try cannot help, nor beyond max_retries, nor beyond the deadline (PRV-024). What the vendor asks for is
// honoured up to a minute; a longer wait is the caller's to decide. Else 1, 2, 4, … s, at most 60, times 0.5 to 1.5.
func delayOf(failure error, t tried) (seconds float64, ok bool) {
	if !ipc.IsRetryable(failure) || t.begun || t.attempt > t.maxRetries {
		return 0, false
	}
	data := ipc.AsError(failure).Data
	backoff := min(firstDelay*math.Pow(2, float64(t.attempt-1)), longestDelay)
	seconds = min(backoff*(1-spread+t.random), longestDelay)
	if data.RetryAfter != nil {
		seconds = *data.RetryAfter
	}
	return seconds, seconds <= longestDelay && seconds < t.left
}

const (
	breakerFailures = 5
	breakerPause    = 30 * time.Second
)

// breaker asks a vendor no more for 30 s after five failures in a row that another try might have helped; then one
// request tries whether it answers again.
type breaker struct {
	mu        sync.Mutex
	failures  int
	openUntil time.Time
}

// wait returns how long the vendor is not to be asked; 0 = ask it.
func (b *breaker) wait(now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failures < breakerFailures {
		return 0
	}
	if left := b.openUntil.Sub(now); left > 0 {
		return left
	}
	b.openUntil = now.Add(breakerPause) // this one tries; the others wait for what it finds
	return 0
}

// isOpen tells whether there have been too many failures; unlike wait it lets nobody try.
func (b *breaker) isOpen() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.failures >= breakerFailures
}

func (b *breaker) succeeded() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failures = 0
}

func (b *breaker) failed(now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failures++; b.failures >= breakerFailures {
		b.openUntil = now.Add(breakerPause)
	}
}
