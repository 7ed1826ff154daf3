package schema_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/schema"
)

// level writes itself as text.
type level int

func (l level) MarshalText() ([]byte, error) { return []byte(strings.Repeat("!", int(l))), nil }

func (l *level) UnmarshalText(text []byte) error {
	*l = level(len(text))
	return nil
}

// shape writes itself as any JSON.
type shape struct{ raw string }

func (s *shape) UnmarshalJSON(raw []byte) error {
	s.raw = string(raw)
	return nil
}

type paging struct {
	Limit int `json:"limit" default:"10" minimum:"1" jsonschema:"how many"`
}

type everything struct {
	paging
	When   time.Time            `json:"when"`
	Raw    json.RawMessage      `json:"raw"`
	Maybe  *int                 `json:"maybe"`
	Deep   []map[string][]inner `json:"deep,omitempty"`
	Level  level                `json:"level,omitempty"`
	Shape  *shape               `json:"shape,omitempty"`
	Unsent string               `json:"-"`
	Plain  bool
	Bytes  []byte    `json:"bytes,omitempty"`
	Three  [3]uint16 `json:"three,omitempty"`
}

func schemaOf(t *testing.T, made func(reflect.Type) (json.RawMessage, error), of reflect.Type) (properties map[string]string, required []any, s *schema.Schema) {
	t.Helper()
	raw, err := made(of)
	if err != nil {
		t.Fatal(err)
	}
	var object struct {
		Properties map[string]json.RawMessage `json:"properties"`
		Required   []any                      `json:"required"`
	}
	if err := json.Unmarshal(raw, &object); err != nil {
		t.Fatal(err)
	}
	properties = map[string]string{}
	for name, property := range object.Properties {
		properties[name] = string(property)
	}
	if s, err = schema.Compile(raw); err != nil {
		t.Fatal(err)
	}
	return properties, object.Required, s
}

func TestTheSchemasOfEveryGoType(t *testing.T) {
	t.Parallel()
	got, required, s := schemaOf(t, schema.For, reflect.TypeFor[everything]())
	const deep = `{"type":"object","properties":{"name":{"type":"string"}},"required":["name"],"additionalProperties":false}`
	want := map[string]string{
		"limit": `{"type":"integer","description":"how many","default":10,"minimum":1}`,
		"when":  `{"type":"string","format":"date-time"}`,
		"raw":   `true`,
		"maybe": `{"type":"integer"}`,
		"deep":  `{"type":"array","items":{"type":"object","additionalProperties":{"type":"array","items":` + deep + `}}}`,
		"level": `{"type":"string"}`,
		"shape": `true`,
		"Plain": `{"type":"boolean"}`,
		"bytes": `{"type":"string","contentEncoding":"base64"}`,
		"three": `{"type":"array","items":{"type":"integer","minimum":0,"maximum":65535},"minItems":3,"maxItems":3}`,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if !reflect.DeepEqual(required, []any{"when", "raw", "Plain"}) {
		t.Errorf("required: got %v", required)
	}
	full, faults := s.Check([]byte(`{"when":"2026-01-02T03:04:05Z","raw":null,"Plain":true,"level":"!!","shape":[1],"maybe":2.0,"deep":[{"a":[{"name":"x"}]}]}`))
	var value everything
	if err := schema.Unmarshal(full, &value); err != nil || len(faults) > 0 {
		t.Fatal(err, faults)
	}
	if value.Limit != 10 || value.When.Minute() != 4 || string(value.Raw) != "null" || *value.Maybe != 2 || value.Level != 2 ||
		value.Shape.raw != "[1]" || value.Deep[0]["a"][0].Name != "x" {
		t.Errorf("got %+v", value)
	}
	_, faults = s.Check([]byte(`{"when":"yesterday","raw":1,"Plain":true,"maybe":1.5,"limit":0,"Unsent":"x"}`))
	var places []string
	for _, fault := range faults {
		places = append(places, fault.Path)
	}
	if !reflect.DeepEqual(places, []string{"/Unsent", "/limit", "/maybe", "/when"}) {
		t.Errorf("got %v", faults)
	}
}

func TestTheSchemaOfWhatGoesOutIsWhatGoWrites(t *testing.T) {
	t.Parallel()
	type output struct {
		Names []string       `json:"names"`
		Next  *inner         `json:"next"`
		Count map[string]int `json:"count"`
		Note  string         `json:"note,omitempty"`
		Level int            `json:"level" default:"3"`
	}
	_, required, s := schemaOf(t, schema.ForOutput, reflect.TypeFor[output]())
	if !reflect.DeepEqual(required, []any{"names", "next", "count", "level"}) {
		t.Errorf("required: got %v", required)
	}
	for _, value := range []output{{}, {[]string{"a"}, &inner{"x"}, map[string]int{"b": 1}, "note", 1}} {
		raw, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		if _, faults := s.Check(raw); len(faults) > 0 {
			t.Errorf("%s: %v", raw, faults)
		}
	}
	if _, faults := s.Check([]byte(`{"names":"a","next":1,"count":null,"level":1}`)); len(faults) != 2 {
		t.Errorf("got %v", faults)
	}
}

// list contains itself.
type list struct {
	Next *list `json:"next,omitempty"`
}

func TestAllFaultsOfATypeAreToldAtOnce(t *testing.T) {
	t.Parallel()
	type wrong struct {
		Channel chan int         `json:"channel"`
		Keys    map[float64]bool `json:"keys"`
		Inside  []struct {
			Run func()
		} `json:"inside"`
		list `json:"list"`
	}
	_ = wrong{}.list
	_, err := schema.For(reflect.TypeFor[wrong]())
	if err == nil {
		t.Fatal("the type has no schema")
	}
	for _, want := range []string{
		"wrong.Channel is a chan int", "wrong.Keys is a map whose keys are no strings", "wrong.Inside[].Run is a func()",
		"wrong.list is embedded under a name of its own",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error lacks %q: %v", want, err)
		}
	}
	if _, err = schema.For(reflect.TypeFor[list]()); err == nil || !strings.Contains(err.Error(), "list.Next contains itself") {
		t.Errorf("got %v", err)
	}
	type tags struct {
		A int    `json:"a" default:"x" minimum:"low"`
		B string `json:"b" maxLength:"many"`
	}
	_, err = schema.For(reflect.TypeFor[tags]())
	for _, want := range []string{`tags.A: the tag default:"x"`, `tags.A: the tag minimum:"low"`, `tags.B: the tag maxLength:"many"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error lacks %q: %v", want, err)
		}
	}
}

func TestIntegersAreThoseOfJSONSchema(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"3": 3, "3.0": 3, "3e2": 300, "-0.0": 0, "30e-1": 3} {
		var got struct{ N int }
		if err := schema.Unmarshal([]byte(`{"N":`+text+`}`), &got); err != nil || got.N != want {
			t.Errorf("%s: got %d, %v", text, got.N, err)
		}
	}
	for _, text := range []string{"1.5", "1e300", "1e999999999"} {
		var got struct{ N int }
		if err := schema.Unmarshal([]byte(`{"N":`+text+`}`), &got); err == nil {
			t.Errorf("%s: got %d", text, got.N)
		}
	}
}
