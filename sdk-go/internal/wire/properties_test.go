package wire_test

import (
	"bytes"
	"encoding/json"
	"math/rand"
	"reflect"
	"strings"
	"testing"
	"testing/quick"
	"unicode/utf8"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/message"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/wire"
)

// anyMessage is a legal message, as testing/quick makes them.
type anyMessage struct{ message.Message }

// Generate makes one; payloads are at most a few levels deep.
func (anyMessage) Generate(r *rand.Rand, size int) reflect.Value {
	var m message.Message
	switch r.Intn(4) {
	case 0:
		m = message.Request{ID: anyID(r), Method: anyText(r, size), Params: anyParams(r, size)}
	case 1:
		m = message.Notification{Method: anyText(r, size), Params: anyParams(r, size)}
	case 2:
		m = message.Response{ID: anyID(r), Result: anyJSON(r, 3)}
	default:
		failure := &message.Error{Code: int64(r.Int31()) - 1<<30, Message: anyText(r, size), Data: anyJSON(r, 2)}
		m = message.Response{ID: anyID(r), Error: failure}
	}
	return reflect.ValueOf(anyMessage{m})
}

func anyID(r *rand.Rand) message.ID {
	if r.Intn(2) == 0 {
		return message.TextID(anyText(r, 8))
	}
	id, _ := message.ParseID(marshal(r.Int63()>>10 - 1<<52))
	return id
}

func anyText(r *rand.Rand, size int) string {
	pieces := []string{"a", "\"", "\\", "\n", "\x00", "é", "😀", "\u2028", "/", " "}
	var text strings.Builder
	for range r.Intn(size + 1) {
		text.WriteString(pieces[r.Intn(len(pieces))])
	}
	return text.String()
}

func anyParams(r *rand.Rand, size int) json.RawMessage {
	names := []string{"input", "name", "_meta", "event", "path", "hook", "request_id", anyText(r, size)}
	params := map[string]json.RawMessage{}
	for range r.Intn(5) {
		params[names[r.Intn(len(names))]] = anyJSON(r, 3)
	}
	return marshal(params)
}

func anyJSON(r *rand.Rand, depth int) json.RawMessage {
	switch kind := r.Intn(7); {
	case kind == 0:
		return json.RawMessage("null")
	case kind == 1:
		return marshal(r.Int63()>>11 - 1<<51)
	case kind == 2:
		return marshal(r.NormFloat64())
	case kind == 3 && depth > 0:
		return marshal([]json.RawMessage{anyJSON(r, depth-1), anyJSON(r, depth-1)})
	case kind == 4 && depth > 0:
		return marshal(map[string]json.RawMessage{anyText(r, 5): anyJSON(r, depth-1)})
	}
	return marshal(anyText(r, 12))
}

// marshal writes a value that JSON can carry.
func marshal(value any) json.RawMessage {
	raw, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return raw
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	t.Parallel()
	property := func(m anyMessage) bool {
		line := wire.Append(nil, m.Message)
		records := feed(wire.NewSplitter(wire.DefaultMaxMessageBytes), line)
		if bytes.Count(line, []byte("\n")) != 1 || !utf8.Valid(line) || len(records) != 1 {
			return false
		}
		received, ok := wire.Decode(records[0].Line).(wire.Received)
		return ok && reflect.TypeOf(received.Message) == reflect.TypeOf(m.Message) && sameJSON(t, line, wire.Append(nil, received.Message))
	}
	if err := quick.Check(property, &quick.Config{MaxCount: 2000}); err != nil {
		t.Error(err)
	}
}

func sameJSON(t *testing.T, a, b []byte) bool {
	t.Helper()
	var left, right any
	if json.Unmarshal(a, &left) != nil || json.Unmarshal(b, &right) != nil {
		return false
	}
	return reflect.DeepEqual(left, right)
}

// feed returns copies of the records that a chunk completes.
func feed(splitter *wire.Splitter, chunk []byte) []wire.Record {
	var records []wire.Record
	splitter.Feed(chunk, func(record wire.Record) {
		records = append(records, wire.Record{Line: bytes.Clone(record.Line), Oversized: record.Oversized})
	})
	return records
}

// FuzzSplitter cuts the same bytes in many ways: the records stay the same.
func FuzzSplitter(f *testing.F) {
	f.Add([]byte("{}\n\r\n \t\r\n{\"a\":1}\r\nrest"), uint16(3), uint16(5))
	f.Add(bytes.Repeat([]byte("0123456789\n"), 3), uint16(1), uint16(4))
	f.Add(append(bytes.Repeat([]byte("x"), 5000), '\n'), uint16(4095), uint16(4500))
	f.Fuzz(func(t *testing.T, data []byte, step, limit uint16) {
		data = append(bytes.Clone(data), '\n')
		whole := feed(wire.NewSplitter(int(limit)), data)
		splitter := wire.NewSplitter(int(limit))
		var cut []wire.Record
		for rest := data; len(rest) > 0; {
			size := min(len(rest), int(step)+1)
			cut = append(cut, feed(splitter, rest[:size])...)
			rest = rest[size:]
		}
		if !reflect.DeepEqual(whole, cut) {
			t.Errorf("whole: %+v\nin pieces of %d: %+v", whole, int(step)+1, cut)
		}
		for _, record := range whole {
			if !record.Oversized && len(record.Line) > int(limit) || bytes.IndexByte(record.Line, '\n') >= 0 {
				t.Errorf("%q is no line of at most %d bytes", record.Line, limit)
			}
		}
	})
}

// FuzzDecode takes any line: one verdict, never a panic, and what is legal is written so that it is read again.
func FuzzDecode(f *testing.F) {
	for _, line := range []string{
		`{"jsonrpc":"2.0","id":1,"method":"ping"}`, `{"jsonrpc":"2.0","method":"m","params":{"a":[1e400,-0]}}`,
		`{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":""}}`, `{"jsonrpc":"2.0","id":"\ud800","result":1}`,
		`[]`, `{`, "\xff", "\xef\xbb\xbf{}", `{"result":1}`, `{"id":1.5,"method":"m"}`, `{"jsonrpc":"2.0","id":-0,"method":"m"}`,
	} {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		line = bytes.ReplaceAll(line, []byte("\n"), nil)
		switch verdict := wire.Decode(line).(type) {
		case wire.Refused:
			if verdict.Code != -32700 && verdict.Code != -32600 || verdict.Reason == "" {
				t.Errorf("%q: refused with %d (%q)", line, verdict.Code, verdict.Reason)
			}
		case wire.Received:
			again := wire.Append(nil, verdict.Message)
			if _, ok := wire.Decode(bytes.TrimSuffix(again, []byte("\n"))).(wire.Received); !ok {
				t.Errorf("%q was read, but written again it is not: %q", line, again)
			}
		case wire.Dropped:
		default:
			t.Errorf("%q: %T is no verdict", line, verdict)
		}
	})
}
