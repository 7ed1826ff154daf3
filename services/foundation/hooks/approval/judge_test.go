package approval

import (
	"encoding/json"
	"strings"
	"testing"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
)

var plain = Config{DefaultAction: Ask}

// toolCall is a call of a tool with the annotations of the catalog.
func toolCall(t *testing.T, tool string, input map[string]any) call {
	t.Helper()
	raw, err := json.Marshal(input)
	if err != nil {
		t.Fatal(err)
	}
	is := func(tools ...string) *bool {
		for _, name := range tools {
			if name == tool {
				return new(true)
			}
		}
		return nil
	}
	annotations := ipc.ToolAnnotations{
		ReadOnly:    is("read_file", "glob", "grep", "web_search"),
		Destructive: is("bash", "write_file", "edit_file"),
		OpenWorld:   is("bash", "web_search", "delegate"),
	}
	return callOf(ipc.ToolPreData{ToolName: tool, ToolInput: raw, Annotations: &annotations}, "/work")
}

func bash(t *testing.T, command string) call {
	t.Helper()
	return toolCall(t, "bash", map[string]any{"command": command})
}

// check judges commands of bash and compares the actions.
func check(t *testing.T, config Config, want Action, commands ...string) {
	t.Helper()
	for _, command := range commands {
		if got := judge(bash(t, command), config); got.action != want || !got.decided {
			t.Errorf("%q: got %v, want %s", command, got, want)
		}
	}
}

func TestOnlyWhatListsNamesAndPrintsRunsByItself(t *testing.T) {
	t.Parallel()
	check(t, plain, Approve,
		"ls", "ls -la src", "pwd", "echo hello", `echo "a; rm b"`, "echo 'rm x > y'", "ls | echo done", "ls; pwd && echo x",
		"(ls)", "{ ls; }", "if ls; then pwd; fi", "echo $(ls)", "ls 2>&1", "ls 2>/dev/null", "echo {a,b}", "time ls", `l"s" -a`)
	check(t, plain, Ask,
		"make", "lsof", "lsblk", "echoes", "/tmp/ls", "./ls", "pwd -P",
		// every simple command counts, wherever it stands
		"ls; rm x", "ls && rm x", "ls || rm x", "ls & rm x", "ls | sh", "ls\nrm x", "echo $(rm x)", "echo `rm x`", `echo "$(rm x)"`,
		"ls <(rm x)", "echo ${a:-$(rm x)}", "echo $((a[$(rm x)]))", "! rm x", "for f in $(rm x); do ls; done",
		"while rm x; do ls; done", "case $(rm x) in *) ls ;; esac", "ls() { rm x; }; ls", "echo <<E\n$(rm x)\nE", "coproc rm x",
		"env ls", "xargs ls", "eval ls", "$X", "$(echo ls >&2) rm x", "$(echo ls) x", "l$X s", "trap 'rm x' EXIT", "a[$(rm x)]=1", "a=($(rm x))", "[[ $(rm x) ]]",
		// what is no command but does something
		"echo x > file", "echo x >> file", "ls >| file", "ls &> file", "echo x <> file", "ls < /dev/tcp/host/80", "PATH=/tmp ls",
		"LD_PRELOAD=./x.so ls", "PATH=/tmp; ls", "export PATH=/tmp; ls", "for PATH in /tmp; do ls; done", "echo ${PATH:=/tmp}",
		"echo $((PATH=1))", "((PATH=1)); ls", "let PATH=1; ls", "ls() { echo; }; ls", "echo ${x@P}", "[[ a -eq b ]]", "> file",
		// what cannot be read
		"ls; (", "ls 'x", "")
}

func TestAnEnvironmentMakesAnotherCommand(t *testing.T) {
	t.Parallel()
	c := toolCall(t, "bash", map[string]any{"command": "ls", "env": map[string]string{"PATH": "/tmp"}})
	if got := judge(c, plain); got.action != Ask {
		t.Errorf("got %v", got)
	}
}

func TestTheFirstRuleThatMatchesDecides(t *testing.T) {
	t.Parallel()
	config := Config{DefaultAction: Ask, Rules: []Rule{
		{Tool: "bash", Pattern: "git push*", Action: Deny, Description: "no pushes"},
		{Tool: "bash", Pattern: "git*", Action: Approve},
		{Tool: "bash", Pattern: "rm *", Action: Deny},
		{Pattern: "make test", Action: Approve},
		{Pattern: "timeout*", Action: Approve},
	}}
	check(t, config, Approve, "git status", "git", "make test", "git log | git diff", "timeout 5 git log")
	check(t, config, Ask, "ls", "make", "gitk", "git log; ls", "GIT_DIR=x git log", "timeout 5 make", "timeout 5 $(echo git >&2) x")
	check(t, config, Deny,
		"git push", "git push -f", "git log && git push origin", "rm x", "/bin/rm x", "ls; rm x", "echo x | xargs rm", "sh -c 'rm x'",
		"env A=1 rm x", "find . -exec rm {} ;", `find . -name x -exec sh -c 'rm "$1"' _ {} \;`, "X=rm; $X y", "f() { rm x; }", "a[$(rm x)]=1", "a=($(rm x))")
	if got := judge(bash(t, "git push"), config); got.rule == nil || got.rule.Description != "no pushes" {
		t.Errorf("got %v", got)
	}
	check(t, Config{DefaultAction: Approve, Rules: []Rule{{Pattern: "rm *", Action: Deny}}}, Ask, "make 'x", "ls (", strings.Repeat("env ", 3000)+"rm x")
	check(t, Config{DefaultAction: Ask, Rules: []Rule{}}, Ask, "ls", "pwd")
	check(t, Config{DefaultAction: Deny}, Deny, "make")
	check(t, Config{DefaultAction: Ask, Rules: []Rule{{Tool: "bash", Action: Approve}}}, Approve, "make", "rm x")
}

func TestWhatNeedsApproval(t *testing.T) {
	t.Parallel()
	input := map[string]any{"file_path": "a.txt"}
	for tool, want := range map[string]bool{
		"write_file": true, "edit_file": true, "delegate": true, "read_file": false, "glob": false, "web_search": false, "todo": false,
	} {
		got := judge(toolCall(t, tool, input), plain)
		if got.decided != want || (got.action == Ask) != want {
			t.Errorf("%s: got %v", tool, got)
		}
	}
	listed := Config{DefaultAction: Ask, Tools: map[string]ToolPolicy{"todo": {true}, "write_file": {false}, "bash": {false}}}
	for tool, want := range map[string]Action{"todo": Ask, "write_file": Approve, "edit_file": Ask} {
		if got := judge(toolCall(t, tool, input), listed); got.action != want {
			t.Errorf("%s: got %v", tool, got)
		}
	}
	if got := judge(bash(t, "make"), listed); got.action != Approve || got.decided {
		t.Errorf("got %v", got)
	}
	// without annotations only bash is known
	if got := judge(callOf(ipc.ToolPreData{ToolName: "x", ToolInput: json.RawMessage("{}")}, ""), plain); got.decided {
		t.Errorf("got %v", got)
	}
	if got := judge(callOf(ipc.ToolPreData{ToolName: "bash", ToolInput: json.RawMessage(`{"Command": "ls"}`)}, ""), plain); got.action != Approve {
		t.Errorf("bash without a command runs nothing: %v", got)
	}
}

func TestPolicyDrivenOnly(t *testing.T) {
	t.Parallel()
	config := Config{
		DefaultAction: Ask, PolicyDrivenOnly: true, Tools: map[string]ToolPolicy{"edit_file": {true}},
		Rules: []Rule{{Tool: "bash", Pattern: "rm*", Action: Deny}, {Tool: "bash", Pattern: "make*", Action: Ask}},
	}
	for command, want := range map[string]Action{"npm test": Approve, "npm test; rm x": Deny, "make x": Ask} {
		if got := judge(bash(t, command), config); got.action != want {
			t.Errorf("%s: got %v", command, got)
		}
	}
	for tool, want := range map[string]Action{"write_file": Approve, "edit_file": Ask} {
		if got := judge(toolCall(t, tool, map[string]any{"file_path": "a"}), config); got.action != want {
			t.Errorf("%s: got %v", tool, got)
		}
	}
}

func TestPatternsForFilesAddressesAndInputs(t *testing.T) {
	t.Parallel()
	config := Config{DefaultAction: Ask, Rules: []Rule{
		{Tool: "*_file", Pattern: "src/*", Action: Approve},
		{Tool: "*_file", Pattern: "*.env", Action: Deny},
		{Tool: "fetch", Pattern: "https://example.com/*", Action: Approve},
		{Tool: "delegate", Pattern: `{"agent":"reader"*`, Action: Approve},
	}}
	for _, one := range []struct {
		tool, member, value string
		want                Action
	}{
		{"write_file", "file_path", "src/a/b.go", Approve},
		{"write_file", "file_path", "/work/src/a.go", Approve},
		{"write_file", "file_path", "src/../go.mod", Ask},
		{"write_file", "file_path", "/src/a.go", Ask},
		{"read_file", "file_path", "conf/.env", Deny},
		{"read_file", "path", "/etc/x.env", Deny},
		{"fetch", "url", "https://example.com/a", Approve},
		{"delegate", "agent", "reader", Approve},
		{"delegate", "agent", "writer", Ask},
	} {
		if got := judge(toolCall(t, one.tool, map[string]any{one.member: one.value}), config); got.action != one.want {
			t.Errorf("%v: got %v", one, got)
		}
	}
}

func TestARunningJobMayBeLookedAt(t *testing.T) {
	t.Parallel()
	for action, want := range map[string]Action{"status": Approve, "tail": Approve, "kill": Ask} {
		if got := judge(toolCall(t, "bash", map[string]any{"job": "1", "action": action}), plain); got.action != want {
			t.Errorf("%s: got %v", action, got)
		}
	}
}

func TestHowBadItCouldGet(t *testing.T) {
	t.Parallel()
	for command, want := range map[string]ipc.RiskLevel{
		"make": "high", "git status": "high", "git push": "high", "chmod +x a": "high", "echo 'rm x'": "high", "find . -name rm": "high",
		"rm x": "critical", "ls && /bin/rm -r build": "critical", "find . -delete": "critical", "find . -exec rm {} +": "critical",
		"git -C a reset --hard": "critical", "git push --force": "critical", "git clean -fdx": "critical", "sh -c 'dd of=x'": "critical",
		"mkfs.ext4 x": "critical", "chmod -R 0 .": "critical", "kill 1": "critical", "sudo ls": "critical", "echo x > /dev/sda": "critical",
	} {
		if got, _ := riskOf(bash(t, command)); got != want {
			t.Errorf("%s: got %s", command, got)
		}
	}
	if got, _ := riskOf(toolCall(t, "write_file", map[string]any{"file_path": "a"})); got != "medium" {
		t.Errorf("got %s", got)
	}
}
