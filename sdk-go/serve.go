package ipc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/exchange"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/peer"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/rpc"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/stdio"
)

// How the grace time of the host (5 s) is spent, once it has closed the connection or told the process to end.
const (
	finishTime  = 4 * time.Second        // handlers under way may finish
	cancelTime  = 300 * time.Millisecond // then they are cancelled
	cleanupTime = 400 * time.Millisecond // cleanups run
	flushTime   = 100 * time.Millisecond // answers are written, for longer if there is time left
)

// Serve serves the host over stdin and stdout. It takes over the process: descriptors 0 and 1 are moved out of reach,
// so that no print and no child can touch the wire (prints go to stderr), and once the host closes stdin, SIGTERM
// comes, or ctx ends, it finishes what is under way, runs the cleanups, and ends the process with exit code 0.
// It returns only an error: what is wrong with the declarations, with AMPLIFIER_COMPONENTS, or with stdin and stdout.
//
// AMPLIFIER_COMPONENTS=a,b narrows the service to these of its components.
//
// It serves HTTP instead (protocol, chapter 13) when the process was started with `--http ADDRESS`, or with
// AMPLIFIER_TRANSPORT=http and AMPLIFIER_HTTP_ADDRESS (127.0.0.1:8080). Then AMPLIFIER_CONFIG has the settings to start
// with, and AMPLIFIER_HTTP_TOKEN what callers must show; the end of stdin says nothing, and Ctrl-C ends it too.
func (s *Service) Serve(ctx context.Context) error {
	chosen, err := s.chosen(os.Getenv("AMPLIFIER_COMPONENTS"))
	if err != nil {
		return err
	}
	address, err := httpAddress(os.Args[1:], os.Getenv)
	if err != nil {
		return err
	}
	// Caught, so that a closed stderr does not end the process; not ignored, which children would inherit.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	if address != "" {
		return (&served{chosen, s}).serveHTTP(ctx, address)
	}
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGTERM)
	defer stop()
	in, out, err := stdio.Guard()
	if err != nil {
		return err
	}
	chosen.run(ctx, s, in, out)
	os.Exit(0) // goroutines and timers of handlers must not keep a service whose host is gone
	return nil
}

// ServeOn serves a host over a pair of streams until in ends or ctx does; in must end after that. For tests and for
// transports of one's own: it leaves the process alone, and ignores AMPLIFIER_COMPONENTS.
func (s *Service) ServeOn(ctx context.Context, in io.Reader, out io.Writer) error {
	chosen, err := s.chosen("")
	if err != nil {
		return err
	}
	chosen.run(ctx, s, in, out)
	return nil
}

// chosen returns the service with the components that the list names; an empty list names all.
func (s *Service) chosen(list string) (*Service, error) {
	err := s.Err()
	for _, name := range s.strangers() {
		err = errors.Join(err, fmt.Errorf("OnConfigure, OnSetup or OnCleanup names %q, which is no component of service %q", name, s.name))
	}
	if err != nil || strings.TrimSpace(list) == "" {
		return s, err
	}
	var names []string
	for _, name := range strings.Split(list, ",") {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	return s.narrowed(names)
}

// strangers lists the names that declarations refer to and no component has, sorted.
func (s *Service) strangers() []string {
	referred := slices.AppendSeq(slices.Collect(maps.Keys(s.configs)), maps.Keys(s.lifecycles))
	for _, c := range s.cleanups {
		referred = append(referred, c.component)
	}
	has := append(s.components(), "") // "" is the service as a whole
	slices.Sort(referred)
	return slices.Compact(keep(referred, func(name string) bool { return !contains(has, name) }))
}

func (s *Service) run(ctx context.Context, all *Service, in io.Reader, out io.Writer) {
	alive, stop := context.WithCancelCause(context.Background())
	defer stop(nil)
	state := &session{served: &served{s, all}, ctx: alive}
	opened := make(chan struct{})
	state.conn = rpc.Open(in, out, rpc.Options{
		Side: peer.Service, MaxMessageBytes: s.maxMessageBytes, MaxConcurrency: s.maxConcurrency,
		Request: func(r *rpc.Request) {
			<-opened // the reader may be faster than the assignment above
			state.request(r)
		},
		Notification: func(method string, params json.RawMessage) {
			<-opened
			state.notification(method, params)
		},
	})
	close(opened)
	select {
	case <-state.conn.Gone():
	case <-ctx.Done():
	}
	told := time.Now()
	if !within(finishTime, state.drain) {
		state.conn.CancelAll()
		stop(exchange.ErrStopping)
		within(cancelTime, state.drain)
	}
	within(cleanupTime, s.cleanUp)
	left := finishTime + cancelTime + cleanupTime - time.Since(told)
	within(flushTime+max(left, 0), state.conn.Close)
}

// drain waits until all handlers and receivers have finished, or ctx ends.
func (s *session) drain(ctx context.Context) error {
	if err := s.conn.Drain(ctx); err != nil {
		return err
	}
	s.mu.Lock()
	s.stopping = true
	s.mu.Unlock()
	received := make(chan struct{})
	go func() {
		s.receiving.Wait()
		close(received)
	}()
	select {
	case <-received:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// within runs a step of the way out and tells whether it was done in time.
func within(limit time.Duration, step func(context.Context) error) bool {
	ctx, stop := context.WithTimeout(context.Background(), limit)
	defer stop()
	return step(ctx) == nil
}
