package ipc_test

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

const (
	fixture = "conformance.fixture"
	forever = 600_000 // ms, the longest delay
)

// begun starts a call of the fixture, up to its first $/progress.
func begun(t *testing.T, input object) *process {
	t.Helper()
	p := ready(t)
	input["progress"] = 1
	p.tool("f", fixture, input)
	p.skip("$/progress")
	return p
}

func (p *process) cancel(id any, mode string) {
	p.t.Helper()
	p.send(object{"method": "$/cancel", "params": object{"id": id, "mode": mode}})
}

func TestTheFixtureIsDeclaredAsTheSchemaSays(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../schemas/fixture.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var published, described struct {
		Defs         map[string]object `json:"$defs"`
		Capabilities struct {
			Tools []struct {
				Name         string
				Annotations  object
				InputSchema  object `json:"input_schema"`
				OutputSchema object `json:"output_schema"`
			}
		}
	}
	p := start(t)
	p.request("d", "describe", object{})
	told, err := json.Marshal(p.result("d"))
	if err != nil || json.Unmarshal(told, &described) != nil || json.Unmarshal(raw, &published) != nil {
		t.Fatalf("%v: %s", err, told)
	}
	for _, tool := range described.Capabilities.Tools {
		if tool.Name != fixture {
			continue
		}
		wantEqual(t, tool.Annotations, object{"read_only": true})
		wantEqual(t, names(tool.InputSchema["properties"]), names(published.Defs["FixtureInput"]["properties"]))
		wantEqual(t, names(tool.OutputSchema["properties"]), names(published.Defs["FixtureOutput"]["properties"]))
		properties, _ := tool.InputSchema["properties"].(object)
		wantEqual(t, properties["progress"], object{"type": "integer", "minimum": 0.0, "maximum": 1_000_000.0})
		for _, schema := range []object{tool.InputSchema, tool.OutputSchema} {
			wantEqual(t, schema["type"], "object")
			referred := map[string]any{}
			references(schema, referred)
			wantEqual(t, names(referred), names(schema["$defs"]))
		}
		return
	}
	t.Fatal("it is not offered")
}

func names(members any) []string {
	object, _ := members.(object)
	return slices.Sorted(maps.Keys(object))
}

// references collects the types that a schema refers to.
func references(schema any, into map[string]any) {
	switch schema := schema.(type) {
	case []any:
		for _, item := range schema {
			references(item, into)
		}
	case object:
		for word, value := range schema {
			if to, is := value.(string); is && word == "$ref" {
				into[strings.TrimPrefix(to, "#/$defs/")] = nil
			}
			references(value, into)
		}
	}
}

func TestTheFixtureGivesBackWhatItIsGiven(t *testing.T) {
	t.Parallel()
	p := ready(t)
	long := strings.Repeat("x", 70_000)
	for _, c := range []struct{ input, want object }{
		{object{}, object{}},
		{object{"echo": nil}, object{"echo": nil}},
		{object{"echo": 0}, object{"echo": 0.0}},
		{object{"echo": ""}, object{"echo": ""}},
		{object{"echo": object{"a": nil}}, object{"echo": object{"a": nil}}},
		{object{"echo": []any{1.5, 1 << 50, false}}, object{"echo": []any{1.5, float64(1 << 50), false}}},
		{object{"output_bytes": 0}, object{"text": ""}},
		{object{"output_bytes": 70_000}, object{"text": long}},
		{object{"calls": []any{}}, object{"calls": []any{}}},
		{object{"delay_ms": 1, "echo": 1}, object{"echo": 1.0}},
	} {
		p.tool("f", fixture, c.input)
		wantEqual(t, p.output("f"), c.want)
	}
}

func TestTheFixtureLogsPrintsProgressesAndStreamsInThisOrder(t *testing.T) {
	t.Parallel()
	p := ready(t)
	p.tool("f", fixture, object{"stream": []string{"a", ""}, "progress": json.Number("2.0"), "print": "printed", "log": "logged"})
	for _, want := range []object{
		{"method": "$/log", "params": object{"level": "info", "message": "logged", "logger": fixture}},
		{"method": "$/progress", "params": object{"request_id": "f", "progress": 1.0, "total": 2.0}},
		{"method": "$/progress", "params": object{"request_id": "f", "progress": 2.0, "total": 2.0}},
		{"method": "stream.tool.output", "params": object{"request_id": "f", "channel": "stdout", "text": "a"}},
		{"method": "stream.tool.output", "params": object{"request_id": "f", "channel": "stdout", "text": ""}},
	} {
		want["jsonrpc"] = "2.0"
		wantEqual(t, p.next(), want)
	}
	wantEqual(t, p.output("f"), object{})
	_ = p.in.Close()
	wantEqual(t, p.end(), 0)
	if !strings.Contains(p.stderr.String(), "printed\n") {
		t.Errorf("stderr: %s", p.stderr.String())
	}
}

func TestTheFixtureMakesCallsOneAfterTheOtherAndKeepsEveryAnswer(t *testing.T) {
	t.Parallel()
	p := ready(t)
	calls := []object{{"method": "state.get", "params": object{"key": "k"}}, {"method": "no.such"}, {"method": "x.y"}}
	p.request("f", "tool.execute", object{
		"_meta": object{"depth": 1, "traceparent": "t"}, "name": fixture, "input": object{"calls": calls, "echo": 1},
	})
	meta := object{"depth": 2.0, "traceparent": "t"}
	failure := object{"code": -32601.0, "message": "no", "data": object{"kind": "method_not_found", "x": 1.0}}
	replies := []any{object{"result": object{"value": 3.0}}, object{"error": failure}, object{"result": nil}}
	asked := []object{{"key": "k", "_meta": meta}, {"_meta": meta}, {"_meta": meta}}
	for i, reply := range replies {
		call := p.next()
		wantEqual(t, call["method"], calls[i]["method"])
		wantEqual(t, call["params"], asked[i])
		answer := maps.Clone(reply.(object)) //nolint:errcheck // see above
		answer["id"] = call["id"]
		p.send(answer)
	}
	wantEqual(t, p.output("f"), object{"calls": replies, "echo": 1.0})
}

func TestAGracefulCancelEndsTheDelayOfTheFixture(t *testing.T) {
	t.Parallel()
	p := begun(t, object{"delay_ms": forever, "output_bytes": 2})
	p.cancel("f", "graceful")
	wantEqual(t, p.output("f"), object{"cancelled": "graceful", "text": "xx"})
}

func TestAnImmediateCancelEndsTheFixture(t *testing.T) {
	t.Parallel()
	p := begun(t, object{"delay_ms": forever})
	p.cancel("f", "immediate")
	wantEqual(t, p.failure("f", -32800)["kind"], "cancelled")
}

func TestAnImmediateCancelEndsACallOfTheFixtureToo(t *testing.T) {
	t.Parallel()
	p := begun(t, object{"calls": []object{{"method": "state.get", "params": object{"key": "k"}}}, "echo": 1})
	call := p.next()
	p.cancel("f", "immediate")
	cancel := p.next()
	params, _ := cancel["params"].(object)
	wantEqual(t, []any{cancel["method"], params["id"]}, []any{"$/cancel", call["id"]})
	wantEqual(t, p.failure("f", -32800)["kind"], "cancelled")
}

func TestTheDeadlineEndsTheDelayOfTheFixture(t *testing.T) {
	t.Parallel()
	p := ready(t)
	p.request("f", "tool.execute", object{"_meta": object{"deadline_ms": 1}, "name": fixture, "input": object{"delay_ms": forever}})
	wantEqual(t, p.failure("f", -32001)["kind"], "deadline_exceeded")
}

func TestCallsOfTheFixtureRunSideBySide(t *testing.T) {
	t.Parallel()
	p := begun(t, object{"delay_ms": forever})
	p.tool("g", fixture, object{"echo": 2})
	wantEqual(t, p.output("g"), object{"echo": 2.0})
	p.cancel("f", "immediate")
	p.failure("f", -32800)
}

func TestAFixtureWhoseHandlerCrashesLivesOn(t *testing.T) {
	t.Parallel()
	p := ready(t)
	p.tool("f", fixture, object{"crash": "handler", "fail": "never"})
	wantEqual(t, p.failure("f", -32603)["kind"], "internal_error")
	p.tool("f", fixture, object{})
	wantEqual(t, p.output("f"), object{})
}

func TestAFixtureWhoseProcessCrashesIsGoneWith70AndWhatItSaidBeforeIsTold(t *testing.T) {
	t.Parallel()
	p := ready(t)
	p.tool("f", fixture, object{"progress": 900, "print": "last words", "crash": "process"})
	wantEqual(t, p.end(), 70)
	for n := range 900 {
		params, _ := p.next()["params"].(object)
		wantEqual(t, params["progress"], float64(n+1))
	}
	if !strings.Contains(p.stderr.String(), "last words\n") {
		t.Errorf("stderr: %s", p.stderr.String())
	}
}

func TestAFailureOfTheFixtureIsAResultWithoutOutput(t *testing.T) {
	t.Parallel()
	p := ready(t)
	p.tool("f", fixture, object{"fail": "as you wish", "echo": 1})
	wantEqual(t, p.result("f"), object{"success": false, "output": nil, "error": object{"message": "as you wish"}})
}

func TestWhatTheSchemaOfTheFixtureRefusesNeverHappens(t *testing.T) {
	t.Parallel()
	p := ready(t)
	p.tool("f", fixture, object{"progress": -1, "stream": "a", "calls": []object{{}}, "crash": "all", "log": nil})
	faults, _ := p.failure("f", -32602)["errors"].([]any)
	paths := map[string]any{}
	for _, fault := range faults {
		fault, _ := fault.(object)
		paths[fault["path"].(string)] = nil //nolint:errcheck // see above
	}
	wantEqual(t, names(paths), []string{"/input/calls/0/method", "/input/crash", "/input/log", "/input/progress", "/input/stream"})
}
