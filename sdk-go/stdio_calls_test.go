package ipc_test

import (
	"fmt"
	"strings"
	"testing"
)

func TestFiftyCallsAreAnsweredInReverseOrder(t *testing.T) {
	t.Parallel()
	p := ready(t)
	const calls = 50
	// Each call asks the host, so all are under way once the fifty questions are here.
	asked := map[string]any{}
	for i := range calls {
		p.tool(fmt.Sprintf("h-%d", i), "ask", object{"text": fmt.Sprintf("t%d", i)})
	}
	for len(asked) < calls {
		if m := p.next(); m["method"] == "request.tool_execute" {
			params, _ := m["params"].(object)
			asked[fmt.Sprint(params["name"])] = m["id"]
		}
	}
	for i := calls - 1; i >= 0; i-- {
		p.send(object{"id": asked[fmt.Sprintf("t%d", i)], "result": object{"output": i}})
		wantEqual(t, p.output(fmt.Sprintf("h-%d", i)), fmt.Sprintf("the host says %d", i))
	}
}

func TestHostCallInsideATool(t *testing.T) {
	t.Parallel()
	p := ready(t)
	meta := object{"session_id": "S", "turn_id": "T", "depth": 2, "traceparent": "00-a-b-01", "deadline_ms": 60000}
	p.request("h-1", "tool.execute", object{"_meta": meta, "name": "ask", "input": object{"text": "clock"}})

	progress := p.next()
	wantEqual(t, progress, object{
		"jsonrpc": "2.0", "method": "$/progress",
		"params": object{"request_id": "h-1", "message": "asking", "progress": 1.0, "total": 2.0},
	})
	line := p.next()
	wantEqual(t, line, object{
		"jsonrpc": "2.0", "method": "$/log",
		"params": object{"level": "info", "message": "asking", "logger": "ask", "data": object{"tool": "clock"}},
	})
	question := p.next()
	params, _ := question["params"].(object)
	passed, _ := params["_meta"].(object)
	left, _ := passed["deadline_ms"].(float64)
	if left <= 0 || left > 60000 {
		t.Fatalf("the time left must be passed on, got %v", passed)
	}
	delete(passed, "deadline_ms")
	wantEqual(t, question["id"], "s-1")
	wantEqual(t, passed, object{"session_id": "S", "turn_id": "T", "depth": 3.0, "traceparent": "00-a-b-01"})
	wantEqual(t, params["name"], "clock")

	p.send(object{"id": "s-1", "result": object{"output": "noon"}})
	wantEqual(t, p.output("h-1"), `the host says "noon"`)
}

func TestAnErrorOfTheHostReachesTheCaller(t *testing.T) {
	t.Parallel()
	p := ready(t)
	p.tool("h-1", "ask", object{"text": "clock"})
	p.skip("$/progress", "$/log")
	p.send(object{"id": p.next()["id"], "error": object{"code": -32003, "message": "no", "data": object{"kind": "permission_denied", "x": 1}}})
	wantEqual(t, p.failure("h-1", -32003), object{"kind": "permission_denied", "x": 1.0})
}

// skip reads these notifications.
func (p *process) skip(methods ...string) {
	p.t.Helper()
	for _, method := range methods {
		if m := p.next(); m["method"] != method {
			p.t.Fatalf("want %s, got %v", method, m)
		}
	}
}

func TestCancelTravelsIntoTheHostCall(t *testing.T) {
	t.Parallel()
	p := ready(t)
	p.tool("h-1", "ask", object{"text": "slow"})
	p.tool("h-2", "wait", object{})
	p.skip("$/progress", "$/log")
	question := p.next()
	p.send(object{"method": "$/cancel", "params": object{"id": "h-1", "reason": "enough"}})
	cancel := p.next()
	wantEqual(t, cancel["method"], "$/cancel")
	params, _ := cancel["params"].(object)
	wantEqual(t, params["id"], question["id"])
	wantEqual(t, p.failure("h-1", -32800)["kind"], "cancelled")
	// The late answer to the cancelled call harms nothing, and the other call is still there.
	p.send(object{"id": question["id"], "error": object{"code": -32800, "message": "cancelled"}})
	p.tool("h-3", "open", object{"text": "go on"})
	results := map[any]any{}
	for range 2 {
		m := p.next()
		result, _ := m["result"].(object)
		results[m["id"]] = result["output"]
	}
	wantEqual(t, results, map[any]any{"h-2": "go on", "h-3": nil})
}

func TestDeadline(t *testing.T) {
	t.Parallel()
	p := ready(t)
	for _, tool := range []string{"wait", "deaf"} {
		p.request(tool, "tool.execute", object{"_meta": object{"deadline_ms": 20}, "name": tool, "input": object{}})
		wantEqual(t, p.failure(tool, -32001)["kind"], "deadline_exceeded")
	}
	p.request("late", "tool.execute", object{"_meta": object{"deadline_ms": 0}, "name": "wait", "input": object{}})
	wantEqual(t, p.failure("late", -32001)["kind"], "deadline_exceeded")
}

func TestOversizedResult(t *testing.T) {
	t.Parallel()
	p := start(t)
	p.request("d", "describe", object{"limits": object{"max_message_bytes": 1 << 20}})
	p.result("d")
	p.tool("h-1", "big", object{})
	wantEqual(t, p.failure("h-1", -32006), object{"kind": "message_too_large", "limit": float64(1 << 20)})
	p.request("h-2", "ping", object{})
	wantEqual(t, p.result("h-2"), object{})
}

func TestProviderStreamsBeforeItAnswers(t *testing.T) {
	t.Parallel()
	p := ready(t)
	request := object{"messages": []object{{"role": "user", "content": "hi"}}}
	p.request(7, "provider.complete", object{"provider": "parrot", "stream": true, "request": request})
	var texts []string
	for range 2 {
		m := p.next()
		params, _ := m["params"].(object)
		wantEqual(t, []any{m["method"], params["request_id"], params["index"]}, []any{"stream.provider.token", 7.0, 0.0})
		texts = append(texts, fmt.Sprint(params["text"]))
	}
	wantEqual(t, p.result(7.0), object{"content": []any{object{"type": "text", "text": "hello there"}}})
	wantEqual(t, strings.Join(texts, ""), "hello there")

	p.request("h-2", "provider.complete", object{"request": object{"messages": []any{}}})
	wantEqual(t, p.failure("h-2", -32010), object{
		"kind": "llm_error", "llm_error": "rate_limit", "provider": "parrot", "retryable": true, "retry_after": 1.5,
	})
	p.request("h-3", "provider.info", object{})
	wantEqual(t, p.result("h-3"), object{
		"id": "parrot", "display_name": "Parrot", "credential_env_vars": []any{}, "capabilities": []any{}, "defaults": object{}, "config_fields": []any{},
	})
}

func TestHooks(t *testing.T) {
	t.Parallel()
	p := ready(t)
	data := object{"tool_name": "bash", "tool_input": object{}}
	p.request("h-1", "hook.emit", object{"event": "tool:pre", "hook": "guard", "data": data})
	wantEqual(t, p.result("h-1"), object{"action": "deny", "reason": "no bash here"})
	p.request("h-2", "hook.emit", object{"event": "vendor:odd", "data": object{}})
	wantEqual(t, p.result("h-2"), object{"action": "modify", "data": object{"seen": "vendor:odd"}})
	p.request("h-3", "hook.emit", object{"event": "tool:pre", "hook": "guard", "data": object{"tool_name": 1}})
	wantEqual(t, p.failure("h-3", -32602)["errors"], []any{
		object{"path": "/data/tool_name", "message": "must be a string, is a number"},
		object{"path": "/data/tool_input", "message": "is required"},
	})
	p.request("h-4", "hook.emit", object{"event": "tool:pre", "hook": "gard", "data": data})
	wantEqual(t, p.failure("h-4", -32004), object{"kind": "not_found", "what": "hook", "name": "gard", "did_you_mean": "guard"})
}
