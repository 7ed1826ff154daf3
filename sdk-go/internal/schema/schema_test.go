package schema_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/schema"
)

type inner struct {
	Name string `json:"name"`
}

type sample struct {
	Text    string            `json:"text" jsonschema:"the text"`
	Mode    string            `json:"mode" default:"fast" enum:"fast,slow"`
	Count   *int              `json:"count,omitempty" minimum:"1" maximum:"5"`
	Ratio   float64           `json:"ratio" default:"0.5"`
	Inner   inner             `json:"inner,omitzero"`
	Many    []inner           `json:"many,omitempty"`
	ByName  map[string]inner  `json:"by_name,omitempty"`
	Any     any               `json:"any,omitempty"`
	Raw     json.RawMessage   `json:"raw,omitempty"`
	When    time.Time         `json:"when,omitzero"`
	Labels  map[string]string `json:"labels,omitempty"`
	private int
}

func compiled(t *testing.T) *schema.Schema {
	t.Helper()
	_ = sample{}.private
	raw, err := schema.For(reflect.TypeFor[sample]())
	if err != nil {
		t.Fatal(err)
	}
	s, err := schema.Compile(raw)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTheSchemaOfAStruct(t *testing.T) {
	t.Parallel()
	var got map[string]any
	if err := json.Unmarshal(compiled(t).Raw(), &got); err != nil {
		t.Fatal(err)
	}
	properties, _ := got["properties"].(map[string]any)
	for name, want := range map[string]string{
		"text":  `{"type":"string","description":"the text"}`,
		"mode":  `{"type":"string","default":"fast","enum":["fast","slow"]}`,
		"count": `{"type":"integer","minimum":1,"maximum":5}`,
		"ratio": `{"type":"number","default":0.5}`,
		"many":  `{"type":"array","items":{"type":"object","properties":{"name":{"type":"string"}},"required":["name"],"additionalProperties":false}}`,
		"any":   `true`,
	} {
		var expected any
		if err := json.Unmarshal([]byte(want), &expected); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(properties[name], expected) {
			t.Errorf("%s: got %v, want %s", name, properties[name], want)
		}
	}
	if !reflect.DeepEqual(got["required"], []any{"text"}) || got["additionalProperties"] != false {
		t.Errorf("got %v", got)
	}
}

func TestEveryFaultHasItsPointer(t *testing.T) {
	t.Parallel()
	_, faults := compiled(t).Check([]byte(`{"Text":"x","mode":"quick","count":9,"many":[{"name":"a"},{"name":1,"b/c":2}],"labels":{"~x":3}}`))
	want := []schema.Fault{
		{"/Text", "is not a known member"},
		{"/count", "must be at most 5, is 9"},
		{"/labels/~0x", "must be string, is number"},
		{"/many/1/b~1c", "is not a known member"},
		{"/many/1/name", "must be string, is number"},
		{"/mode", "must be one of [fast slow], is quick"},
		{"/text", "is required"},
	}
	if !reflect.DeepEqual(faults, want) {
		t.Errorf("got  %v\nwant %v", faults, want)
	}
}

func TestDefaultsAreFilledIn(t *testing.T) {
	t.Parallel()
	full, faults := compiled(t).Check([]byte(`{"text":"x","raw":123456789012345678901234567890}`))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	var got sample
	if err := schema.Unmarshal(full, &got); err != nil {
		t.Fatal(err)
	}
	if got.Mode != "fast" || got.Ratio != 0.5 || string(got.Raw) != "123456789012345678901234567890" {
		t.Errorf("got %+v", got)
	}
}

func TestHugeNumbersCostNothing(t *testing.T) {
	t.Parallel()
	s := compiled(t)
	for _, number := range []string{"1e999999999", "-1e999999999", strings.Repeat("9", 1<<20)} {
		if _, faults := s.Check([]byte(`{"text":"x","count":` + number + `}`)); len(faults) == 0 {
			t.Errorf("%.20s is no count", number)
		}
		if _, faults := s.Check([]byte(`{"text":"x","any":` + number + `}`)); len(faults) > 0 {
			t.Errorf("%.20s: %v", number, faults)
		}
	}
}

func TestNamesAreExactAndTheLastDuplicateWins(t *testing.T) {
	t.Parallel()
	var got struct {
		Text  string `json:"text"`
		Inner struct {
			A, B int
		} `json:"inner"`
		Map map[string]inner `json:"map"`
	}
	raw := `{"text":"right","TEXT":"wrong","inner":{"A":1},"inner":{"B":2},"map":{"x":{"name":"a","Name":"b"}}}`
	if err := schema.Unmarshal([]byte(raw), &got); err != nil {
		t.Fatal(err)
	}
	if got.Text != "right" || got.Inner.A != 0 || got.Inner.B != 2 || got.Map["x"].Name != "a" {
		t.Errorf("got %+v", got)
	}
}

func TestFaultsInSchemas(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		`{"type":"strnig"}`:              "2020-12",
		`{"$ref":"https://example.com"}`: "only to itself",
		`{"pattern":"("}`:                "2020-12",
		`nope`:                           "not JSON",
	} {
		if _, err := schema.Compile([]byte(raw)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v", raw, err)
		}
	}
	type wrongDefault struct {
		N int `json:"n" default:"many"`
	}
	if _, err := schema.For(reflect.TypeFor[wrongDefault]()); err == nil || !strings.Contains(err.Error(), `default:"many"`) {
		t.Errorf("got %v", err)
	}
	if _, err := schema.For(reflect.TypeFor[chan int]()); err == nil {
		t.Error("a channel has no schema")
	}
}
