// Package jsontext reads JSON text strictly and without building values: one pass checks the grammar, UTF-8,
// surrogates and depth, and hands out members as the bytes they came in.
//
// encoding/json is too lenient for the wire: it replaces broken UTF-8 and lone surrogates in silence, matches
// names without case, and merges duplicate members instead of letting the last one win.
package jsontext

import (
	"errors"
	"fmt"
	"unicode/utf8"
)

// Errors of [Check] and [Object].
var (
	// ErrTooDeep: objects and arrays nest deeper than allowed.
	ErrTooDeep = errors.New("nested too deep")
	// ErrNotObject: legal JSON, but no object.
	ErrNotObject = errors.New("not an object")
)

// SyntaxError tells where a text stops being JSON.
type SyntaxError struct {
	Offset int
	Reason string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("byte %d: %s", e.Offset, e.Reason) }

// Check returns nil when text is one JSON value with at most maxDepth levels (a scalar has none).
func Check(text []byte, maxDepth int) error {
	s := scanner{text: text, deepest: maxDepth}
	if err := s.utf8(); err != nil {
		return err
	}
	if err := s.value(0); err != nil {
		return err
	}
	return s.end()
}

// Object checks text and calls visit with each member of the object at its top, in order; both slices point
// into text, but for names that were spelled with escapes. Duplicates are all visited.
func Object(text []byte, maxDepth int, visit func(name, value []byte)) error {
	s := scanner{text: text, deepest: maxDepth, visit: visit}
	if err := s.utf8(); err != nil {
		return err
	}
	s.space()
	isObject := s.peek() == '{'
	if err := s.value(0); err != nil {
		return err
	}
	if err := s.end(); err != nil {
		return err
	}
	if !isObject {
		return ErrNotObject
	}
	return nil
}

type scanner struct {
	text    []byte
	at      int
	deepest int
	visit   func(name, value []byte)
}

func (s *scanner) utf8() error {
	if utf8.Valid(s.text) {
		return nil
	}
	at := 0
	for at < len(s.text) {
		r, size := utf8.DecodeRune(s.text[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	return &SyntaxError{at, "not UTF-8"}
}

func (s *scanner) fail(reason string) error { return &SyntaxError{s.at, reason} }

func (s *scanner) peek() byte {
	if s.at < len(s.text) {
		return s.text[s.at]
	}
	return 0
}

func (s *scanner) space() {
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case ' ', '\t', '\r', '\n':
			s.at++
		default:
			return
		}
	}
}

func (s *scanner) end() error {
	s.space()
	if s.at < len(s.text) {
		return s.fail("text after the value")
	}
	return nil
}

// value reads one value with the space before it; depth is the number of levels around it.
func (s *scanner) value(depth int) error {
	s.space()
	switch c := s.peek(); c {
	case '{':
		return s.object(depth + 1)
	case '[':
		return s.array(depth + 1)
	case '"':
		return s.string()
	case 't':
		return s.word("true")
	case 'f':
		return s.word("false")
	case 'n':
		return s.word("null")
	default:
		return s.number()
	}
}

func (s *scanner) word(word string) error {
	if len(s.text)-s.at < len(word) || string(s.text[s.at:s.at+len(word)]) != word {
		return s.fail("no JSON value")
	}
	s.at += len(word)
	return nil
}

func (s *scanner) object(depth int) error {
	if depth > s.deepest {
		return ErrTooDeep
	}
	s.at++
	s.space()
	if s.peek() == '}' {
		s.at++
		return nil
	}
	for {
		s.space()
		start := s.at
		if s.peek() != '"' {
			return s.fail("a member's name must be a string")
		}
		if err := s.string(); err != nil {
			return err
		}
		name := s.text[start:s.at]
		s.space()
		if s.peek() != ':' {
			return s.fail("a colon is missing")
		}
		s.at++
		s.space()
		start = s.at
		if err := s.value(depth); err != nil {
			return err
		}
		if depth == 1 && s.visit != nil {
			s.visit(unescaped(name), s.text[start:s.at])
		}
		if done, err := s.next('}'); done || err != nil {
			return err
		}
	}
}

func (s *scanner) array(depth int) error {
	if depth > s.deepest {
		return ErrTooDeep
	}
	s.at++
	s.space()
	if s.peek() == ']' {
		s.at++
		return nil
	}
	for {
		if err := s.value(depth); err != nil {
			return err
		}
		if done, err := s.next(']'); done || err != nil {
			return err
		}
	}
}

// next reads a comma, or the closing byte.
func (s *scanner) next(closing byte) (done bool, err error) {
	s.space()
	switch s.peek() {
	case ',':
		s.at++
		return false, nil
	case closing:
		s.at++
		return true, nil
	}
	return false, s.fail("a comma or " + string(closing) + " is missing")
}
