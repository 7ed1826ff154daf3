package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// TestMain lets the test binary be the service, so that the tests speak to a real process.
func TestMain(m *testing.M) {
	if os.Getenv("FOUNDATION_HOOKS_SERVE") == "1" {
		main()
		return
	}
	os.Exit(m.Run())
}

type object = map[string]any

// process is the running service, spoken to as a host does.
type process struct {
	t   *testing.T
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

func start(t *testing.T, env ...string) *process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, cmd: exec.Command(self)}
	p.cmd.Env = append(append(os.Environ(), "FOUNDATION_HOOKS_SERVE=1"), env...)
	p.cmd.Stderr = os.Stderr
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.out = bufio.NewReader(out)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	return p
}

func (p *process) next() object {
	p.t.Helper()
	line, err := p.out.ReadBytes('\n')
	if err != nil {
		p.t.Fatal(err)
	}
	var message object
	if err := json.Unmarshal(line, &message); err != nil {
		p.t.Fatalf("not JSON: %q", line)
	}
	return message
}

func (p *process) send(id, method string, params object) {
	p.t.Helper()
	raw, err := json.Marshal(object{"jsonrpc": "2.0", "id": id, "method": method, "params": params})
	if err != nil {
		p.t.Fatal(err)
	}
	if _, err := p.in.Write(append(raw, '\n')); err != nil {
		p.t.Fatal(err)
	}
}

// ask returns the result of a request.
func (p *process) ask(id, method string, params object) object {
	p.t.Helper()
	p.send(id, method, params)
	message := p.next()
	result, ok := message["result"].(object)
	if !ok || message["id"] != id {
		p.t.Fatalf("%s: got %v", method, message)
	}
	return result
}

func (p *process) emit(id, event, hook string, data object) object {
	p.t.Helper()
	return p.ask(id, "hook.emit", object{"event": event, "hook": hook, "data": data})
}

// stop closes stdin and waits for exit code 0.
func (p *process) stop() {
	p.t.Helper()
	if err := p.in.Close(); err != nil {
		p.t.Fatal(err)
	}
	if err := p.cmd.Wait(); err != nil {
		p.t.Fatal(err)
	}
}

func TestDescribe(t *testing.T) {
	t.Parallel()
	p := start(t)
	result := p.ask("1", "describe", object{"protocol_versions": []string{"1.0"}})
	capabilities, _ := result["capabilities"].(object)
	want := []any{
		object{"name": "logging", "events": []any{"*"}, "priority": 100.0},
		object{"name": "shell_guard", "events": []any{"tool:pre"}, "priority": 5.0, "on_error": "deny"},
		object{
			"name": "approval", "events": []any{"tool:pre", "approval:granted", "approval:denied"},
			"priority": 5.0, "timeout_ms": 2000.0, "on_error": "deny",
		},
	}
	if !reflect.DeepEqual(capabilities["hooks"], want) {
		t.Errorf("got  %v\nwant %v", capabilities["hooks"], want)
	}
	schemas, _ := result["config_schema"].(object)
	for _, name := range []string{"logging", "shell_guard", "approval"} {
		schema, _ := schemas[name].(object)
		if schema["type"] != "object" || schema["additionalProperties"] != false {
			t.Errorf("config of %s must be a closed object: %v", name, schema)
		}
	}
	p.stop()
}

func TestTheGuardDeniesAndSaysWhy(t *testing.T) {
	t.Parallel()
	p := start(t)
	p.ask("1", "describe", object{})
	deny := p.emit("2", "tool:pre", "shell_guard", object{"tool_name": "bash", "tool_input": object{"command": "cd / && rm -fr *"}})
	text, _ := deny["reason"].(string)
	if deny["action"] != "deny" || !strings.Contains(text, "recursive_removal") || !strings.Contains(text, "`unrestricted`") {
		t.Errorf("the reason must name the rule and how to change it: %v", deny)
	}
	for _, data := range []object{
		{"tool_name": "bash", "tool_input": object{"command": "ls -la"}},
		{"tool_name": "bash", "tool_input": object{"Command": "rm -rf /"}},
		{"tool_name": "write_file", "tool_input": object{"command": "rm -rf /"}},
	} {
		if got := p.emit("3", "tool:pre", "shell_guard", data); got["action"] != "continue" {
			t.Errorf("%v: got %v", data, got)
		}
	}
	p.ask("4", "configure", object{"config": object{"shell_guard": object{"profile": "permissive", "tools": []string{"sh"}}}})
	for command, action := range map[string]string{"sudo ls": "continue", "rm -rf /": "deny"} {
		got := p.emit("5", "tool:pre", "shell_guard", object{"tool_name": "sh", "tool_input": object{"command": command}})
		if got["action"] != action {
			t.Errorf("%s: got %v", command, got)
		}
	}
	p.send("6", "configure", object{"config": object{"shell_guard": object{"profile": "lax"}}})
	failure, _ := p.next()["error"].(object)
	if failure["code"] != -32602.0 {
		t.Errorf("a profile that does not exist must be refused: %v", failure)
	}
	p.stop()
}

func TestEventsReachTheFile(t *testing.T) {
	t.Parallel()
	cwd := t.TempDir()
	p := start(t)
	p.ask("1", "describe", object{})
	p.ask("2", "configure", object{
		"config": object{"logging": object{"path": "log/events.jsonl"}}, "session": object{"id": "S", "cwd": cwd},
	})
	p.emit("3", "prompt:submit", "logging", object{"prompt": "hi"})
	p.emit("4", "prompt:complete", "logging", object{"response": "ho"})
	path := filepath.Join(cwd, "log", "events.jsonl")
	if got := lines(t, path); len(got) != 2 || got[0]["event"] != "prompt:submit" || got[1]["session_id"] != "S" {
		t.Fatalf("got %v", got)
	}
	p.emit("5", "tool:pre", "logging", object{"tool_name": "x", "tool_input": object{}})
	p.stop()
	if got := lines(t, path); len(got) != 3 || !reflect.DeepEqual(got[2]["data"], object{"tool_name": "x", "tool_input": object{}}) {
		t.Fatalf("the way out must flush: %v", got)
	}
}

func TestWithoutAPathEventsGoToTheHost(t *testing.T) {
	t.Parallel()
	p := start(t)
	p.ask("1", "describe", object{})
	p.send("2", "hook.emit", object{"event": "vendor:odd", "hook": "logging", "data": object{"a": 1}})
	want := object{"jsonrpc": "2.0", "method": "$/log", "params": object{
		"level": "info", "message": "vendor:odd", "logger": "logging", "data": object{"a": 1.0},
	}}
	if got := p.next(); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if got := p.next(); !reflect.DeepEqual(got["result"], object{"action": "continue"}) {
		t.Errorf("got %v", got)
	}
	p.stop()
}

func lines(t *testing.T, path string) []object {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var all []object
	for _, line := range strings.Split(strings.TrimSpace(string(raw)), "\n") {
		var one object
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	return all
}
