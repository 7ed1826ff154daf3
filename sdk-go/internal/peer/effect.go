package peer

import (
	"encoding/json"
	"time"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/message"
)

// Effect is what the machine wants done or told, in order.
type Effect interface{ effect() }

// Send says: write this message.
type Send struct{ Message message.Message }

// Requested says: a request is to be answered, by Deadline unless that is zero.
type Requested struct {
	message.Request
	Deadline time.Time
}

// Notified says: a notification about nothing that is under way here.
type Notified struct {
	Method string
	Params json.RawMessage
}

// Streamed says: a notification about an own call.
type Streamed struct {
	Call   message.ID
	Method string
	Params json.RawMessage
}

// Result says: an own call has its result.
type Result struct {
	Call   message.ID
	Result json.RawMessage
}

// Failed says: an own call has failed.
type Failed struct {
	Call  message.ID
	Error message.Error
}

// Cancelled says: the caller no longer wants this request; it is still to be answered.
type Cancelled struct {
	Request message.ID
	Mode    CancelMode
}

// Expired says: the deadline of this request has passed; the machine answers it.
type Expired struct{ Request message.ID }

// Stray says: a response to, or a stream notification about, nothing that is under way.
type Stray struct{ ID message.ID }

func (Send) effect()      {}
func (Requested) effect() {}
func (Notified) effect()  {}
func (Streamed) effect()  {}
func (Result) effect()    {}
func (Failed) effect()    {}
func (Cancelled) effect() {}
func (Expired) effect()   {}
func (Stray) effect()     {}
