package ipc_test

import (
	"strings"
	"testing"
	"time"
)

func TestPrintsStayOffTheWire(t *testing.T) {
	t.Parallel()
	p := ready(t)
	p.tool("h-1", "print", object{})
	wantEqual(t, p.output("h-1"), "done")
	p.terminate()
	wantEqual(t, p.end(), 0) // now all of stderr has been read
	for _, printed := range []string{"printed\n", "written\n", "from the child\n"} {
		if !strings.Contains(p.stderr.String(), printed) {
			t.Errorf("stderr lacks %q: %q", printed, p.stderr.String())
		}
	}
	if strings.Contains(p.stderr.String(), "roken pipe") {
		t.Errorf("children must get SIGPIPE as usual: %q", p.stderr.String())
	}
}

func TestAHandlerThatBreaksIsTheFaultOfItsRequestAlone(t *testing.T) {
	t.Parallel()
	p := ready(t)
	p.tool("h-0", "wait", object{})
	for tool, exception := range map[string]string{
		"panic": "runtime.boundsError", "goexit": "runtime.Goexit", "error": "errors.errorString",
	} {
		p.tool(tool, tool, object{})
		wantEqual(t, p.failure(tool, -32603), object{"kind": "internal_error", "exception": exception})
	}
	p.request("h-9", "ping", object{})
	wantEqual(t, p.result("h-9"), object{})
}

func TestAToolThatFailsIsAResult(t *testing.T) {
	t.Parallel()
	p := ready(t)
	p.tool("h-1", "fail", object{"text": "luck"})
	wantEqual(t, p.result("h-1"), object{"success": false, "output": "no luck here", "error": object{"message": "no luck here"}})
}

func TestBadInputWithAllFaults(t *testing.T) {
	t.Parallel()
	p := ready(t)
	p.tool("h-1", "word_count", object{"Text": "x", "unique": 1, "limit": 99})
	data := p.failure("h-1", -32602)
	wantEqual(t, data["errors"], []any{
		object{"path": "/input/Text", "message": "is not a known member"},
		object{"path": "/input/limit", "message": "must be at most 10, is 99"},
		object{"path": "/input/text", "message": "is required"},
		object{"path": "/input/unique", "message": "must be boolean, is number"},
	})
	p.request("h-2", "tool.execute", object{"input": 1})
	wantEqual(t, p.failure("h-2", -32602)["errors"], []any{
		object{"path": "/name", "message": "is required"},
		object{"path": "/input", "message": "must be an object, is a number"},
	})
}

func TestDuplicateMembersTheLastWins(t *testing.T) {
	t.Parallel()
	p := ready(t)
	p.write(`{"jsonrpc":"2.0","id":"h-1","method":"ping","method":"tool.execute","params":{"name":"fail","name":"word_count","input":{"text":"a","text":"a b"}}}`)
	wantEqual(t, p.output("h-1"), 2.0)
}

func TestJunkIsRefusedAndTheConnectionLivesOn(t *testing.T) {
	t.Parallel()
	p := ready(t)
	for line, want := range map[string]struct {
		id   any
		code float64
	}{
		`not json`: {nil, -32700},
		`{"jsonrpc":"2.0","id":"x","method":"ping","params":{"a":"\ud800"}}`:             {"x", -32700},
		"{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"ping\",\"params\":{\"a\":\"\xff\"}}": {3.0, -32700},
		`{"jsonrpc":"2.0","id":4,"method":"ping","params":[]}`:                           {4.0, -32600},
		`[1]`: {nil, -32600},
	} {
		p.write(line)
		message := p.next()
		failure, _ := message["error"].(object)
		wantEqual(t, []any{message["id"], failure["code"]}, []any{want.id, want.code})
	}
	p.write(`{"jsonrpc":"2.0","method":"$/unknown"}`)
	p.write(`{"jsonrpc":"2.0","id":"gone","result":{}}`)
	p.write("")
	p.request("h-1", "ping", object{})
	wantEqual(t, p.result("h-1"), object{})
}

func TestOversizedLineIsRefusedWithItsID(t *testing.T) {
	t.Parallel()
	p := ready(t)
	head := `{"jsonrpc":"2.0","id":"big","method":"tool.execute","params":{"name":"word_count","input":{"text":"`
	p.write(head + strings.Repeat("x", 64<<20) + `"}}}`)
	wantEqual(t, p.failure("big", -32006), object{"kind": "message_too_large", "limit": float64(64 << 20)})
	p.request("h-1", "ping", object{})
	wantEqual(t, p.result("h-1"), object{})
}

func TestNotReadyBeforeDescribe(t *testing.T) {
	t.Parallel()
	p := start(t)
	p.request("h-1", "ping", object{})
	wantEqual(t, p.result("h-1"), object{})
	p.tool("h-2", "word_count", object{"text": "a"})
	wantEqual(t, p.failure("h-2", -32007)["kind"], "not_ready")
	p.request("h-3", "describe", object{"protocol_versions": []string{"9.9"}})
	wantEqual(t, p.failure("h-3", -32008), object{"kind": "unsupported_version", "supported": []any{"1.0"}})
	p.request("h-4", "describe", object{})
	first := p.result("h-4")
	p.request("h-5", "describe", object{})
	wantEqual(t, p.result("h-5"), first)
	p.tool("h-6", "word_count", object{"text": "a"})
	wantEqual(t, p.output("h-6"), 1.0)
}

func TestUnknownNames(t *testing.T) {
	t.Parallel()
	p := ready(t)
	p.tool("h-1", "word_cuont", object{})
	wantEqual(t, p.failure("h-1", -32004), object{"kind": "not_found", "what": "tool", "name": "word_cuont", "did_you_mean": "word_count"})
	p.tool("h-2", "teleport", object{})
	wantEqual(t, p.failure("h-2", -32004), object{"kind": "not_found", "what": "tool", "name": "teleport"})
	p.request("h-3", "context.clear", object{})
	wantEqual(t, p.failure("h-3", -32601), object{"kind": "method_not_found"})
}

func TestConfigure(t *testing.T) {
	t.Parallel()
	p := ready(t)
	p.request("h-1", "configure", object{"config": object{
		"word_count": object{"language": "fr", "colour": 1}, "word_cnt": object{}, "ask": object{"x": 1}, "wait": 1,
	}})
	p.tool("h-2", "word_count", object{"text": "a"}) // the order of lines holds: this one comes after the refusal
	errors, _ := p.failure("h-1", -32602)["errors"].([]any)
	var paths []any
	for _, fault := range errors {
		fault, _ := fault.(object)
		paths = append(paths, fault["path"])
	}
	wantEqual(t, paths, []any{"/config/wait", "/config/word_cnt", "/config/word_count/colour", "/config/word_count/language"})
	wantEqual(t, p.failure("h-2", -32007)["kind"], "not_ready")
	p.request("h-3", "configure", object{"config": object{"word_count": object{"language": "de"}}})
	p.tool("h-4", "word_count", object{"text": "a"})
	wantEqual(t, p.result("h-3"), object{"status": "ok"})
	wantEqual(t, p.output("h-4"), 1.0)
}

func TestComponentsNarrowTheService(t *testing.T) {
	t.Parallel()
	p := start(t, "AMPLIFIER_COMPONENTS=word_count, guard")
	p.request("d", "describe", object{})
	result, _ := p.result("d").(object)
	capabilities, _ := result["capabilities"].(object)
	tools, _ := capabilities["tools"].([]any)
	wantEqual(t, []any{len(tools), capabilities["providers"]}, []any{1, nil})
	p.tool("h-1", "fail", object{"text": "x"})
	wantEqual(t, p.failure("h-1", -32004)["what"], "tool")
	p.request("h-2", "provider.info", object{})
	p.failure("h-2", -32601)
	p.request("h-3", "configure", object{"config": object{"parrot": object{}}}) // LIF-036
	errors, _ := p.failure("h-3", -32602)["errors"].([]any)
	wantEqual(t, errors, []any{object{
		"path":    "/config/parrot",
		"message": `is left out by AMPLIFIER_COMPONENTS; service "test" serves ["guard" "word_count"] here`,
	}})

	wrong := start(t, "AMPLIFIER_COMPONENTS=word_cuont")
	wantEqual(t, wrong.end(), 1)
	if !strings.Contains(wrong.stderr.String(), `"word_cuont"`) {
		t.Errorf("stderr must name what is wrong: %q", wrong.stderr.String())
	}
}

func TestEndOfInputLetsHandlersFinishAndExitsWithZero(t *testing.T) {
	t.Parallel()
	p := ready(t)
	p.tool("h-1", "wait", object{})
	p.tool("h-2", "open", object{"text": "finished"})
	if err := p.in.Close(); err != nil {
		t.Fatal(err)
	}
	outputs := map[any]any{}
	for range 2 {
		m := p.next()
		result, _ := m["result"].(object)
		outputs[m["id"]] = result["output"]
	}
	wantEqual(t, outputs["h-1"], "finished")
	wantEqual(t, p.end(), 0)
	if !strings.Contains(p.stderr.String(), "cleaned up") {
		t.Errorf("the cleanup did not run: %q", p.stderr.String())
	}
}

func TestACancelIsAnsweredForAHandlerThatDoesNotListen(t *testing.T) {
	t.Parallel()
	p := ready(t)
	p.tool("h-1", "deaf", object{})
	p.send(object{"method": "$/cancel", "params": object{"id": "h-1"}})
	sent := time.Now()
	wantEqual(t, p.failure("h-1", -32800)["kind"], "cancelled")
	if took := time.Since(sent); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
}

func TestTerminationEndsAServiceWhoseHandlerIsStuck(t *testing.T) {
	t.Parallel()
	p := ready(t)
	p.tool("h-1", "deaf", object{})
	p.request("h-2", "ping", object{})
	p.result("h-2")
	p.terminate()
	wantEqual(t, p.end(), 0)
	if !strings.Contains(p.stderr.String(), "cleaned up") {
		t.Errorf("the cleanup did not run: %q", p.stderr.String())
	}
}
