// Package message holds what travels over a connection: requests, notifications, responses and their ids.
package message

import (
	"encoding/json"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
)

// Message is a [Request], a [Notification] or a [Response].
type Message interface{ message() }

// Request wants an answer.
type Request struct {
	ID     ID
	Method string
	// Params is an object; nil stands for the empty one.
	Params json.RawMessage
}

// Notification wants none.
type Notification struct {
	Method string
	// Params is an object; nil stands for the empty one.
	Params json.RawMessage
}

// Response answers a request: with an error if Error is set, else with Result.
type Response struct {
	// ID is that of the request; the zero ID stands for null (the request's could not be read).
	ID     ID
	Result json.RawMessage
	Error  *Error
}

// Error is the error object of a response.
type Error struct {
	Code    int64
	Message string
	// Data is free JSON; ours is an object with a `kind`. Nil = absent.
	Data json.RawMessage
}

func (Request) message()      {}
func (Notification) message() {}
func (Response) message()     {}

// ID is the id of a request: a string or an integer of any size. Equal ids are equal JSON values.
// The zero ID is no id.
type ID struct {
	kind byte // '"', '0' or nothing
	text string
}

// TextID is a string as an id.
func TextID(text string) ID { return ID{'"', text} }

// ParseID reads an id from its JSON text; ok is false for anything but a string or an integer.
func ParseID(raw []byte) (id ID, ok bool) {
	if len(raw) == 0 || jsontext.Check(raw, 0) != nil {
		return ID{}, false
	}
	if text, isText := jsontext.Text(raw); isText {
		return TextID(text), true
	}
	for i, c := range raw {
		if (c < '0' || c > '9') && (c != '-' || i > 0) {
			return ID{}, false
		}
	}
	return ID{'0', string(raw)}, true
}

// IsZero tells whether there is no id.
func (id ID) IsZero() bool { return id.kind == 0 }

// Text returns the text of a string id, the digits of an integer, and nothing without an id.
func (id ID) Text() string { return id.text }

// IsText tells whether the id is a string.
func (id ID) IsText() bool { return id.kind == '"' }

// JSON returns the id as JSON, null without an id.
func (id ID) JSON() json.RawMessage { return id.Append(nil) }

// Append writes the id as JSON, null without an id.
func (id ID) Append(out []byte) []byte {
	switch id.kind {
	case '"':
		return jsontext.AppendText(out, id.text)
	case '0':
		return append(out, id.text...)
	}
	return append(out, "null"...)
}
