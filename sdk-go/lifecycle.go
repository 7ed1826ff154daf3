package ipc

import (
	"context"
	"fmt"
	"os"
)

// What an implementation of a component may have besides. Either is found on providers, context managers,
// orchestrators and approval providers; for other components say [Service.OnSetup] and [Service.OnCleanup].
type (
	// Setupper is set up before its first request, after the configuration. A set-up that fails is an error of that
	// request alone; the next one tries again.
	Setupper interface {
		Setup(ctx context.Context) error
	}
	// Cleaner is cleaned up when the service ends, unless its set-up has not succeeded.
	Cleaner interface {
		Cleanup(ctx context.Context) error
	}
)

// lifecycle is the set-up of the components of one name.
type lifecycle struct {
	setups []func(context.Context) error
	ready  int           // how many of the setups are done
	turn   chan struct{} // holds a token unless somebody looks at ready
}

// cleanup is what a component, or the whole service (""), does on the way out.
type cleanup struct {
	component string
	run       func(context.Context) error
}

// OnSetup adds a set-up to a component of any kind, see [Setupper]. That of the content is called "content".
func (s *Service) OnSetup(component string, setup func(context.Context) error) {
	l := s.lifecycles[component]
	if l == nil {
		l = &lifecycle{turn: make(chan struct{}, 1)}
		l.turn <- struct{}{}
		s.lifecycles[component] = l
	}
	l.setups = append(l.setups, setup)
}

// OnCleanup adds a cleanup to a component of any kind, see [Cleaner].
func (s *Service) OnCleanup(component string, run func(context.Context) error) {
	s.cleanups = append(s.cleanups, cleanup{component, run})
}

// OnStop adds a cleanup of the whole service. Cleanups run once, the last one first, after the last handler, when the
// host closes the connection or the process is told to end; their context ends with the grace time.
func (s *Service) OnStop(run func(context.Context) error) { s.OnCleanup("", run) }

// adopt takes the set-up and the cleanup of an implementation.
func (s *Service) adopt(name string, impl any) {
	if has, ok := impl.(Setupper); ok {
		s.OnSetup(name, has.Setup)
	}
	if has, ok := impl.(Cleaner); ok {
		s.OnCleanup(name, has.Cleanup)
	}
}

// prepare sets a component up, unless it has been.
func (s *Service) prepare(ctx context.Context, component string) error {
	l := s.lifecycles[component]
	if l == nil {
		return nil
	}
	select {
	case <-l.turn:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	defer func() { l.turn <- struct{}{} }() // also when a set-up panics
	for l.ready < len(l.setups) {
		if err := l.setups[l.ready](ctx); err != nil {
			return fmt.Errorf("the set-up of %q failed: %w", component, err)
		}
		l.ready++
	}
	return nil
}

// takeDown tells whether a component is to be cleaned up; a later connection will set it up again.
func (s *Service) takeDown(component string) bool {
	l := s.lifecycles[component]
	if l == nil {
		return true
	}
	select {
	case <-l.turn:
		done := l.ready == len(l.setups)
		l.turn <- struct{}{}
		return done
	default: // it hangs in its set-up
		return false
	}
}

// cleanUp runs the cleanups, the last one first, and waits no longer than the context.
func (s *Service) cleanUp(ctx context.Context) error {
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := len(s.cleanups) - 1; i >= 0; i-- {
			if c := s.cleanups[i]; s.takeDown(c.component) {
				cleanOne(ctx, c.run)
			}
		}
		s.forgetSetups()
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// forgetSetups makes a later connection set everything up again.
func (s *Service) forgetSetups() {
	for _, l := range s.lifecycles {
		select {
		case <-l.turn:
			l.ready = 0
			l.turn <- struct{}{}
		default: // it hangs in its set-up
		}
	}
}

func cleanOne(ctx context.Context, run func(context.Context) error) {
	defer func() {
		if cause := recover(); cause != nil {
			fmt.Fprintf(os.Stderr, "panic in a cleanup: %v\n", cause)
		}
	}()
	if err := run(ctx); err != nil {
		fmt.Fprintf(os.Stderr, "cleanup: %v\n", err)
	}
}
