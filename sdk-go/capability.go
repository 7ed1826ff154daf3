package ipc

import (
	"context"
	"encoding/json"
	"reflect"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/schema"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// capability is what a service exports to others, with its types erased.
type capability struct {
	spec  ExportSpec
	input *schema.Schema
	run   func(ctx context.Context, input json.RawMessage) (json.RawMessage, error)
}

func (c *capability) componentName() string { return c.spec.Name }

// AddCapability exports a function under a name such as `words.count`, for any service to call. Its input is any type
// that JSON has, checked as that of a tool ([AddTool]); what it returns is its output.
func AddCapability[In, Out any](s *Service, name, description string, run func(context.Context, In) (Out, error)) {
	if !accepts(s, "capability", name, run != nil, s.exports) {
		return
	}
	input, err := schemaOr(nil, reflect.TypeFor[In]())
	if err != nil {
		s.fault("input of capability %q: %v", name, err)
		return
	}
	c := &capability{input: input, run: func(ctx context.Context, raw json.RawMessage) (json.RawMessage, error) {
		in, err := inputAs[In](raw)
		if err != nil {
			return nil, err
		}
		output, err := run(ctx, in)
		if err != nil {
			return nil, err
		}
		if _, nothing := any(output).(struct{}); nothing {
			return json.RawMessage("null"), nil
		}
		return jsontext.Marshal(output)
	}}
	c.spec = ExportSpec{Name: name, Description: unlessZero(description), InputSchema: input.Raw()}
	s.exports = append(s.exports, c)
}

// inputAs reads input, which has been checked, as the author's type.
func inputAs[In any](raw json.RawMessage) (in In, err error) {
	if err := schema.Unmarshal(raw, &in); err != nil {
		return in, InvalidParams(Fault{Path: "/input" + fieldOf(err), Message: misfit(err)})
	}
	return in, nil
}

// checked returns an input with its defaults, or -32602 with all faults below /input.
func checked(against *schema.Schema, raw json.RawMessage) (json.RawMessage, error) {
	input, wrong := against.Check(raw)
	if len(wrong) == 0 {
		return input, nil
	}
	faults := make([]Fault, len(wrong))
	for i, fault := range wrong {
		faults[i] = Fault{Path: "/input" + fault.Path, Message: fault.Message}
	}
	return nil, InvalidParams(faults...)
}

func (s *served) callCapability(ctx context.Context, call *Call, params *protocol.CapabilityCallParams) (any, error) {
	c, err := pick(s.exports, &params.Name, "capability")
	if err != nil {
		return nil, err
	}
	input, err := checked(c.input, params.Input)
	if err != nil {
		return nil, err
	}
	if err := s.enter(ctx, call, c.spec.Name); err != nil {
		return nil, err
	}
	output, err := c.run(ctx, input)
	return protocol.CapabilityCallResult{Output: output}, err
}
