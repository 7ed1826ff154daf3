package jsontext

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// Builder writes an object member by member.
type Builder struct{ text []byte }

// Raw adds a member whose value is JSON already.
func (b *Builder) Raw(name string, value []byte) *Builder {
	if len(b.text) == 0 {
		b.text = append(b.text, '{')
	} else {
		b.text = append(b.text, ',')
	}
	b.text = append(AppendText(b.text, name), ':')
	b.text = append(b.text, value...)
	return b
}

// Text adds a member with a string.
func (b *Builder) Text(name, value string) *Builder { return b.Raw(name, AppendText(nil, value)) }

// Object closes the object and returns it.
func (b *Builder) Object() json.RawMessage {
	if len(b.text) == 0 {
		return json.RawMessage("{}")
	}
	return append(b.text, '}')
}

// Prepend puts a member before those of an object.
func Prepend(object []byte, name string, value []byte) json.RawMessage {
	rest := bytes.TrimLeft(object, " \t\r\n")[1:]
	out := append(AppendText([]byte{'{'}, name), ':')
	out = append(out, value...)
	if bytes.TrimLeft(rest, " \t\r\n")[0] != '}' {
		out = append(out, ',')
	}
	return append(out, rest...)
}

// AppendText writes a JSON string. Broken UTF-8 becomes U+FFFD; HTML needs no escapes here.
func AppendText(out []byte, text string) []byte {
	const hex = "0123456789abcdef"
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\uFFFD")
	}
	out = append(out, '"')
	start := 0
	for i := 0; i < len(text); i++ {
		c := text[i]
		if !special[c] {
			continue
		}
		out = append(out, text[start:i]...)
		start = i + 1
		if c == '"' || c == '\\' {
			out = append(out, '\\', c)
		} else {
			out = append(out, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	return append(append(out, text[start:]...), '"')
}

// Marshal is json.Marshal without the escapes for HTML.
func Marshal(value any) (json.RawMessage, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimRight(out.Bytes(), "\n"), nil
}

// Last returns the last member with this name of an object that has been checked; nil without one.
func Last(object []byte, name string) json.RawMessage {
	var found json.RawMessage
	_ = Object(object, maxDepth, func(member, value []byte) {
		if string(member) == name {
			found = value
		}
	})
	return found
}

// maxDepth for text that has been checked before: never the reason to stop.
const maxDepth = 1 << 20
