package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

var destructive = object{"destructive": true}

// tool is the data of tool:pre.
func tool(name string, input, annotations object) object {
	return object{"tool_name": name, "tool_call_id": "call_1", "tool_input": input, "annotations": annotations}
}

func command(text string) object {
	return tool("bash", object{"command": text}, object{"destructive": true, "open_world": true})
}

// approvalOf starts the service with a configuration of the hook approval, in an own directory.
func approvalOf(t *testing.T, config object) (p *process, cwd string) {
	t.Helper()
	p, cwd = start(t), t.TempDir()
	p.ask("1", "describe", object{})
	p.ask("2", "configure", object{"config": object{"approval": config}, "session": object{"id": "S", "cwd": cwd}})
	return p, cwd
}

func TestTheUserIsAskedBeforeACommand(t *testing.T) {
	t.Parallel()
	p := start(t, "AMPLIFIER_HOME="+t.TempDir())
	p.ask("1", "describe", object{})
	got := p.emit("2", "tool:pre", "approval", command("make"))
	want := object{
		"action": "ask_user", "approval_prompt": "Run this command?", "approval_options": []any{"Allow once", "Allow always", "Deny"},
		"approval_timeout": 300.0, "approval_default": "deny", "reason": "high risk: bash needs approval",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	for text, want := range map[string]string{"ls -l": "continue", "ls; rm x": "ask_user", "pwd": "continue", "echo hi > a": "ask_user"} {
		if got := p.emit("3", "tool:pre", "approval", command(text)); got["action"] != want {
			t.Errorf("%s: got %v", text, got)
		}
	}
	critical := p.emit("4", "tool:pre", "approval", command("ls && rm -r build"))
	if critical["reason"] != "critical risk: bash needs approval" ||
		critical["approval_prompt"] != "Run this command? It may destroy something: rm -r build" {
		t.Errorf("got %v", critical)
	}
	for name, want := range map[string]string{"write_file": "ask_user", "edit_file": "ask_user"} {
		got := p.emit("5", "tool:pre", "approval", tool(name, object{"file_path": "a"}, destructive))
		if got["action"] != want || got["approval_prompt"] != "Allow "+name+"?" || got["reason"] != "medium risk: "+name+" needs approval" {
			t.Errorf("%s: got %v", name, got)
		}
	}
	if got := p.emit("6", "tool:pre", "approval", tool("read_file", object{"file_path": "a"}, object{"read_only": true})); got["action"] != "continue" {
		t.Errorf("got %v", got)
	}
	p.stop()
}

func TestRulesComeFromTheConfiguration(t *testing.T) {
	t.Parallel()
	p, _ := approvalOf(t, object{
		"rules": []object{
			{"tool": "bash", "pattern": "git push*", "action": "auto_deny", "description": "the user pushes"},
			{"tool": "bash", "pattern": "make*", "action": "ask", "description": "it takes long"},
			{"tool": "bash", "action": "auto_approve"},
		},
		"default_action": "auto_deny", "tools": object{"todo": object{"require_approval": true}}, "default_timeout": 5,
		"audit": object{"enabled": false},
	})
	deny := p.emit("3", "tool:pre", "approval", command("ls; git push"))
	reason := "approval denies bash `ls; git push` by a rule for `git push*`: the user pushes." +
		" The user can change `rules` in the configuration of the hook approval."
	if deny["action"] != "deny" || deny["reason"] != reason {
		t.Errorf("got %v", deny)
	}
	asked := p.emit("4", "tool:pre", "approval", command("make x"))
	if asked["approval_timeout"] != 5.0 || asked["approval_prompt"] != "Run this command? (it takes long)" {
		t.Errorf("got %v", asked)
	}
	if got := p.emit("5", "tool:pre", "approval", command("npm test")); got["action"] != "continue" {
		t.Errorf("got %v", got)
	}
	if got := p.emit("6", "tool:pre", "approval", tool("todo", object{}, object{})); got["action"] != "deny" {
		t.Errorf("got %v", got)
	}
	for _, wrong := range []object{
		{"rules": []object{{"action": "allow"}}},
		{"rules": []object{{"pattern": "ls"}}},
		{"default_action": "yes"},
		{"default_timeout": 0},
		{"audit": object{"path": "x"}},
		{"unknown": 1},
	} {
		p.send("7", "configure", object{"config": object{"approval": wrong}})
		if failure, _ := p.next()["error"].(object); failure["code"] != -32602.0 {
			t.Errorf("%v must be refused: %v", wrong, failure)
		}
	}
	p.stop()
}

func TestAnUnreadableCallIsNoApproval(t *testing.T) {
	t.Parallel()
	p := start(t)
	p.ask("1", "describe", object{})
	p.send("2", "hook.emit", object{"event": "tool:pre", "hook": "approval", "data": object{"tool_name": 7}})
	if failure, _ := p.next()["error"].(object); failure["code"] != -32602.0 {
		t.Errorf("a failure denies, so it must be one: %v", failure)
	}
	p.stop()
}

func TestDecisionsAndAnswersAreWrittenDown(t *testing.T) {
	t.Parallel()
	p, cwd := approvalOf(t, object{"audit": object{"file": "audit/own.jsonl"}})
	p.emit("3", "tool:pre", "approval", command("ls"))
	p.emit("4", "tool:pre", "approval", command("make"))
	p.emit("5", "approval:granted", "approval", object{"tool_name": "bash", "tool_call_id": "call_1", "remember": true, "reason": "fine"})
	p.emit("6", "approval:denied", "approval", object{"tool_name": "bash", "option": "Deny"})
	p.emit("7", "tool:pre", "approval", tool("read_file", object{"file_path": "a"}, object{"read_only": true}))
	p.stop()
	path := filepath.Join(cwd, "audit", "own.jsonl")
	got := lines(t, path)
	for _, line := range got {
		if line["ts"] == nil || line["session_id"] != "S" || line["tool"] != "bash" {
			t.Errorf("got %v", line)
		}
		for _, name := range []string{"ts", "session_id", "tool"} {
			delete(line, name)
		}
	}
	ls := object{"tool": "bash", "pattern": "ls*", "action": "auto_approve", "description": "lists files"}
	want := []object{
		{"event": "tool:pre", "tool_call_id": "call_1", "subject": "ls", "decision": "auto_approve", "risk": "high", "rule": ls},
		{"event": "tool:pre", "tool_call_id": "call_1", "subject": "make", "decision": "ask", "risk": "high"},
		{"event": "approval:granted", "tool_call_id": "call_1", "remember": true, "reason": "fine"},
		{"event": "approval:denied", "option": "Deny"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	for name, want := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		if is, err := os.Stat(name); err != nil || is.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", name, is.Mode(), err)
		}
	}
}

func TestTheAuditFileIsInTheHomeOfTheHost(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	for _, env := range [][]string{{"AMPLIFIER_HOME=" + filepath.Join(home, ".amplifier")}, {"AMPLIFIER_HOME=", "HOME=" + home}} {
		p := start(t, env...)
		p.ask("1", "describe", object{})
		p.emit("2", "tool:pre", "approval", command("ls"))
		p.stop()
	}
	if got := lines(t, filepath.Join(home, ".amplifier", "audit", "approvals.jsonl")); len(got) != 2 {
		t.Errorf("got %v", got)
	}
}

func TestAnAuditFileThatCannotBeWrittenFailsNothing(t *testing.T) {
	t.Parallel()
	home := filepath.Join(t.TempDir(), "a file")
	if err := os.WriteFile(home, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	p := start(t, "AMPLIFIER_HOME="+home)
	p.ask("1", "describe", object{})
	for text, want := range map[string]string{"ls": "continue", "make": "ask_user"} {
		p.send("2", "hook.emit", object{"event": "tool:pre", "hook": "approval", "data": command(text)})
		told, _ := p.next()["params"].(object)
		message, _ := told["message"].(string)
		if told["level"] != "warning" || !strings.Contains(message, home) {
			t.Errorf("got %v", told)
		}
		if got, _ := p.next()["result"].(object); got["action"] != want {
			t.Errorf("%s: got %v", text, got)
		}
	}
	p.stop()
}

func TestOverHTTPEachSessionIsAskedFor(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	url, _ := startHTTP(t, "AMPLIFIER_HOME="+home, `AMPLIFIER_CONFIG={"approval": {"rules": []}}`)
	for _, session := range []string{"a", "b"} {
		if got := post(t, url, session, "tool%3Apre", "approval", command("ls")); got != "ask_user" {
			t.Errorf("got %s", got)
		}
	}
	if got := sessionsIn(t, filepath.Join(home, "audit", "approvals.jsonl")); got != "a b" {
		t.Errorf("got %q", got)
	}
}
