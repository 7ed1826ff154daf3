package wire

import (
	"encoding/json"
	"errors"
	"math"
	"strconv"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/message"
)

// MaxDepth is how deep a message may nest; the root is depth 1, scalars add none.
const MaxDepth = 128

const (
	codeParseError      = -32700
	codeInvalidRequest  = -32600
	codeMessageTooLarge = -32006
)

// Verdict is what a line is: a [Received], a [Refused] or a [Dropped].
type Verdict interface{ verdict() }

// Received is a legal message. Its raw members point into the line.
type Received struct{ Message message.Message }

// Refused is answered with an error: nothing legal, and no answer or notification.
type Refused struct {
	Code   int64
	ID     message.ID // zero when no legal one stands before params
	Reason string
	Limit  int // of a line that was too long, in bytes
}

// Dropped is passed over, so that two sides cannot refuse each other's refusals for ever.
type Dropped struct {
	ID message.ID // of an illegal response, if it can be read
}

func (Received) verdict() {}
func (Refused) verdict()  {}
func (Dropped) verdict()  {}

// Judge reads one record of a splitter with this limit.
func Judge(record Record, limit int) Verdict {
	if !record.Oversized {
		return Decode(record.Line)
	}
	reason := "longer than " + strconv.Itoa(limit) + " bytes, the most that this side reads"
	return illegible(record.Line, Refused{Code: codeMessageTooLarge, Reason: reason, Limit: limit})
}

// Decode reads one line without its LF.
func Decode(line []byte) Verdict {
	var e envelope
	err := jsontext.Object(line, MaxDepth, e.take)
	switch {
	case err == nil:
		return e.judge(line)
	case errors.Is(err, jsontext.ErrTooDeep):
		return illegible(line, Refused{Code: codeInvalidRequest, Reason: "nested deeper than 128 levels"})
	case errors.Is(err, jsontext.ErrNotObject):
		return illegible(line, Refused{Code: codeInvalidRequest, Reason: "a message is a JSON object"})
	}
	return illegible(line, Refused{Code: codeParseError, Reason: "not JSON: " + err.Error()})
}

// illegible refuses a line that could not be read, unless it shows that it is an answer or a notification. What is not
// JSON is no notification.
func illegible(line []byte, refusal Refused) Verdict {
	head := jsontext.ScanHead(line)
	id, _ := message.ParseID(head.ID)
	switch {
	case head.Answer:
		return Dropped{ID: id}
	case isNotification(head, id, refusal.Code):
		return Dropped{}
	}
	refusal.ID = id
	return refusal
}

// isNotification tells whether a line is taken for one (FRM-010); of a line that was too long only the beginning was seen,
// and a method without a legal id is enough (FRM-036).
func isNotification(head jsontext.Head, id message.ID, code int64) bool {
	switch code {
	case codeParseError:
		return false
	case codeMessageTooLarge:
		return head.Method && id.IsZero()
	}
	return head.Method && !head.Named
}

// envelope holds the members at the top as they came, of duplicates the last; nil = absent, which null is not.
type envelope struct{ jsonrpc, id, method, params, result, failure json.RawMessage }

func (e *envelope) take(name, value []byte) {
	switch string(name) {
	case "jsonrpc":
		e.jsonrpc = value
	case "id":
		e.id = value
	case "method":
		e.method = value
	case "params":
		e.params = value
	case "result":
		e.result = value
	case "error":
		e.failure = value
	}
}

func (e *envelope) judge(line []byte) Verdict {
	version, _ := jsontext.Text(e.jsonrpc)
	if e.result != nil || e.failure != nil {
		return e.response(version == "2.0")
	}
	method, isText := jsontext.Text(e.method)
	var fault string
	switch {
	case e.method == nil:
		return refuse(line, "a message has a method, a result or an error")
	case version != "2.0":
		fault = `jsonrpc must be "2.0"`
	case !isText:
		fault = "method must be a string"
	case e.params != nil && e.params[0] != '{':
		fault = "params must be an object or absent"
	}
	id, legal := message.ParseID(e.id)
	switch {
	case fault != "" && e.id == nil:
		return Dropped{}
	case fault != "":
		return refuse(line, fault)
	case e.id == nil:
		return Received{message.Notification{Method: method, Params: e.params}}
	case !legal:
		return refuse(line, "id must be a string or an integer")
	}
	return Received{message.Request{ID: id, Method: method, Params: e.params}}
}

func refuse(line []byte, reason string) Refused {
	id, _ := message.ParseID(jsontext.ScanHead(line).ID)
	return Refused{Code: codeInvalidRequest, ID: id, Reason: reason}
}

func (e *envelope) response(versionFits bool) Verdict {
	id, legal := message.ParseID(e.id)
	nullID := string(e.id) == "null"
	switch {
	case !versionFits || e.method != nil || (e.result != nil && e.failure != nil):
		return Dropped{ID: id}
	case e.failure != nil:
		failure, ok := decodeError(e.failure)
		// Only an error may have the id null: it answers what could not be read (RPC-053).
		if !ok || (!legal && !nullID) {
			return Dropped{ID: id}
		}
		return Received{message.Response{ID: id, Error: failure}}
	case !legal:
		return Dropped{}
	}
	return Received{message.Response{ID: id, Result: e.result}}
}

// decodeError reads an error object: an integer code and a message.
func decodeError(raw json.RawMessage) (*message.Error, bool) {
	var failure message.Error
	var codeOK, messageOK bool
	err := jsontext.Object(raw, MaxDepth, func(name, value []byte) {
		switch string(name) {
		case "code":
			failure.Code, codeOK = integer(value)
		case "message":
			failure.Message, messageOK = jsontext.Text(value)
		case "data":
			failure.Data = value
		}
	})
	return &failure, err == nil && codeOK && messageOK
}

// integer reads a whole number; `2.0` is one, as in JSON Schema.
func integer(raw []byte) (int64, bool) {
	if value, err := strconv.ParseInt(string(raw), 10, 64); err == nil {
		return value, true
	}
	value, err := strconv.ParseFloat(string(raw), 64)
	return int64(value), err == nil && value == math.Trunc(value) && math.Abs(value) < 1<<53
}
