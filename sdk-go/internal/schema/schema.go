// Package schema makes JSON Schemas from Go types, and checks values against JSON Schemas so that every fault is told
// at once, with its JSON Pointer.
package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Schema is a compiled JSON Schema 2020-12.
type Schema struct {
	raw      json.RawMessage
	document any
	compiled *jsonschema.Schema
}

// Compile reads a schema. The error says what is wrong with it.
func Compile(raw json.RawMessage) (*Schema, error) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("the schema is not JSON: %w", err)
	}
	const url = "memory:schema"
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	compiler.AssertFormat()
	compiler.UseLoader(noLoader{})
	if err := compiler.AddResource(url, document); err != nil {
		return nil, fmt.Errorf("the schema cannot be used: %w", err)
	}
	compiled, err := compiler.Compile(url)
	if err != nil {
		return nil, fmt.Errorf("the schema is not JSON Schema 2020-12: %w", err)
	}
	return &Schema{raw: raw, document: document, compiled: compiled}, nil
}

// noLoader refuses references out of the schema: nothing is fetched from files or networks.
type noLoader struct{}

func (noLoader) Load(url string) (any, error) {
	return nil, errors.New("a schema refers only to itself, not to " + url)
}

// Raw returns the schema as it was given.
func (s *Schema) Raw() json.RawMessage { return s.raw }

// Fault is something that is wrong with a value; the path is a JSON Pointer from the value.
type Fault struct{ Path, Message string }

// Check returns the value with the defaults of the schema put in, and every fault.
func (s *Schema) Check(raw json.RawMessage) (json.RawMessage, []Fault) {
	value, err := jsontext.Tree(raw)
	if err != nil {
		return raw, []Fault{{Message: "is not JSON: " + err.Error()}}
	}
	value = tame(value)
	filled := fillDefaults(s.document, value)
	if err := s.compiled.Validate(value); err != nil {
		var invalid *jsonschema.ValidationError
		if errors.As(err, &invalid) {
			return raw, faultsOf(invalid)
		}
		return raw, []Fault{{Message: err.Error()}}
	}
	if !filled {
		return raw, nil
	}
	full, err := jsontext.Marshal(value)
	if err != nil {
		return raw, []Fault{{Message: err.Error()}}
	}
	return full, nil
}

// fillDefaults puts the defaults of absent members in; it tells whether there was one.
func fillDefaults(schema, value any) bool {
	rules, _ := schema.(map[string]any)
	object, isObject := value.(map[string]any)
	properties, _ := rules["properties"].(map[string]any)
	if !isObject {
		return false
	}
	filled := false
	for name, property := range properties {
		member, present := object[name]
		if present {
			filled = fillDefaults(property, member) || filled
			continue
		}
		rules, _ := property.(map[string]any)
		if fallback, has := rules["default"]; has {
			object[name] = fallback
			filled = true
		}
	}
	return filled
}

// tame replaces numbers that no double can hold, or that have hundreds of digits: the validator would compute them
// exactly, at any cost.
func tame(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for name, member := range value {
			value[name] = tame(member)
		}
	case []any:
		for i, item := range value {
			value[i] = tame(item)
		}
	case json.Number:
		return tameNumber(value)
	}
	return value
}

// exactDigits: numbers this short are cheap to compute exactly.
const exactDigits = 40

func tameNumber(number json.Number) json.Number {
	if len(number) <= exactDigits && !bytes.ContainsAny([]byte(number), "eE") {
		return number
	}
	double, _ := number.Float64() // out of range: an infinity of the right sign
	double = max(min(double, math.MaxFloat64), -math.MaxFloat64)
	return json.Number(strconv.FormatFloat(double, 'g', -1, 64))
}
