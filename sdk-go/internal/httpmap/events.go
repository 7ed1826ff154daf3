package httpmap

import (
	"bytes"
	"errors"
)

// AppendEvent writes an event with JSON as its data. What ends a line there is white space, and becomes a space.
func AppendEvent(out []byte, name string, data []byte) []byte {
	out = append(append(out, "event: "...), name...)
	out = append(out, "\ndata: "...)
	start := len(out)
	out = append(out, data...)
	for i := start; i < len(out); i++ {
		if out[i] == '\r' || out[i] == '\n' {
			out[i] = ' '
		}
	}
	return append(out, "\n\n"...)
}

// Comment is what a stream says when it has nothing to say (HTP-047).
const Comment = ":\n\n"

// Event is an event of a stream.
type Event struct {
	Name string
	Data []byte
}

// ErrLongEvent means: an event is longer than the reader allows.
var ErrLongEvent = errors.New("an event of the stream is too long")

// Events takes a stream apart (HTML, 9.2.6), in memory bounded by its limit.
type Events struct {
	limit   int
	line    []byte
	name    string
	data    []byte
	some    bool // whether there are data
	begun   bool // whether a line has been read
	afterCR bool // an LF that comes next belongs to the CR before it
}

// NewEvents returns a parser of events of at most limit bytes.
func NewEvents(limit int) *Events { return &Events{limit: limit} }

// Feed hands every event that chunk completes to yield, in order.
func (e *Events) Feed(chunk []byte, yield func(Event)) error {
	for len(chunk) > 0 {
		if e.afterCR && chunk[0] == '\n' {
			chunk = chunk[1:]
		}
		e.afterCR = false
		end := bytes.IndexAny(chunk, "\r\n")
		if end < 0 {
			return e.keep(chunk)
		}
		if err := e.keep(chunk[:end]); err != nil {
			return err
		}
		e.afterCR = chunk[end] == '\r'
		chunk = chunk[end+1:]
		e.finishLine(yield)
	}
	return nil
}

func (e *Events) keep(part []byte) error {
	if len(e.line)+len(e.data)+len(part) > e.limit {
		return ErrLongEvent
	}
	e.line = append(e.line, part...)
	return nil
}

var byteOrderMark = []byte("\xef\xbb\xbf")

func (e *Events) finishLine(yield func(Event)) {
	line := e.line
	if !e.begun {
		e.begun, line = true, bytes.TrimPrefix(line, byteOrderMark)
	}
	if len(line) == 0 {
		e.dispatch(yield)
	} else {
		e.field(line)
	}
	e.line = e.line[:0]
}

func (e *Events) field(line []byte) {
	field, value, _ := bytes.Cut(line, []byte(":"))
	value = bytes.TrimPrefix(value, []byte(" "))
	switch string(field) {
	case "event":
		e.name = string(value)
	case "data":
		if e.some {
			e.data = append(e.data, '\n')
		}
		e.data, e.some = append(e.data, value...), true
	} // HTP-045
}

func (e *Events) dispatch(yield func(Event)) {
	if e.some {
		if e.name == "" {
			e.name = "message"
		}
		yield(Event{e.name, e.data})
	}
	e.name, e.data, e.some = "", nil, false
}
