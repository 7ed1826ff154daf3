// Package protocol holds the types, methods, events and error kinds of the protocol.
//
// The files that end in _gen.go come out of schemas/; this package adds only the decoders and
// encoders that they share. Decoding checks everything that the schemas say and collects all
// faults at once ([Faults]). Members are matched by their exact names, never without case.
package protocol

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

const maxSafe = 1<<53 - 1

// Faults lists everything that is wrong with a value; the paths are JSON Pointers from its root.
type Faults []Fault

func (f Faults) Error() string {
	texts := make([]string, len(f))
	for i, fault := range f {
		texts[i] = strings.TrimPrefix(fault.Path+": ", ": ") + fault.Message
	}
	return strings.Join(texts, "; ")
}

// Validate returns every fault of a value that should be of the named type.
func Validate(typeName string, raw json.RawMessage) Faults {
	_, err := DecodeAs(typeName, raw)
	return faultsOf(err)
}

// ValidateParams returns every fault of the params of a method; unknown methods have none.
func ValidateParams(method string, raw json.RawMessage) Faults {
	info, ok := Methods[method]
	if !ok {
		return nil
	}
	return Validate(info.Params, raw)
}

// DecodeAs decodes a value as the named type. The error is a [Faults], also for an unknown name.
func DecodeAs(typeName string, raw json.RawMessage) (any, error) {
	if !json.Valid(raw) {
		return nil, fault("must be JSON")
	}
	decode, ok := decoders[typeName]
	if !ok {
		return nil, fault("there is no type " + strconv.Quote(typeName))
	}
	return decode(raw)
}

func fault(message string) Faults { return Faults{{Message: message}} }

// faultsOf returns the faults of an error; any other error becomes one.
func faultsOf(err error) Faults {
	switch err := err.(type) { //nolint:errorlint // only this package makes these errors, never wrapped
	case nil:
		return nil
	case Faults:
		return err
	default:
		return fault(err.Error())
	}
}

var pointerEscaper = strings.NewReplacer("~", "~0", "/", "~1")

// below returns the faults with their paths put below a member or an index.
func below(step string, err error) Faults {
	faults := slices.Clone(faultsOf(err))
	for i := range faults {
		faults[i].Path = "/" + pointerEscaper.Replace(step) + faults[i].Path
	}
	return faults
}

func anyOf[T any](decode func(json.RawMessage) (T, error)) func(json.RawMessage) (any, error) {
	return func(raw json.RawMessage) (any, error) { return decode(raw) }
}

// kindOf returns the first byte of a JSON value, with '0' for every number and 't' for booleans.
func kindOf(raw []byte) byte {
	raw = bytes.TrimLeft(raw, " \t\r\n")
	if len(raw) == 0 {
		return 0
	}
	switch c := raw[0]; c {
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return '0'
	case 'f':
		return 't'
	default:
		return c
	}
}

func wrongKind(want string, raw []byte) Faults {
	names := map[byte]string{'{': "an object", '[': "a list", '"': "a string", '0': "a number", 't': "a boolean", 'n': "null"}
	is, ok := names[kindOf(raw)]
	if !ok {
		is = "no JSON"
	}
	return fault("must be " + want + ", is " + is)
}

func errEmpty(name string) error { return fmt.Errorf("%s: no field is set", name) }
