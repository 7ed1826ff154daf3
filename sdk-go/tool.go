package ipc

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"regexp"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/schema"
)

// tool is a tool with its types erased.
type tool struct {
	spec   ToolSpec
	input  *schema.Schema
	output *schema.Schema // nil = anything
	run    func(ctx context.Context, input json.RawMessage) (ToolResult, error)
}

func (t *tool) componentName() string { return t.spec.Name }

// ToolOption says more about a tool.
type ToolOption func(*ToolSpec)

func annotate(set func(*ToolAnnotations)) ToolOption {
	return func(spec *ToolSpec) {
		if spec.Annotations == nil {
			spec.Annotations = &ToolAnnotations{}
		}
		set(spec.Annotations)
	}
}

// ReadOnly says: the tool changes nothing.
func ReadOnly() ToolOption { return annotate(func(a *ToolAnnotations) { a.ReadOnly = new(true) }) }

// Destructive says: the tool may destroy something.
func Destructive() ToolOption {
	return annotate(func(a *ToolAnnotations) { a.Destructive = new(true) })
}

// Idempotent says: a second call with the same input changes nothing more.
func Idempotent() ToolOption { return annotate(func(a *ToolAnnotations) { a.Idempotent = new(true) }) }

// OpenWorld says: the tool reaches out of the session's machine or directory.
func OpenWorld() ToolOption { return annotate(func(a *ToolAnnotations) { a.OpenWorld = new(true) }) }

// NotParallelSafe says: the tool must not run beside other tools.
func NotParallelSafe() ToolOption {
	return annotate(func(a *ToolAnnotations) { a.ParallelSafe = new(false) })
}

// InputSchema replaces the schema that is made from the input's type: JSON Schema 2020-12.
func InputSchema(raw json.RawMessage) ToolOption {
	return func(spec *ToolSpec) { spec.InputSchema = raw }
}

// OutputSchema replaces the schema that is made from the output's type.
func OutputSchema(raw json.RawMessage) ToolOption {
	return func(spec *ToolSpec) { spec.OutputSchema = raw }
}

var toolName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]{0,63}$`)

// AddTool adds a tool. In is a struct (or a map): its schema is made from the fields and their tags `json`,
// `jsonschema` (the description), `default`, `enum`, `minimum`, `maximum`, `pattern`, `minLength`, `maxLength`. The
// input has been checked, and defaults filled in, before run is called.
//
// Out is what is natural: a value becomes the output, a [ToolResult] is the whole answer, struct{} is no output. An
// error from [Fail] is a failed tool that the model sees; any other error is an error of the request.
func AddTool[In, Out any](s *Service, name, description string, run func(context.Context, In) (Out, error), options ...ToolOption) {
	t := &tool{spec: ToolSpec{Name: name, Description: description}, run: runTool(run)}
	for _, option := range options {
		option(&t.spec)
	}
	if !toolName.MatchString(name) {
		s.fault("the tool name %q does not match %s", name, toolName)
	}
	if contains(namesOf(s.tools), name) {
		s.fault("there are two tools %q", name)
	}
	var wrongInput, wrongOutput error
	if t.input, wrongInput = schemaOr(t.spec.InputSchema, reflect.TypeFor[In]()); wrongInput != nil {
		s.fault("input of tool %q: %v", name, wrongInput)
	} else if kind, _ := jsontext.Text(jsontext.Last(t.input.Raw(), "type")); kind != "object" {
		s.fault("input of tool %q must be an object: a struct, or a map with string keys", name)
	}
	if t.output, wrongOutput = outputSchema(t.spec.OutputSchema, reflect.TypeFor[Out]()); wrongOutput != nil {
		s.fault("output of tool %q: %v; ipc.OutputSchema says it by hand", name, wrongOutput)
	}
	if wrongInput != nil || wrongOutput != nil {
		return
	}
	t.spec.InputSchema = t.input.Raw()
	if t.output != nil {
		t.spec.OutputSchema = t.output.Raw()
	}
	s.tools = append(s.tools, t)
}

func schemaOr(given json.RawMessage, t reflect.Type) (*schema.Schema, error) {
	if given == nil {
		made, err := schema.For(t)
		if err != nil {
			return nil, err
		}
		given = made
	}
	return schema.Compile(given)
}

// outputSchema returns the schema of what a tool returns; nil when the type says nothing of it.
func outputSchema(given json.RawMessage, t reflect.Type) (*schema.Schema, error) {
	if given == nil {
		switch {
		case t == reflect.TypeFor[ToolResult](), t == reflect.TypeFor[*ToolResult](), t == reflect.TypeFor[json.RawMessage](),
			t == reflect.TypeFor[struct{}](), t.Kind() == reflect.Interface:
			return nil, nil
		}
		made, err := schema.ForOutput(t)
		if err != nil {
			return nil, err
		}
		given = made
	}
	return schema.Compile(given)
}

func runTool[In, Out any](run func(context.Context, In) (Out, error)) func(context.Context, json.RawMessage) (ToolResult, error) {
	return func(ctx context.Context, raw json.RawMessage) (ToolResult, error) {
		input, err := inputAs[In](raw)
		if err != nil {
			return ToolResult{}, err
		}
		output, err := run(ctx, input)
		var failure *ToolFailure
		if errors.As(err, &failure) {
			return failure.result(), nil
		}
		if err != nil {
			return ToolResult{}, err
		}
		return resultOf(output)
	}
}

func resultOf(output any) (ToolResult, error) {
	switch output := output.(type) {
	case ToolResult:
		return output, nil
	case *ToolResult:
		return *output, nil
	case struct{}:
		return ToolResult{Output: json.RawMessage("null")}, nil
	}
	raw, err := jsontext.Marshal(output)
	return ToolResult{Output: raw}, err
}

func (f *ToolFailure) result() ToolResult {
	failure := &ToolError{Message: f.Message, Kind: unlessZero(f.Kind)}
	if f.Details != nil {
		failure.Details = rawOrNull(f.Details)
	}
	output := f.Output
	if output == nil {
		output = f.Message
	}
	return ToolResult{Success: new(false), Output: rawOrNull(output), Error: failure}
}
