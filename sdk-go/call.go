package ipc

import (
	"context"
	"time"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/rpc"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// Call is the request that a handler answers. Its cancel signal and deadline are those of the handler's context.
type Call struct {
	session   *session
	request   *rpc.Request
	component string
	callID    string
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

// Component is the name of the tool, hook or provider.
func (c *Call) Component() string { return c.component }

// CallID is the id of the model's tool call; may be empty.
func (c *Call) CallID() string { return c.callID }

// Meta is what travels with the call: trace, deadline, session.
func (c *Call) Meta() Meta {
	var meta Meta
	if c.request != nil {
		_ = meta.UnmarshalJSON(jsontext.Last(c.request.Params, "_meta")) // none, or none that can be read: empty
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

// Session is what configure told of the session; empty before.
func (c *Call) Session() ConfigureSession {
	if c.session == nil {
		return ConfigureSession{}
	}
	c.session.mu.Lock()
	defer c.session.mu.Unlock()
	return orZero(c.session.settings)
}

// Graceful is closed when the caller wants what runs to be finished and nothing new to be started. (An immediate
// cancel ends the context instead.)
func (c *Call) Graceful() <-chan struct{} {
	if c.request == nil {
		return nil
	}
	return c.request.Graceful()
}

// Progress tells the caller how far the call is, and renews its patience. An empty message and a zero total are left
// out.
func (c *Call) Progress(text string, progress, total float64) {
	var params jsontext.Builder
	if text != "" {
		params.Text("message", text)
	}
	params.Raw("progress", rawOrNull(progress))
	if total != 0 {
		params.Raw("total", rawOrNull(total))
	}
	c.notify(protocol.MethodProgress, &params)
}

// Log writes a structured line to the host's log. The data may be nil.
func (c *Call) Log(level LogLevel, text string, data any) {
	if c.session == nil {
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
	c.session.conn.Notify(ctx, protocol.MethodLog, params.Object())
}

// logPatience: a line of the log is dropped when the host does not read for so long.
const logPatience = time.Second

// Output streams output of a running tool.
func (c *Call) Output(channel OutputChannel, text string) {
	c.notify(protocol.MethodStreamToolOutput, (&jsontext.Builder{}).Text("channel", string(channel)).Text("text", text))
}

// Token streams text of a provider's block; index counts the blocks from zero. The joined texts of a block are the
// block's text in the response.
func (c *Call) Token(index int, text string) {
	c.notify(protocol.MethodStreamProviderToken, indexed(index).Text("text", text))
}

// Thinking streams thoughts of a provider's model.
func (c *Call) Thinking(index int, text string) {
	c.notify(protocol.MethodStreamProviderThinking, indexed(index).Text("text", text))
}

// BlockStart streams that a block of a provider's answer begins; BlockDelta and BlockEnd follow.
func (c *Call) BlockStart(index int, blockType string) {
	params := (&jsontext.Builder{}).Text("type", blockType).Raw("index", rawOrNull(index))
	c.notify(protocol.MethodStreamProviderContentBlockStart, params)
}

// BlockDelta streams what is new in a block.
func (c *Call) BlockDelta(index int, delta any) {
	c.notify(protocol.MethodStreamProviderContentBlockDelta, indexed(index).Raw("delta", rawOrNull(delta)))
}

// BlockEnd tells that a block is complete.
func (c *Call) BlockEnd(index int, blockType string) {
	params := (&jsontext.Builder{}).Text("type", blockType).Raw("index", rawOrNull(index))
	c.notify(protocol.MethodStreamProviderContentBlockEnd, params)
}

// Host is the client of the host's services, on behalf of this call.
func (c *Call) Host() *Host { return &Host{call: c} }

func indexed(index int) *jsontext.Builder {
	return (&jsontext.Builder{}).Raw("index", rawOrNull(index))
}

// notify sends a notification about this call, its id first.
func (c *Call) notify(method string, params *jsontext.Builder) {
	if c.request == nil {
		return
	}
	id := c.request.ID.JSON()
	c.request.Notify(method, jsontext.Prepend(params.Object(), "request_id", id))
}
