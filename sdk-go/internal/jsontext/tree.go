package jsontext

import (
	"bytes"
	"encoding/json"
)

// Tree reads a text as maps, slices, strings, json.Number, bool and nil; of duplicate members the last one counts.
func Tree(text []byte) (any, error) {
	if err := Check(text, maxDepth); err != nil {
		return nil, err
	}
	t := tree{text: text}
	return t.value(), nil
}

// tree reads what has been checked.
type tree struct {
	text []byte
	at   int
}

// next skips space and commas and colons, and returns the byte after them.
func (t *tree) next() byte {
	for {
		switch c := t.text[t.at]; c {
		case ' ', '\t', '\r', '\n', ',', ':':
			t.at++
		default:
			return c
		}
	}
}

func (t *tree) value() any {
	switch c := t.next(); c {
	case '{':
		return t.object()
	case '[':
		return t.array()
	case '"':
		return t.string()
	case 't':
		t.at += len("true")
		return true
	case 'f':
		t.at += len("false")
		return false
	case 'n':
		t.at += len("null")
		return nil
	}
	start := t.at
	for t.at < len(t.text) && bytes.IndexByte([]byte("+-.0123456789eE"), t.text[t.at]) >= 0 {
		t.at++
	}
	return json.Number(t.text[start:t.at])
}

func (t *tree) object() map[string]any {
	members := map[string]any{}
	for t.at++; t.next() != '}'; {
		name := t.string()
		members[name] = t.value()
	}
	t.at++
	return members
}

func (t *tree) array() []any {
	items := []any{}
	for t.at++; t.next() != ']'; {
		items = append(items, t.value())
	}
	t.at++
	return items
}

func (t *tree) string() string {
	start := t.at
	for t.at++; t.text[t.at] != '"'; t.at++ {
		if t.text[t.at] == '\\' {
			t.at++
		}
	}
	t.at++
	return string(unescaped(t.text[start:t.at]))
}
