package protocol

import (
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"
)

// encoder writes an object member by member.
type encoder struct {
	out   []byte
	names []string
	err   error
}

func newEncoder() *encoder { return &encoder{out: []byte{'{'}} }

func (e *encoder) member(name string, value []byte, err error) {
	if err != nil && e.err == nil {
		e.err = fmt.Errorf("%s: %w", name, err)
	}
	if len(e.names) > 0 {
		e.out = append(e.out, ',')
	}
	e.names = append(e.names, name)
	e.out = append(appendString(e.out, name), ':')
	e.out = append(e.out, value...)
}

func (e *encoder) put(name string, value any) {
	raw, err := valueBytes(value)
	e.member(name, raw, err)
}

// putObject writes a free object that must be there; nil is the empty one.
func (e *encoder) putObject(name string, value json.RawMessage) {
	if value == nil {
		value = json.RawMessage("{}")
	}
	e.put(name, value)
}

// putList writes a list; nil is the empty one.
func putList[T any](e *encoder, name string, list []T) {
	raw, err := listBytes(list)
	e.member(name, raw, err)
}

// finish writes the unknown members by name and closes the object.
func (e *encoder) finish(extra map[string]json.RawMessage) ([]byte, error) {
	names := make([]string, 0, len(extra))
	for name := range extra {
		if !slices.Contains(e.names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		e.put(name, extra[name])
	}
	return append(e.out, '}'), e.err
}

func listBytes[T any](list []T) ([]byte, error) {
	out := []byte{'['}
	for i, item := range list {
		if i > 0 {
			out = append(out, ',')
		}
		raw, err := valueBytes(item)
		if err != nil {
			return nil, fmt.Errorf("%d: %w", i, err)
		}
		out = append(out, raw...)
	}
	return append(out, ']'), nil
}

func valueBytes(value any) ([]byte, error) {
	switch value := value.(type) {
	case json.RawMessage:
		if value == nil {
			return []byte("null"), nil
		}
		return value, nil
	case string:
		return appendString(nil, value), nil
	case json.Marshaler:
		return value.MarshalJSON()
	default:
		return json.Marshal(value)
	}
}

// appendString writes a JSON string; broken UTF-8 becomes U+FFFD, and HTML needs no escapes.
func appendString(out []byte, text string) []byte {
	const hex = "0123456789abcdef"
	out = append(out, '"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			out = append(out, '\\', byte(r))
		case r < ' ':
			out = append(out, '\\', 'u', '0', '0', hex[r>>4], hex[r&15])
		default:
			out = utf8.AppendRune(out, r)
		}
	}
	return append(out, '"')
}
