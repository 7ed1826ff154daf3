package schema

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/google/jsonschema-go/jsonschema"
)

// survey goes through a type before its schema is made: it finds the types that are not written as what they are, and
// everything that JSON does not have.
type survey struct {
	asWritten map[reflect.Type]*jsonschema.Schema
	faults    []string
	under     map[reflect.Type]bool // the types that contain the one that is looked at
}

// known are types whose JSON says more than their methods tell.
var known = map[reflect.Type]*jsonschema.Schema{
	reflect.TypeFor[json.RawMessage](): {},
	reflect.TypeFor[json.Number]():     {Type: "number"},
	reflect.TypeFor[[]byte]():          {Type: "string", ContentEncoding: "base64"},
	reflect.TypeFor[time.Time]():       {Type: "string", Format: "date-time"},
}

var (
	marshaler     = reflect.TypeFor[json.Marshaler]()
	textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()
)

func surveyOf(t reflect.Type) *survey {
	s := &survey{asWritten: map[reflect.Type]*jsonschema.Schema{}, under: map[reflect.Type]bool{}}
	s.visit(t, t.String())
	return s
}

func (s *survey) fault(where, format string, args ...any) {
	s.faults = append(s.faults, where+" "+fmt.Sprintf(format, args...))
}

// custom tells whether a type is written in its own way, and as what.
func (s *survey) custom(t reflect.Type) bool {
	as, is := known[t]
	switch {
	case is:
	case s.has(t, marshaler) || s.has(t, unmarshaler):
		as = &jsonschema.Schema{} // anything
	case s.has(t, textMarshaler) || s.has(t, textUnmarshaler):
		as = &jsonschema.Schema{Type: "string"}
	default:
		return false
	}
	s.asWritten[t] = as
	return true
}

func (s *survey) has(t, method reflect.Type) bool {
	return t.Kind() != reflect.Interface && (t.Implements(method) || reflect.PointerTo(t).Implements(method))
}

func (s *survey) visit(t reflect.Type, where string) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if s.custom(t) {
		return
	}
	if t.Name() != "" && t.Kind() != reflect.Interface {
		if s.under[t] {
			s.fault(where, "contains itself, which only a schema by hand can say")
			return
		}
		s.under[t] = true
		defer delete(s.under, t)
	}
	switch t.Kind() {
	case reflect.Struct:
		s.fields(t, where)
	case reflect.Slice, reflect.Array:
		s.visit(t.Elem(), where+"[]")
	case reflect.Map:
		if t.Key().Kind() != reflect.String && !t.Key().Implements(textMarshaler) {
			s.fault(where, "is a map whose keys are no strings")
		}
		s.visit(t.Elem(), where+"[]")
	case reflect.Chan, reflect.Func, reflect.Complex64, reflect.Complex128, reflect.UnsafePointer:
		s.fault(where, "is a %s, which JSON does not have", t)
	default:
	}
}

func (s *survey) fields(t reflect.Type, where string) {
	for i := range t.NumField() {
		field := t.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		below := where + "." + field.Name
		switch {
		case name == "-" && field.Tag.Get("json") == "-":
		case field.Anonymous && name != "":
			s.fault(below, "is embedded under a name of its own: make it a field")
		case field.Anonymous || field.IsExported():
			s.visit(field.Type, below)
		}
	}
}
