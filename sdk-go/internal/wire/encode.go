package wire

import (
	"bytes"
	"encoding/json"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/message"
)

// Append writes one line with its LF, members in the order that routers read fastest: jsonrpc, id, method, params;
// in params `_meta`, then the members that decide the way, then the payload. Raw members must have passed
// [Payload].
func Append(out []byte, m message.Message) []byte {
	out = append(out, `{"jsonrpc":"2.0"`...)
	switch m := m.(type) {
	case message.Request:
		out = append(m.ID.Append(append(out, `,"id":`...)), `,"method":`...)
		out = appendParams(jsontext.AppendText(out, m.Method), m.Params)
	case message.Notification:
		out = jsontext.AppendText(append(out, `,"method":`...), m.Method)
		out = appendParams(out, m.Params)
	case message.Response:
		out = appendOutcome(m.ID.Append(append(out, `,"id":`...)), m)
	}
	return append(out, '}', '\n')
}

func appendParams(out []byte, params json.RawMessage) []byte {
	if params == nil {
		params = json.RawMessage("{}")
	}
	return append(append(out, `,"params":`...), ordered(params)...)
}

func appendOutcome(out []byte, m message.Response) []byte {
	if m.Error == nil {
		result := m.Result
		if result == nil {
			result = json.RawMessage("null")
		}
		return append(append(out, `,"result":`...), result...)
	}
	failure := (&jsontext.Builder{}).Raw("code", appendInt(m.Error.Code)).Text("message", m.Error.Message)
	if m.Error.Data != nil {
		failure.Raw("data", m.Error.Data)
	}
	return append(append(out, `,"error":`...), failure.Object()...)
}

func appendInt(n int64) []byte {
	raw, _ := json.Marshal(n)
	return raw
}

// routing lists the members of params that stand first.
var routing = map[string]int{"_meta": 0, "request_id": 1, "name": 2, "event": 3, "hook": 4, "path": 5}

// ordered returns params with `_meta` and the routing members first; as they are, when they are in order already.
func ordered(params json.RawMessage) json.RawMessage {
	type member struct{ name, value []byte }
	var front [6]*member
	var payload []member
	inOrder, last := true, -1
	err := jsontext.Object(params, MaxDepth, func(name, value []byte) {
		rank, routes := routing[string(name)]
		if !routes {
			last = len(front)
			payload = append(payload, member{name, value})
			return
		}
		inOrder = inOrder && rank > last
		last = max(last, rank)
		front[rank] = &member{name, value}
	})
	if err != nil || inOrder {
		return params
	}
	var b jsontext.Builder
	for _, m := range front {
		if m != nil {
			b.Raw(string(m.name), m.value)
		}
	}
	for _, m := range payload {
		b.Raw(string(m.name), m.value)
	}
	return b.Object()
}

// Payload returns raw as it may stand in a message, levels deep in it (params and results: 1, error data: 2): legal
// JSON on one line. The error tells why it cannot.
func Payload(raw json.RawMessage, levels int) (json.RawMessage, error) {
	if err := jsontext.Check(raw, MaxDepth-levels); err != nil {
		return nil, err
	}
	if bytes.IndexByte(raw, '\n') < 0 {
		return raw, nil
	}
	var out bytes.Buffer
	err := json.Compact(&out, raw)
	return out.Bytes(), err
}
