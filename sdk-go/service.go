package ipc

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"

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
	configs                    map[string]*config
	cleanups                   []func(context.Context) error
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
		name: name, version: mainVersion(), configs: map[string]*config{},
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

// OnStop adds a cleanup. It runs once, after the last handler, when the host closes the connection or the process is
// told to end; its context ends with the grace time.
func (s *Service) OnStop(cleanup func(context.Context) error) {
	s.cleanups = append(s.cleanups, cleanup)
}

// Err returns what is wrong with the declarations, nil if nothing.
func (s *Service) Err() error { return errors.Join(s.faults...) }

// fault notes a fault with the place of the declaration: the caller of the exported function.
func (s *Service) fault(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if _, file, line, ok := runtime.Caller(2); ok {
		text = fmt.Sprintf("%s:%d: %s", filepath.Base(file), line, text)
	}
	s.faults = append(s.faults, errors.New(text))
}

// components lists the names of all components, each once.
func (s *Service) components() []string {
	var names []string
	for _, t := range s.tools {
		names = append(names, t.spec.Name)
	}
	for _, h := range s.hooks {
		names = append(names, h.spec.Name)
	}
	for _, p := range s.providers {
		names = append(names, p.spec.Name)
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
	kept.tools = keep(s.tools, func(t *tool) bool { return slices.Contains(names, t.spec.Name) })
	kept.hooks = keep(s.hooks, func(h *hook) bool { return slices.Contains(names, h.spec.Name) })
	kept.providers = keep(s.providers, func(p *provider) bool { return slices.Contains(names, p.spec.Name) })
	return &kept, nil
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
