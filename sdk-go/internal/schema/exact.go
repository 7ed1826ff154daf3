package schema

import (
	"bytes"
	"encoding"
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"strings"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
)

// Unmarshal is json.Unmarshal with exact names and with the last of duplicate members: encoding/json would also fill
// `name` from "Name", and mix the members of duplicate objects.
func Unmarshal(raw json.RawMessage, target any) error {
	return json.Unmarshal(exact(raw, reflect.TypeOf(target).Elem()), target)
}

var (
	unmarshaler     = reflect.TypeFor[json.Unmarshaler]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// exact returns raw without what must not reach a value of the type.
func exact(raw json.RawMessage, t reflect.Type) json.RawMessage {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if reflect.PointerTo(t).Implements(unmarshaler) || reflect.PointerTo(t).Implements(textUnmarshaler) || len(raw) == 0 {
		return raw
	}
	switch t.Kind() {
	case reflect.Struct:
		return exactMembers(raw, fieldTypes(t))
	case reflect.Map:
		return exactMembers(raw, func(string) (reflect.Type, bool) { return t.Elem(), true })
	case reflect.Slice, reflect.Array:
		return exactItems(raw, t.Elem())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return integer(raw)
	default:
		return raw
	}
}

// maxWhole is how far doubles count every integer.
const maxWhole = 1 << 53

// integer writes an integer without fraction and exponent: to JSON Schema 3.0 is one, to encoding/json it is not.
func integer(raw json.RawMessage) json.RawMessage {
	if !bytes.ContainsAny(raw, ".eE") {
		return raw
	}
	number, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || number != math.Trunc(number) || math.Abs(number) > maxWhole {
		return raw
	}
	return strconv.AppendInt(nil, int64(number), 10)
}

func exactMembers(raw json.RawMessage, typeOf func(name string) (reflect.Type, bool)) json.RawMessage {
	values, names := map[string]json.RawMessage{}, []string{}
	err := jsontext.Object(raw, maxDepth, func(name, value []byte) {
		if _, seen := values[string(name)]; !seen {
			names = append(names, string(name))
		}
		values[string(name)] = value
	})
	if err != nil {
		return raw // no object: json.Unmarshal says so
	}
	var out jsontext.Builder
	for _, name := range names {
		if t, known := typeOf(name); known {
			out.Raw(name, exact(values[name], t))
		}
	}
	return out.Object()
}

func exactItems(raw json.RawMessage, t reflect.Type) json.RawMessage {
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil || items == nil {
		return raw // no list: json.Unmarshal says so
	}
	out := []byte{'['}
	for i, item := range items {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, exact(item, t)...)
	}
	return append(out, ']')
}

func fieldTypes(t reflect.Type) func(name string) (reflect.Type, bool) {
	types := map[string]reflect.Type{}
	for _, field := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" {
			name = field.Name
		}
		if field.IsExported() && name != "-" {
			types[name] = field.Type
		}
	}
	return func(name string) (reflect.Type, bool) {
		t, known := types[name]
		return t, known
	}
}

// maxDepth never stops anything: the wire has checked the depth already.
const maxDepth = 128
