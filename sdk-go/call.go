package ipc

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/exchange"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/wire"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// Call is the request that a handler answers. Its cancel signal and deadline are those of the handler's context.
type Call struct {
	served    *served           // nil when nothing is served
	exchange  exchange.Exchange // nil when nothing is served
	method    string
	params    json.RawMessage
	settled   *settlement // the configuration that holds; nil without one
	component string
	callID    string
	drives    bool // an orchestrator streams under names of its own
	quiet     bool // the caller wants no stream
}

type callKey struct{}

// FromContext returns the call that a handler answers. For any other context it returns one on which progress, log and
// stream do nothing and whose host is not there, so that a handler stays a plain function that a test can call.
func FromContext(ctx context.Context) *Call {
	if call, ok := ctx.Value(callKey{}).(*Call); ok {
		return call
	}
	return &Call{}
}

// Component is the name of the component that handles the call.
func (c *Call) Component() string { return c.component }

// CallID is the id of the model's tool call; may be empty.
func (c *Call) CallID() string { return c.callID }

// Meta is what travels with the call: trace, deadline, session.
func (c *Call) Meta() Meta {
	var meta Meta
	if c.params != nil {
		_ = meta.UnmarshalJSON(goodMeta(jsontext.Last(c.params, "_meta"))) // none: empty
	}
	return meta
}

// SessionID is the session that the call belongs to: that of the call, else that of configure; may be empty.
func (c *Call) SessionID() string {
	if id := c.Meta().SessionID; id != nil {
		return *id
	}
	return c.Session().ID
}

// TurnID is the turn that the call belongs to; may be empty.
func (c *Call) TurnID() string { return orZero(c.Meta().TurnID) }

// Traceparent is the place of the call in its trace, as W3C Trace Context writes it; may be empty.
func (c *Call) Traceparent() string { return orZero(c.Meta().Traceparent) }

// Cwd is the working directory of the session: that of configure, else that of the process, in which the host starts
// it (LIF-007).
func (c *Call) Cwd() string {
	if dir := c.Session().Cwd; dir != "" {
		return dir
	}
	dir, _ := os.Getwd() // a directory that is gone has no name
	return dir
}

// TimeLeft is how long the caller will wait; ok tells whether there is a deadline.
func (c *Call) TimeLeft() (left time.Duration, ok bool) {
	if c.exchange == nil {
		return 0, false
	}
	deadline, ok := c.exchange.Context().Deadline()
	if !ok {
		return 0, false
	}
	return time.Until(deadline), true
}

// Config is the configuration of the component, an object: checked and with its defaults if it has declared a type
// ([OnConfigure], [ConfigOf]), else as it was given.
func (c *Call) Config() json.RawMessage {
	if c.served == nil {
		return json.RawMessage("{}")
	}
	return c.served.configOf(c.component, c.settled)
}

// Session is what configure told of the session; empty before.
func (c *Call) Session() ConfigureSession {
	if c.settled == nil {
		return ConfigureSession{}
	}
	return orZero(c.settled.settings)
}

// Graceful is closed when the caller wants what runs to be finished and nothing new to be started. (An immediate
// cancel ends the context instead.)
func (c *Call) Graceful() <-chan struct{} {
	if c.exchange == nil {
		return nil
	}
	return c.exchange.Graceful()
}

// Progress tells the caller how far the call is, and renews its patience. An empty message and a zero total are left
// out, and a message alone tells no progress.
func (c *Call) Progress(text string, progress, total float64) {
	var params jsontext.Builder
	if text != "" {
		params.Text("message", text)
	}
	if text == "" || progress != 0 || total != 0 {
		params.Raw("progress", rawOrNull(progress))
	}
	if total != 0 {
		params.Raw("total", rawOrNull(total))
	}
	c.notify(protocol.MethodProgress, &params)
}

// Log writes a structured line to the host's log. The data may be nil.
func (c *Call) Log(level LogLevel, text string, data any) {
	if c.exchange == nil {
		return
	}
	params := (&jsontext.Builder{}).Text("level", string(level)).Text("message", text)
	if c.component != "" {
		params.Text("logger", c.component)
	}
	if data != nil {
		params.Raw("data", rawOrNull(data))
	}
	ctx, stop := context.WithTimeout(context.Background(), logPatience)
	defer stop()
	c.exchange.Tell(ctx, protocol.MethodLog, params.Object())
}

// logPatience: a line of the log is dropped when the host does not read for so long.
const logPatience = time.Second

// Output streams output of a running tool.
func (c *Call) Output(channel OutputChannel, text string) {
	c.notify(protocol.MethodStreamToolOutput, (&jsontext.Builder{}).Text("channel", string(channel)).Text("text", text))
}

// Streaming tells whether the caller of a provider wants its answer streamed (PRV-031); if not, what is streamed goes
// nowhere.
func (c *Call) Streaming() bool { return !c.quiet }

// Token streams text of a block of an answer; index counts the blocks from zero. The joined texts of a block are the
// block's text in the response.
func (c *Call) Token(index int, text string) { c.stream("token", indexed(index).Text("text", text)) }

// Thinking streams thoughts of a model.
func (c *Call) Thinking(index int, text string) {
	c.stream("thinking", indexed(index).Text("text", text))
}

// BlockStart streams that a block of an answer begins; BlockDelta and BlockEnd follow.
func (c *Call) BlockStart(index int, blockType string) {
	c.stream("content_block_start", (&jsontext.Builder{}).Text("type", blockType).Raw("index", rawOrNull(index)))
}

// BlockDelta streams what is new in a block.
func (c *Call) BlockDelta(index int, delta any) {
	c.stream("content_block_delta", indexed(index).Raw("delta", rawOrNull(delta)))
}

// BlockEnd tells that a block is complete.
func (c *Call) BlockEnd(index int, blockType string) {
	c.stream("content_block_end", (&jsontext.Builder{}).Text("type", blockType).Raw("index", rawOrNull(index)))
}

// Stream sends any other notification stream.* about the call: the params are an object without `request_id`.
func (c *Call) Stream(method string, params any) error {
	raw, err := jsontext.Marshal(params)
	if err == nil {
		raw, err = wire.Payload(raw, 1)
	}
	if err != nil {
		return fmt.Errorf("params of %s: %w", method, err)
	}
	if c.exchange != nil {
		c.exchange.Notify(method, raw)
	}
	return nil
}

// stream sends what an orchestrator streams for the user, or a provider for the orchestrator.
func (c *Call) stream(what string, params *jsontext.Builder) {
	switch {
	case c.drives:
		c.notify("stream."+what, params)
	case !c.quiet:
		c.notify(providerStream+what, params)
	}
}

// Host is the client of the host's services, on behalf of this call.
func (c *Call) Host() *Host { return &Host{call: c} }

func indexed(index int) *jsontext.Builder {
	return (&jsontext.Builder{}).Raw("index", rawOrNull(index))
}

// notify sends a notification about this call.
func (c *Call) notify(method string, params *jsontext.Builder) {
	if c.exchange != nil {
		c.exchange.Notify(method, params.Object())
	}
}
