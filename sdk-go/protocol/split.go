package protocol

import (
	"bytes"
	"encoding/json"
)

// The splitters take valid JSON apart without checking it again: whoever decodes a whole message has
// checked it once, and every level of a deep value would be scanned anew otherwise. On broken input
// they return less, but never fail.

// member is one member of an object, as it came.
type member struct {
	name  string
	raw   json.RawMessage
	taken bool
}

// splitObject returns the members of an object in their order.
func splitObject(raw []byte) []member {
	members := make([]member, 0, 8)
	for i := begin(raw); i < len(raw) && raw[i] == '"'; i = next(raw, i) {
		end := skipString(raw, i)
		name, _ := decodeString(raw[i:end])
		i = space(raw, end)
		if i >= len(raw) || raw[i] != ':' {
			break
		}
		i = space(raw, i+1)
		end = skip(raw, i)
		members = append(members, member{name: name, raw: raw[i:end:end]})
		i = end
	}
	return members
}

// splitList returns the items of a list.
func splitList(raw []byte) []json.RawMessage {
	var items []json.RawMessage
	for i := begin(raw); i < len(raw) && raw[i] != ']'; i = next(raw, i) {
		end := skip(raw, i)
		if end == i {
			break
		}
		items = append(items, raw[i:end:end])
		i = end
	}
	return items
}

// begin returns the index of the first member or item.
func begin(raw []byte) int {
	i := space(raw, 0)
	return space(raw, min(i+1, len(raw)))
}

// next returns the index of the next member or item, or the end.
func next(raw []byte, i int) int {
	i = space(raw, i)
	if i < len(raw) && raw[i] == ',' {
		return space(raw, i+1)
	}
	return len(raw)
}

func space(raw []byte, i int) int {
	for i < len(raw) && (raw[i] == ' ' || raw[i] == '\t' || raw[i] == '\r' || raw[i] == '\n') {
		i++
	}
	return i
}

// skip returns the index after the value that begins at i.
func skip(raw []byte, i int) int {
	if i >= len(raw) {
		return i
	}
	switch raw[i] {
	case '"':
		return skipString(raw, i)
	case '{', '[':
		return skipNested(raw, i)
	}
	for i < len(raw) && !bytes.ContainsRune([]byte(",]} \t\r\n"), rune(raw[i])) {
		i++
	}
	return i
}

func skipNested(raw []byte, i int) int {
	depth := 0
	for i < len(raw) {
		switch raw[i] {
		case '"':
			i = skipString(raw, i)
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
			if depth == 0 {
				return i + 1
			}
		}
		i++
	}
	return i
}

// skipString returns the index after the string that begins at i: after the first quote that an even
// number of back slashes precedes.
func skipString(raw []byte, i int) int {
	for i++; i < len(raw); i++ {
		quote := bytes.IndexByte(raw[i:], '"')
		if quote < 0 {
			return len(raw)
		}
		slashes := 0
		for end := i + quote; slashes < quote && raw[end-slashes-1] == '\\'; {
			slashes++
		}
		i += quote
		if slashes%2 == 0 {
			return i + 1
		}
	}
	return len(raw)
}
