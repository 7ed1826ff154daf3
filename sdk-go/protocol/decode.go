package protocol

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"unicode/utf8"
)

// object is a JSON object that is being read member by member.
type object struct {
	members []member
	faults  Faults
}

func readObject(raw json.RawMessage) (*object, error) {
	if kindOf(raw) != '{' {
		return nil, wrongKind("an object", raw)
	}
	return &object{members: splitObject(raw)}, nil
}

// take returns a member; the last one of a name wins.
func (o *object) take(name string) (raw json.RawMessage, ok bool) {
	for i := range o.members {
		if o.members[i].name == name {
			o.members[i].taken, raw, ok = true, o.members[i].raw, true
		}
	}
	return raw, ok
}

func (o *object) missing(name string) {
	o.faults = append(o.faults, below(name, fault("is required"))...)
}

func (o *object) constant(name, want string) {
	raw, ok := o.take(name)
	if !ok {
		o.missing(name)
		return
	}
	if got, err := decodeString(raw); err != nil || got != want {
		o.faults = append(o.faults, below(name, fault("must be "+strconv.Quote(want)))...)
	}
}

// rest returns the members that nobody has taken.
func (o *object) rest() map[string]json.RawMessage {
	var rest map[string]json.RawMessage
	for _, m := range o.members {
		if !m.taken {
			if rest == nil {
				rest = map[string]json.RawMessage{}
			}
			rest[m.name] = slices.Clone(m.raw)
		}
	}
	return rest
}

func (o *object) err() error {
	if len(o.faults) == 0 {
		return nil
	}
	return o.faults
}

func set[T any](o *object, name string, raw json.RawMessage, target *T, decode func(json.RawMessage) (T, error)) {
	value, err := decode(raw)
	if err != nil {
		o.faults = append(o.faults, below(name, err)...)
		return
	}
	*target = value
}

// need reads a member that must be there.
func need[T any](o *object, name string, target *T, decode func(json.RawMessage) (T, error)) {
	raw, ok := o.take(name)
	if !ok {
		o.missing(name)
		return
	}
	set(o, name, raw, target, decode)
}

// may reads a member that may be absent; null means absent.
func may[T any](o *object, name string, target *T, decode func(json.RawMessage) (T, error)) {
	if raw, ok := o.take(name); ok && kindOf(raw) != 'n' {
		set(o, name, raw, target, decode)
	}
}

func mayPointer[T any](o *object, name string, target **T, decode func(json.RawMessage) (T, error)) {
	may(o, name, target, func(raw json.RawMessage) (*T, error) {
		value, err := decode(raw)
		return &value, err
	})
}

func decodeAny(raw json.RawMessage) (json.RawMessage, error) { return slices.Clone(raw), nil }

func decodeObject(raw json.RawMessage) (json.RawMessage, error) {
	if kindOf(raw) != '{' {
		return nil, wrongKind("an object", raw)
	}
	return slices.Clone(raw), nil
}

func decodeString(raw json.RawMessage) (text string, err error) {
	if kindOf(raw) != '"' {
		return "", wrongKind("a string", raw)
	}
	raw = bytes.TrimSpace(raw)
	if bytes.IndexByte(raw, '\\') < 0 && utf8.Valid(raw) {
		return string(raw[1:max(len(raw)-1, 1)]), nil
	}
	return text, json.Unmarshal(raw, &text)
}

func decodeBool(raw json.RawMessage) (value bool, err error) {
	if kindOf(raw) != 't' {
		return false, wrongKind("a boolean", raw)
	}
	return value, json.Unmarshal(raw, &value)
}

func decodeFloat(raw json.RawMessage) (value float64, err error) {
	if kindOf(raw) != '0' {
		return 0, wrongKind("a number", raw)
	}
	return value, json.Unmarshal(raw, &value)
}

func decodeFloatFrom(minimum float64) func(json.RawMessage) (float64, error) {
	return func(raw json.RawMessage) (float64, error) {
		value, err := decodeFloat(raw)
		if err == nil && value < minimum {
			return 0, fault(fmt.Sprintf("must be at least %v, is %v", minimum, value))
		}
		return value, err
	}
}

// integer reads a whole number; `2.0` is one, as in JSON Schema.
func integer(raw json.RawMessage, minimum, maximum int64) (int64, error) {
	if kindOf(raw) != '0' {
		return 0, wrongKind("an integer", raw)
	}
	number, err := strconv.ParseFloat(string(bytes.TrimSpace(raw)), 64)
	if err == nil && number != math.Trunc(number) {
		return 0, fault(fmt.Sprintf("must be an integer, is %s", raw))
	}
	value, exact := strconv.ParseInt(string(bytes.TrimSpace(raw)), 10, 64)
	if exact != nil {
		if err != nil || math.Abs(number) > maxSafe {
			return 0, fault(fmt.Sprintf("must be between %d and %d, is %s", minimum, maximum, raw))
		}
		value = int64(number)
	}
	if value < minimum || value > maximum {
		return 0, fault(fmt.Sprintf("must be between %d and %d, is %d", minimum, maximum, value))
	}
	return value, nil
}

func decodeInt(minimum, maximum int64) func(json.RawMessage) (int64, error) {
	return func(raw json.RawMessage) (int64, error) { return integer(raw, minimum, maximum) }
}

func decodeUint(minimum, maximum int64) func(json.RawMessage) (uint64, error) {
	return func(raw json.RawMessage) (uint64, error) {
		value, err := integer(raw, minimum, maximum)
		return uint64(max(value, 0)), err
	}
}

func decodePattern(pattern *regexp.Regexp) func(json.RawMessage) (string, error) {
	return func(raw json.RawMessage) (string, error) {
		text, err := decodeString(raw)
		if err == nil && !pattern.MatchString(text) {
			return "", fault(fmt.Sprintf("must match %s, is %q", pattern, text))
		}
		return text, err
	}
}

func decodeExcept(excluded ...string) func(json.RawMessage) (string, error) {
	return func(raw json.RawMessage) (string, error) {
		text, err := decodeString(raw)
		if err == nil && slices.Contains(excluded, text) {
			return "", fault(fmt.Sprintf("must not be %q here", text))
		}
		return text, err
	}
}

// decodeEnum reads one of the allowed values, or any when none are given.
func decodeEnum[T ~string](raw json.RawMessage, allowed ...T) (T, error) {
	text, err := decodeString(raw)
	if err == nil && len(allowed) > 0 && !slices.Contains(allowed, T(text)) {
		return "", fault(fmt.Sprintf("must be one of %v, is %q", allowed, text))
	}
	return T(text), err
}

func decodeList[T any](decode func(json.RawMessage) (T, error)) func(json.RawMessage) ([]T, error) {
	return func(raw json.RawMessage) ([]T, error) {
		if kindOf(raw) != '[' {
			return nil, wrongKind("a list", raw)
		}
		items := splitList(raw)
		list := make([]T, len(items))
		var faults Faults
		for i, item := range items {
			value, err := decode(item)
			faults = append(faults, below(strconv.Itoa(i), err)...)
			list[i] = value
		}
		if faults != nil {
			return nil, faults
		}
		return list, nil
	}
}

// peekTag returns the member that tells the arms of a union apart.
func peekTag(raw json.RawMessage, prop string) (string, error) {
	o, err := readObject(raw)
	if err != nil {
		return "", err
	}
	var tag string
	need(o, prop, &tag, decodeString)
	return tag, o.err()
}

func unknownTag(raw json.RawMessage, prop string, known ...string) error {
	tag, err := peekTag(raw, prop)
	if err != nil {
		return err
	}
	return below(prop, fault(fmt.Sprintf("must be one of %v, is %q", known, tag)))
}

// armOf decodes one arm of a union U.
func armOf[U, T any](raw json.RawMessage, decode func(json.RawMessage) (T, error)) (arm U, err error) {
	value, err := decode(raw)
	if err != nil {
		return arm, err
	}
	arm, _ = any(&value).(U)
	return arm, nil
}
