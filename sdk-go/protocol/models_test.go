package protocol

import (
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"testing"
)

type modelCase struct {
	ID      string            `json:"id"`
	Type    string            `json:"type"`
	Value   json.RawMessage   `json:"value"`
	Encoded []json.RawMessage `json:"encoded"`
	Faults  []string          `json:"faults"`
}

func modelVectors(t *testing.T) (good, bad []modelCase) {
	t.Helper()
	text, err := os.ReadFile("../../conformance/vectors/models.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors struct{ OK, Bad []modelCase }
	if err := json.Unmarshal(text, &vectors); err != nil {
		t.Fatal(err)
	}
	if len(vectors.OK) < 40 || len(vectors.Bad) < 40 {
		t.Fatalf("only %d good and %d bad vectors were read", len(vectors.OK), len(vectors.Bad))
	}
	return vectors.OK, vectors.Bad
}

func TestModelsSurviveARoundTrip(t *testing.T) {
	t.Parallel()
	good, _ := modelVectors(t)
	for _, c := range good {
		t.Run(c.ID, func(t *testing.T) {
			t.Parallel()
			value, err := DecodeAs(c.Type, c.Value)
			if err != nil {
				t.Fatal(err)
			}
			again, err := json.Marshal(value)
			if err != nil {
				t.Fatal(err)
			}
			if c.Encoded == nil {
				c.Encoded = []json.RawMessage{c.Value}
			}
			same := func(want json.RawMessage) bool { return reflect.DeepEqual(plain(t, want), plain(t, again)) }
			if !slices.ContainsFunc(c.Encoded, same) {
				t.Errorf("%s became %s", c.Value, again)
			}
		})
	}
}

func TestModelsRefuseWithAllFaults(t *testing.T) {
	t.Parallel()
	_, bad := modelVectors(t)
	for _, c := range bad {
		t.Run(c.ID, func(t *testing.T) {
			t.Parallel()
			var paths []string
			for _, fault := range Validate(c.Type, c.Value) {
				paths = append(paths, fault.Path)
			}
			slices.Sort(paths)
			slices.Sort(c.Faults)
			if !slices.Equal(paths, c.Faults) {
				t.Errorf("faults at %q, want %q", paths, c.Faults)
			}
		})
	}
}

func TestNilBecomesTheEmptyListAndObject(t *testing.T) {
	t.Parallel()
	raw, err := json.Marshal(ChatResponse{})
	if err != nil || string(raw) != `{"content":[]}` {
		t.Errorf("%s, %v", raw, err)
	}
	raw, err = json.Marshal(ToolExecuteParams{Name: "t"})
	if err != nil || string(raw) != `{"name":"t","input":{}}` {
		t.Errorf("%s, %v", raw, err)
	}
}

func TestParamsAreValidatedByMethod(t *testing.T) {
	t.Parallel()
	faults := ValidateParams(MethodToolExecute, json.RawMessage(`{"name": 5}`))
	if len(faults) != 2 || faults[0].Path != "/name" || faults[1].Path != "/input" {
		t.Errorf("%v", faults)
	}
	if faults := ValidateParams("vendor.method", json.RawMessage(`5`)); faults != nil {
		t.Errorf("%v", faults)
	}
}

func TestJSONUnmarshalReportsFaults(t *testing.T) {
	t.Parallel()
	var message Message
	err := json.Unmarshal([]byte(`{"role": "alien"}`), &message)
	if err == nil || err.Error() != `/role: must be one of [system developer user assistant function tool], is "alien"; /content: is required` {
		t.Errorf("%v", err)
	}
}

func plain(t *testing.T, raw json.RawMessage) (value any) {
	t.Helper()
	if err := json.Unmarshal(raw, &value); err != nil {
		t.Fatal(err)
	}
	return value
}
