package ipc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/schema"
)

// config is what a component takes as its configuration, with the type erased.
type config struct {
	schema *schema.Schema
	apply  func(ctx context.Context, raw json.RawMessage) error
}

// OnConfigure lets a component take a configuration of type T (a struct, tags as in [AddTool]; members with
// `omitempty` or a default are optional). apply is called with each configuration that fits, each replaces the one
// before; without one it is not called, and the component's own defaults hold. An error of apply refuses the
// configuration.
func OnConfigure[T any](s *Service, component string, apply func(context.Context, T) error) {
	if s.configs[component] != nil {
		s.fault("component %q has two configurations", component)
	}
	compiled, err := schemaOr(nil, reflect.TypeFor[T]())
	if err != nil {
		s.fault("config of %q: %v", component, err)
		return
	}
	s.configs[component] = &config{schema: compiled, apply: func(ctx context.Context, raw json.RawMessage) error {
		var value T
		if err := schema.Unmarshal(raw, &value); err != nil {
			return InvalidParams(Fault{Path: fieldOf(err), Message: err.Error()})
		}
		return apply(ctx, value)
	}}
}

// configure checks the whole configuration, then applies it. The error is -32602 with every fault.
func (s *Service) configure(ctx context.Context, all *Service, raw json.RawMessage) error {
	given := map[string]json.RawMessage{}
	_ = jsontext.Object(raw, maxDataDepth, func(name, value []byte) { given[string(name)] = value })
	var faults []Fault
	for name, value := range given {
		checked, more := s.checkConfig(all, name, value)
		given[name] = checked
		faults = append(faults, more...)
	}
	if len(faults) > 0 {
		return InvalidParams(sortedFaults(faults)...)
	}
	for _, name := range s.components() {
		if value, has := given[name]; has && s.configs[name] != nil {
			if err := s.configs[name].apply(ctx, value); err != nil {
				faults = append(faults, faultsBelow("/config"+pointerTo(name), err)...)
			}
		}
	}
	if len(faults) > 0 {
		return InvalidParams(sortedFaults(faults)...)
	}
	return nil
}

// checkConfig checks the configuration of one component. One that exists, but is not served by this process, is
// passed over.
func (s *Service) checkConfig(all *Service, name string, raw json.RawMessage) (json.RawMessage, []Fault) {
	path := "/config" + pointerTo(name)
	has := all.components()
	switch {
	case !contains(has, name):
		text := fmt.Sprintf("is no component of service %q, which has %q", s.name, has)
		if near, ok := nearest(name, has); ok {
			text += fmt.Sprintf("; did you mean %q?", near)
		}
		return raw, []Fault{{Path: path, Message: text}}
	case !contains(s.components(), name):
		return raw, nil
	case s.configs[name] == nil:
		if members := memberNames(raw); len(members) > 0 {
			return raw, []Fault{{Path: path + pointerTo(members[0]), Message: "is not known: the component takes no configuration"}}
		}
		return raw, nil
	}
	full, wrong := s.configs[name].schema.Check(raw)
	var faults []Fault
	for _, fault := range wrong {
		faults = append(faults, Fault{Path: path + fault.Path, Message: fault.Message})
	}
	return full, faults
}

func faultsBelow(path string, err error) []Fault {
	var refused *Error
	if errors.As(err, &refused) && len(refused.Data.Errors) > 0 {
		faults := make([]Fault, len(refused.Data.Errors))
		for i, fault := range refused.Data.Errors {
			faults[i] = Fault{Path: path + fault.Path, Message: fault.Message}
		}
		return faults
	}
	return []Fault{{Path: path, Message: err.Error()}}
}

func memberNames(raw json.RawMessage) []string {
	var names []string
	_ = jsontext.Object(raw, maxDataDepth, func(name, _ []byte) { names = append(names, string(name)) })
	return names
}

// fieldOf returns the JSON Pointer of the field that encoding/json could not fill.
func fieldOf(err error) string {
	var mismatch *json.UnmarshalTypeError
	if errors.As(err, &mismatch) && mismatch.Field != "" {
		return "/" + strings.ReplaceAll(mismatch.Field, ".", "/")
	}
	return ""
}
