package ipc

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/peer"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/wire"
)

// ProtocolVersion is the version that this SDK speaks.
const ProtocolVersion = "1.0"

// sdkName and sdkVersion are how this SDK introduces itself in describe.
const (
	sdkName    = "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	sdkVersion = "0.1.0"
)

// Service is a set of components that one process serves. Declare everything before serving; faults in declarations
// are collected and returned by Serve.
type Service struct {
	name, version, description string
	requires                   []Grant
	maxMessageBytes            int
	maxConcurrency             int
	tools                      []*tool
	hooks                      []*hook
	providers                  []*provider
	contextManagers            []*component[ContextManager]
	orchestrators              []*component[Orchestrator]
	approvals                  []*component[ApprovalProvider]
	exports                    []*capability
	channels                   []*channel
	content                    *content
	configs                    map[string]*config
	lifecycles                 map[string]*lifecycle
	cleanups                   []cleanup
	faults                     []error
}

// Option changes a service as a whole.
type Option func(*Service)

// Version sets the service's version; without it, that of the main module counts.
func Version(version string) Option { return func(s *Service) { s.version = version } }

// Description says what the service is for.
func Description(text string) Option { return func(s *Service) { s.description = text } }

// Requires lists the grants that the service needs (protocol §6).
func Requires(grants ...Grant) Option {
	return func(s *Service) { s.requires = append(s.requires, grants...) }
}

// MaxConcurrency sets how many requests are handled at once (64).
func MaxConcurrency(requests int) Option { return func(s *Service) { s.maxConcurrency = requests } }

// MaxMessageBytes sets the largest line that is read, in bytes (64 MiB, at least 1 MiB).
func MaxMessageBytes(bytes int) Option { return func(s *Service) { s.maxMessageBytes = bytes } }

// NewService returns a service without components.
func NewService(name string, options ...Option) *Service {
	s := &Service{
		name: name, version: mainVersion(), configs: map[string]*config{}, lifecycles: map[string]*lifecycle{},
		maxMessageBytes: wire.DefaultMaxMessageBytes, maxConcurrency: peer.DefaultMaxConcurrency,
	}
	for _, option := range options {
		option(s)
	}
	if s.name == "" {
		s.fault("a service needs a name")
	}
	if s.maxMessageBytes < 1<<20 {
		s.fault("MaxMessageBytes must be at least %d, is %d", 1<<20, s.maxMessageBytes)
	}
	if s.maxConcurrency < 1 {
		s.fault("MaxConcurrency must be at least 1, is %d", s.maxConcurrency)
	}
	return s
}

// Err returns what is wrong with the declarations, nil if nothing.
func (s *Service) Err() error { return errors.Join(s.faults...) }

// ownFunctions begins the names of this package's functions.
const ownFunctions = "github.com/amplifier-ipc/amplifier-ipc/sdk-go."

// fault notes a fault with the place of the declaration: where this package was called.
func (s *Service) fault(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	var callers [16]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers[:])])
	for frame, more := frames.Next(); ; frame, more = frames.Next() {
		if !strings.HasPrefix(frame.Function, ownFunctions) {
			text = fmt.Sprintf("%s:%d: %s", filepath.Base(frame.File), frame.Line, text)
			break
		}
		if !more {
			break
		}
	}
	s.faults = append(s.faults, errors.New(text))
}

// components lists the names of all components, each once, sorted.
func (s *Service) components() []string {
	names := slices.Concat(namesOf(s.tools), namesOf(s.hooks), namesOf(s.providers), namesOf(s.contextManagers),
		namesOf(s.orchestrators), namesOf(s.approvals), namesOf(s.exports), namesOf(s.channels))
	if s.content != nil {
		names = append(names, contentName)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// narrowed returns the service with only these of its components (AMPLIFIER_COMPONENTS).
func (s *Service) narrowed(names []string) (*Service, error) {
	has := s.components()
	for _, name := range names {
		if !slices.Contains(has, name) {
			return nil, fmt.Errorf("AMPLIFIER_COMPONENTS names %q, which service %q does not have; it has %q", name, s.name, has)
		}
	}
	kept := *s
	kept.tools, kept.hooks = chosenOf(s.tools, names), chosenOf(s.hooks, names)
	kept.providers, kept.contextManagers = chosenOf(s.providers, names), chosenOf(s.contextManagers, names)
	kept.orchestrators, kept.approvals = chosenOf(s.orchestrators, names), chosenOf(s.approvals, names)
	kept.exports, kept.channels = chosenOf(s.exports, names), chosenOf(s.channels, names)
	if !slices.Contains(names, contentName) {
		kept.content = nil
	}
	kept.cleanups = keep(s.cleanups, func(c cleanup) bool { return c.component == "" || slices.Contains(names, c.component) })
	return &kept, nil
}

func chosenOf[T named](list []T, names []string) []T {
	return keep(list, func(item T) bool { return slices.Contains(names, item.componentName()) })
}

func keep[T any](list []T, wanted func(T) bool) []T {
	var kept []T
	for _, item := range list {
		if wanted(item) {
			kept = append(kept, item)
		}
	}
	return kept
}

func mainVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "0.0.0"
	}
	return info.Main.Version
}
