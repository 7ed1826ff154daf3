package wire_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/message"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/vectors"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/wire"
)

type messageCase struct {
	vectors.Case
	Line      *string         `json:"line"`
	LineHex   *string         `json:"line_hex"`
	LineParts []vectors.Piece `json:"line_parts"`
	Verdict   struct {
		Request, Notification, Response *envelope
		Refuse, Drop                    *envelope
	} `json:"verdict"`
}

type envelope struct {
	Code   int64           `json:"code"`
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  json.RawMessage `json:"error"`
}

func (c messageCase) bytes() []byte {
	return vectors.Piece{Text: c.Line, Hex: c.LineHex, Parts: c.LineParts}.Bytes()
}

func TestMessageVectors(t *testing.T) {
	t.Parallel()
	for _, c := range vectors.Load[messageCase](t, "messages.json") {
		t.Run(c.ID, func(t *testing.T) {
			t.Parallel()
			line := c.bytes()
			verdict := wire.Decode(line)
			if !fits(verdict, c) {
				t.Fatalf("%.200q\ngot %+v", line, verdict)
			}
			// What we write of it is read as the same message.
			if received, ok := verdict.(wire.Received); ok {
				again := wire.Append(nil, received.Message)
				if verdict := wire.Decode(bytes.TrimSuffix(again, []byte("\n"))); !fits(verdict, c) {
					t.Fatalf("wrote %.200q\nread %+v", again, verdict)
				}
			}
		})
	}
}

func fits(verdict wire.Verdict, c messageCase) bool {
	want := c.Verdict
	switch v := verdict.(type) {
	case wire.Refused:
		return want.Refuse != nil && v.Code == want.Refuse.Code && sameID(v.ID, want.Refuse.ID)
	case wire.Dropped:
		return want.Drop != nil && sameID(v.ID, want.Drop.ID)
	case wire.Received:
		return messageFits(v.Message, want.Request, want.Notification, want.Response)
	}
	return false
}

func messageFits(m message.Message, request, notification, response *envelope) bool {
	switch m := m.(type) {
	case message.Request:
		return request != nil && sameID(m.ID, request.ID) && m.Method == request.Method && sameObject(m.Params, request.Params)
	case message.Notification:
		return notification != nil && m.Method == notification.Method && sameObject(m.Params, notification.Params)
	case message.Response:
		if response == nil || !sameID(m.ID, response.ID) {
			return false
		}
		if m.Error == nil {
			return vectors.Equal(m.Result, response.Result)
		}
		var want struct {
			Code    int64           `json:"code"`
			Message string          `json:"message"`
			Data    json.RawMessage `json:"data"`
		}
		return json.Unmarshal(response.Error, &want) == nil && m.Error.Code == want.Code && m.Error.Message == want.Message &&
			(string(m.Error.Data) == string(want.Data) || vectors.Equal(m.Error.Data, want.Data))
	}
	return false
}

// sameObject: absent params are the empty object; a vector that names none leaves them open.
func sameObject(got, want json.RawMessage) bool {
	if got == nil {
		got = json.RawMessage("{}")
	}
	return want == nil || vectors.Equal(got, want)
}
