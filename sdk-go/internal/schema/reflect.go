package schema

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
)

// For makes the schema of a Go type. Beside what package jsonschema-go reads (names and omitempty from `json`, the
// description from `jsonschema`), these tags count: `default`, `enum` (separated by commas), `minimum`, `maximum`,
// `pattern`, `minLength`, `maxLength`. A member with a default is optional. Objects are closed.
func For(t reflect.Type) (json.RawMessage, error) {
	schema, err := jsonschema.ForType(t, &jsonschema.ForOptions{TypeSchemas: asWritten})
	if err != nil {
		return nil, fmt.Errorf("%s has no JSON Schema: %w", t, err)
	}
	if err := refine(schema, t); err != nil {
		return nil, err
	}
	return json.Marshal(schema)
}

// asWritten are the types that encoding/json does not write as what they are.
var asWritten = map[reflect.Type]*jsonschema.Schema{
	reflect.TypeFor[json.RawMessage](): {},
	reflect.TypeFor[[]byte]():          {Type: "string", ContentEncoding: "base64"},
}

// refine adds what the tags of a struct say, at any depth, and takes null out of the types: absent means null.
func refine(schema *jsonschema.Schema, t reflect.Type) error {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	schema.Types = slices.DeleteFunc(schema.Types, func(name string) bool { return name == "null" })
	if len(schema.Types) == 1 {
		schema.Type, schema.Types = schema.Types[0], nil
	}
	switch t.Kind() {
	case reflect.Slice, reflect.Array:
		if schema.Items != nil {
			return refine(schema.Items, t.Elem())
		}
	case reflect.Map:
		if schema.AdditionalProperties != nil {
			return refine(schema.AdditionalProperties, t.Elem())
		}
	case reflect.Struct:
		return refineFields(schema, t)
	default:
	}
	return nil
}

func refineFields(schema *jsonschema.Schema, t reflect.Type) error {
	for _, field := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" {
			name = field.Name
		}
		property := schema.Properties[name]
		if property == nil {
			continue
		}
		if err := refine(property, field.Type); err != nil {
			return err
		}
		if err := readTags(property, field); err != nil {
			return fmt.Errorf("%s.%s: %w", t, field.Name, err)
		}
		if property.Default != nil {
			schema.Required = slices.DeleteFunc(schema.Required, func(required string) bool { return required == name })
		}
	}
	return nil
}

func readTags(property *jsonschema.Schema, field reflect.StructField) error {
	var errs []error
	tag := func(name string, set func(text string) error) {
		if text, given := field.Tag.Lookup(name); given {
			if err := set(text); err != nil {
				errs = append(errs, fmt.Errorf("the tag %s:%q does not fit the type %s", name, text, field.Type))
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
	if len(errs) > 0 {
		return errs[0]
	}
	return nil
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
