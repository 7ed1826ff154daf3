package schema

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
)

// For makes the schema of a Go type that comes in. Beside what package jsonschema-go reads (names and omitempty from
// `json`, the description from `jsonschema`), these tags count: `default`, `enum` (separated by commas), `minimum`,
// `maximum`, `pattern`, `minLength`, `maxLength`. A member with a default, or of a pointer type, is optional. Objects
// are closed. The error has all faults of the type.
func For(t reflect.Type) (json.RawMessage, error) { return made(t, false) }

// ForOutput makes the schema of a Go type that goes out: all members are there, and nil pointers and slices are null.
func ForOutput(t reflect.Type) (json.RawMessage, error) { return made(t, true) }

func made(t reflect.Type, output bool) (json.RawMessage, error) {
	found := surveyOf(t)
	if len(found.faults) > 0 {
		return nil, errors.New(strings.Join(found.faults, "; "))
	}
	schema, err := jsonschema.ForType(t, &jsonschema.ForOptions{TypeSchemas: found.asWritten})
	if err != nil {
		return nil, fmt.Errorf("%s has no JSON Schema: %w", t, err)
	}
	m := maker{output: output, asWritten: found.asWritten}
	m.refine(schema, t)
	if len(m.faults) > 0 {
		return nil, errors.New(strings.Join(m.faults, "; "))
	}
	return json.Marshal(schema)
}

// maker adds what package jsonschema-go leaves out.
type maker struct {
	output    bool
	asWritten map[reflect.Type]*jsonschema.Schema
	faults    []string
}

// refine adds what the tags of a struct say, at any depth, and takes null out of what comes in: absent means null.
func (m *maker) refine(schema *jsonschema.Schema, t reflect.Type) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if !m.output {
		schema.Types = slices.DeleteFunc(schema.Types, func(name string) bool { return name == "null" })
	}
	if m.asWritten[t] != nil && slices.Equal(schema.Types, []string{"null"}) { // a pointer to anything
		schema.Types = nil
	}
	switch len(schema.Types) {
	case 0:
		schema.Types = nil
	case 1:
		schema.Type, schema.Types = schema.Types[0], nil
	}
	if m.asWritten[t] != nil {
		return
	}
	switch t.Kind() {
	case reflect.Slice, reflect.Array:
		if schema.Items != nil {
			m.refine(schema.Items, t.Elem())
		}
	case reflect.Map:
		if m.output {
			schema.Type, schema.Types = "", []string{"null", "object"}
		}
		if schema.AdditionalProperties != nil {
			m.refine(schema.AdditionalProperties, t.Elem())
		}
	case reflect.Struct:
		m.refineFields(schema, t)
	default:
	}
}

func (m *maker) refineFields(schema *jsonschema.Schema, t reflect.Type) {
	for _, field := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" {
			name = field.Name
		}
		property := schema.Properties[name]
		if property == nil || field.Anonymous {
			continue
		}
		m.refine(property, field.Type)
		for _, fault := range readTags(property, field) {
			m.faults = append(m.faults, fmt.Sprintf("%s.%s: %s", t, field.Name, fault))
		}
		if !m.output && (property.Default != nil || field.Type.Kind() == reflect.Pointer) {
			schema.Required = slices.DeleteFunc(schema.Required, func(required string) bool { return required == name })
		}
	}
}

// readTags returns the faults of a field's tags.
func readTags(property *jsonschema.Schema, field reflect.StructField) (faults []string) {
	tag := func(name string, set func(text string) error) {
		if text, given := field.Tag.Lookup(name); given {
			if err := set(text); err != nil {
				faults = append(faults, fmt.Sprintf("the tag %s:%q does not fit the type %s", name, text, field.Type))
			}
		}
	}
	tag("default", func(text string) (err error) {
		property.Default, err = literal(text, field.Type)
		return err
	})
	tag("enum", func(text string) error {
		for _, choice := range strings.Split(text, ",") {
			raw, err := literal(choice, field.Type)
			if err != nil {
				return err
			}
			property.Enum = append(property.Enum, raw)
		}
		return nil
	})
	tag("minimum", func(text string) (err error) { property.Minimum, err = float(text); return err })
	tag("maximum", func(text string) (err error) { property.Maximum, err = float(text); return err })
	tag("minLength", func(text string) (err error) { property.MinLength, err = whole(text); return err })
	tag("maxLength", func(text string) (err error) { property.MaxLength, err = whole(text); return err })
	tag("pattern", func(text string) error { property.Pattern = text; return nil })
	return faults
}

// literal reads a tag's text as a value of the field's type: bare text for strings, JSON for the rest.
func literal(text string, t reflect.Type) (json.RawMessage, error) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() == reflect.String {
		return json.Marshal(text)
	}
	raw := json.RawMessage(text)
	return raw, json.Unmarshal(raw, reflect.New(t).Interface())
}

func float(text string) (*float64, error) {
	value, err := strconv.ParseFloat(text, 64)
	return &value, err
}

func whole(text string) (*int, error) {
	value, err := strconv.Atoi(text)
	return &value, err
}
