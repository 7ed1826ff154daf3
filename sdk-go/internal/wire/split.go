// Package wire turns bytes into messages and messages into bytes (protocol §2 and §3). It does no I/O and starts
// nothing: it is fed bytes and yields lines, is given a line and yields a verdict.
package wire

import (
	"bytes"
)

// DefaultMaxMessageBytes is the largest line that is read when nothing else was announced, before its LF.
const DefaultMaxMessageBytes = 64 << 20

// HeadBytes is how much of an oversized line is kept: enough for the members that stand before `params`.
const HeadBytes = 4096

// keptCapacity bounds the memory that a splitter keeps between lines.
const keptCapacity = 1 << 20

// Record is a line without its LF and without the CR before it, or the head of a line that was too long.
type Record struct {
	Line      []byte
	Oversized bool
}

// Splitter splits a stream into lines, in memory bounded by its limit. An unterminated rest yields nothing.
type Splitter struct {
	limit    int
	rest     []byte
	dropping bool
}

// NewSplitter returns a splitter for lines of at most limit bytes before the LF.
func NewSplitter(limit int) *Splitter { return &Splitter{limit: limit} }

// Limit returns the largest line that is kept, in bytes before the LF.
func (s *Splitter) Limit() int { return s.limit }

// Feed hands every record that chunk completes to yield, in order. The lines are valid until yield returns.
func (s *Splitter) Feed(chunk []byte, yield func(Record)) {
	for {
		end := bytes.IndexByte(chunk, '\n')
		if end < 0 {
			s.keep(chunk)
			return
		}
		if len(s.rest) == 0 && !s.dropping {
			s.emit(chunk[:end], yield)
		} else {
			s.keep(chunk[:end])
			s.finish(yield)
		}
		chunk = chunk[end+1:]
	}
}

func (s *Splitter) keep(part []byte) {
	if !s.dropping {
		if len(s.rest)+len(part) <= s.limit {
			s.rest = append(s.rest, part...)
			return
		}
		s.dropping = true
		head := make([]byte, 0, HeadBytes)
		s.rest = append(head, s.rest[:min(len(s.rest), HeadBytes)]...)
	}
	s.rest = append(s.rest, part[:min(len(part), HeadBytes-len(s.rest))]...)
}

func (s *Splitter) finish(yield func(Record)) {
	if s.dropping {
		yield(Record{Line: s.rest, Oversized: true})
	} else {
		s.emit(s.rest, yield)
	}
	s.dropping = false
	if s.rest = s.rest[:0]; cap(s.rest) > keptCapacity {
		s.rest = nil // one huge line must not hold its memory for the life of the connection
	}
}

func (s *Splitter) emit(line []byte, yield func(Record)) {
	if len(line) > s.limit {
		yield(Record{Line: line[:min(len(line), HeadBytes)], Oversized: true})
		return
	}
	line = bytes.TrimSuffix(line, []byte("\r"))
	if len(bytes.Trim(line, " \t\r")) > 0 {
		yield(Record{Line: line})
	}
}
