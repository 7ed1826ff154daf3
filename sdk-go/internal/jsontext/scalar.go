package jsontext

import (
	"bytes"
	"encoding/json"
)

// special marks the bytes at which a string is not just copied on: quote, backslash, control characters.
var special = func() (table [256]bool) {
	for c := range 32 {
		table[c] = true
	}
	table['"'], table['\\'] = true, true
	return table
}()

// string reads a string; at stands on its first quote.
func (s *scanner) string() error {
	s.at++
	for {
		for s.at < len(s.text) && !special[s.text[s.at]] {
			s.at++
		}
		switch s.peek() {
		case '"':
			s.at++
			return nil
		case '\\':
			if err := s.escape(); err != nil {
				return err
			}
		default:
			if s.at >= len(s.text) {
				return s.fail("the string has no end")
			}
			return s.fail("a control character in a string")
		}
	}
}

func (s *scanner) escape() error {
	s.at++
	switch s.peek() {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		s.at++
		return nil
	case 'u':
	default:
		return s.fail("no such escape")
	}
	unit, ok := s.codeUnit()
	switch {
	case !ok:
		return s.fail("\\u needs four hex digits")
	case unit >= 0xDC00 && unit <= 0xDFFF:
		return s.fail("a lone low surrogate")
	case unit < 0xD800 || unit > 0xDBFF:
		return nil
	}
	if s.at+1 >= len(s.text) || s.text[s.at] != '\\' || s.text[s.at+1] != 'u' {
		return s.fail("a lone high surrogate")
	}
	s.at++
	if low, ok := s.codeUnit(); !ok || low < 0xDC00 || low > 0xDFFF {
		return s.fail("a lone high surrogate")
	}
	return nil
}

// codeUnit reads `uXXXX`; at stands on the u.
func (s *scanner) codeUnit() (unit int, ok bool) {
	if len(s.text)-s.at < 5 {
		return 0, false
	}
	for _, c := range s.text[s.at+1 : s.at+5] {
		digit := HexDigit(c)
		if digit < 0 {
			return 0, false
		}
		unit = unit<<4 | digit
	}
	s.at += 5
	return unit, true
}

// HexDigit returns the value of a hex digit, -1 for anything else.
func HexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

func (s *scanner) number() error {
	start := s.at
	if s.peek() == '-' {
		s.at++
	}
	switch {
	case s.peek() == '0':
		s.at++
	case !s.digits():
		s.at = start
		return s.fail("no JSON value")
	}
	if s.peek() == '.' {
		s.at++
		if !s.digits() {
			return s.fail("digits are missing after the point")
		}
	}
	if c := s.peek(); c == 'e' || c == 'E' {
		s.at++
		if c := s.peek(); c == '+' || c == '-' {
			s.at++
		}
		if !s.digits() {
			return s.fail("digits are missing in the exponent")
		}
	}
	return nil
}

func (s *scanner) digits() bool {
	start := s.at
	for s.at < len(s.text) && s.text[s.at] >= '0' && s.text[s.at] <= '9' {
		s.at++
	}
	return s.at > start
}

// unescaped returns the text of a string that has been checked.
func unescaped(quoted []byte) []byte {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return quoted[1 : len(quoted)-1]
	}
	text, _ := Text(quoted)
	return []byte(text)
}

// Text reads a JSON string; ok is false for any other value.
func Text(raw []byte) (text string, ok bool) {
	if len(raw) < 2 || raw[0] != '"' {
		return "", false
	}
	return text, json.Unmarshal(raw, &text) == nil
}
