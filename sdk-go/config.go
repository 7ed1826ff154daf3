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

// OnConfigure lets a component of any kind take a configuration of type T (a struct, tags as in [AddTool]; members
// with `omitempty` or a default are optional). apply is called with each configuration that fits; one that says nothing
// about the component gives it the defaults of T. Before the first one nothing is called. An error of apply refuses the
// configuration. apply may be nil: [ConfigOf] gives the configuration to a handler.
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
			return InvalidParams(Fault{Path: fieldOf(err), Message: misfit(err)})
		}
		if apply == nil {
			return nil
		}
		return apply(ctx, value)
	}}
}

// ConfigOf returns the configuration of the component that a handler belongs to, as declared with [OnConfigure]:
// the one that was given, or the defaults. For any other context it is the zero T.
func ConfigOf[T any](ctx context.Context) (value T) {
	_ = schema.Unmarshal(FromContext(ctx).Config(), &value) // it was checked; what is not there leaves zeros
	return value
}

// configure checks the whole configuration, settles it, and applies it. The error is -32602 with every fault.
func (s *served) configure(ctx context.Context, settled *settlement, raw json.RawMessage) error {
	given := map[string]json.RawMessage{}
	_ = jsontext.Object(raw, maxDataDepth, func(name, value []byte) { given[string(name)] = value })
	var faults []Fault
	for name, value := range given {
		checked, more := s.checkConfig(name, value)
		given[name] = checked
		faults = append(faults, more...)
	}
	if len(faults) > 0 {
		return InvalidParams(sortedFaults(faults)...)
	}
	settled.given = given
	for _, name := range s.components() {
		config := s.configs[name]
		if config == nil {
			continue
		}
		value, has := given[name]
		if !has {
			if value, has = config.defaults(); !has { // a setting is required: the component stays as it is
				continue
			}
		}
		if err := config.apply(ctx, value); err != nil {
			faults = append(faults, faultsBelow("/config"+pointerTo(name), err)...)
		}
	}
	if len(faults) > 0 {
		return InvalidParams(sortedFaults(faults)...)
	}
	return nil
}

// defaults is the configuration of a component that was given none, if it can do without.
func (c *config) defaults() (json.RawMessage, bool) {
	full, faults := c.schema.Check(json.RawMessage("{}"))
	return full, len(faults) == 0
}

// configOf returns the configuration of a component that is in force.
func (s *served) configOf(component string, settled *settlement) json.RawMessage {
	if settled != nil && settled.given[component] != nil {
		return settled.given[component]
	}
	if config := s.configs[component]; config != nil {
		if full, ok := config.defaults(); ok {
			return full
		}
	}
	return json.RawMessage("{}")
}

// checkConfig checks the configuration of one component (LIF-036). Without a schema, any object will do.
func (s *served) checkConfig(name string, raw json.RawMessage) (json.RawMessage, []Fault) {
	path := "/config" + pointerTo(name)
	if has := s.components(); !contains(has, name) {
		return raw, []Fault{{Path: path, Message: s.noComponent(name, has)}}
	}
	config := s.configs[name]
	if config == nil {
		if raw[0] != '{' {
			return raw, []Fault{{Path: path, Message: "must be an object"}}
		}
		return raw, nil
	}
	full, wrong := config.schema.Check(raw)
	var faults []Fault
	for _, fault := range wrong {
		faults = append(faults, Fault{Path: path + fault.Path, Message: fault.Message})
	}
	return full, faults
}

func (s *served) noComponent(name string, has []string) string {
	if contains(s.all.components(), name) {
		return fmt.Sprintf("is left out by AMPLIFIER_COMPONENTS; service %q serves %q here", s.name, has)
	}
	text := fmt.Sprintf("is no component of service %q, which has %q", s.name, has)
	if near, ok := nearest(name, has); ok {
		text += fmt.Sprintf("; did you mean %q?", near)
	}
	return text
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

// misfit says what is wrong with a value that a schema allows and a Go type does not hold.
func misfit(err error) string {
	var mismatch *json.UnmarshalTypeError
	if errors.As(err, &mismatch) {
		return fmt.Sprintf("must fit Go's type %s, is %s", mismatch.Type, mismatch.Value)
	}
	return err.Error()
}

// fieldOf returns the JSON Pointer of the field that encoding/json could not fill.
func fieldOf(err error) string {
	var mismatch *json.UnmarshalTypeError
	if errors.As(err, &mismatch) && mismatch.Field != "" {
		return "/" + strings.ReplaceAll(mismatch.Field, ".", "/")
	}
	return ""
}
