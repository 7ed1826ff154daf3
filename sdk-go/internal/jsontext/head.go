package jsontext

import "bytes"

// Head is what a line that is not read as a message still shows: the members at its top, as far as they are well formed.
// Used for lines that are too long, too deep or no JSON.
type Head struct {
	// ID is the value of the last `id` before `params`, as it came; nil without one.
	ID []byte
	// Named tells whether an `id` was seen, also one behind `params`.
	Named bool
	// Method and Answer tell whether a `method`, and whether a `result` or `error` was seen.
	Method, Answer bool
}

// ScanHead looks at the members in order until something is cut off or broken.
func ScanHead(text []byte) Head {
	var head Head
	s := lenient{text: text}
	beforeParams := true
	if !s.token('{') {
		return head
	}
	for {
		name, ok := s.name()
		if !ok || !s.token(':') {
			return head
		}
		switch name {
		case "id":
			head.Named = true
		case "method":
			head.Method = true
		case "result", "error":
			head.Answer = true
		case "params":
			beforeParams = false
		}
		value, ok := s.value()
		if !ok {
			return head
		}
		if name == "id" && beforeParams {
			head.ID = value
		}
		if !s.token(',') {
			return head
		}
	}
}

type lenient struct {
	text []byte
	at   int
}

func (s *lenient) space() bool {
	for s.at < len(s.text) && bytes.IndexByte([]byte(" \t\r\n"), s.text[s.at]) >= 0 {
		s.at++
	}
	return s.at < len(s.text)
}

func (s *lenient) token(c byte) bool {
	if !s.space() || s.text[s.at] != c {
		return false
	}
	s.at++
	return true
}

func (s *lenient) name() (string, bool) {
	if !s.space() || s.text[s.at] != '"' {
		return "", false
	}
	quoted, ok := s.string()
	if !ok {
		return "", false
	}
	return Text(quoted)
}

// string reads a string with its quotes; at stands on the first.
func (s *lenient) string() ([]byte, bool) {
	start := s.at
	for s.at++; s.at < len(s.text); s.at++ {
		switch s.text[s.at] {
		case '"':
			s.at++
			return s.text[start:s.at], true
		case '\\':
			s.at++
		}
	}
	s.at = len(s.text) // also when the text ends in a backslash
	return nil, false
}

func (s *lenient) value() ([]byte, bool) {
	if !s.space() {
		return nil, false
	}
	start := s.at
	switch s.text[s.at] {
	case '"':
		return s.string()
	case '{', '[':
		ok := s.nested()
		return s.text[start:s.at], ok
	}
	end := bytes.IndexAny(s.text[start:], ",}] \t\r")
	if end < 0 {
		return nil, false
	}
	s.at += end
	return s.text[start:s.at], true
}

func (s *lenient) nested() bool {
	depth := 0
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case '"':
			if _, ok := s.string(); !ok {
				return false
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		s.at++
		if depth == 0 {
			return true
		}
	}
	return false
}
