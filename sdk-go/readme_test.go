package ipc_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheQuickStartOfTheReadme builds the program of the README in an empty folder and runs its shell lines.
func TestTheQuickStartOfTheReadme(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	sdk, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "main.go"), []byte(block(t, string(readme), "```go\npackage main")), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"go.mod", "go.sum"} { // the versions that this module uses: the test needs no network
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Replace(string(raw), "module github.com/amplifier-ipc/amplifier-ipc/sdk-go", "module words", 1)
		if err := os.WriteFile(filepath.Join(folder, file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	script := "set -e\n" +
		"go mod edit -replace github.com/amplifier-ipc/amplifier-ipc/sdk-go=" + sdk +
		" -require github.com/amplifier-ipc/amplifier-ipc/sdk-go@v0.0.0\n" + block(t, string(readme), "```sh\ngo build")
	run := func(script, want string) {
		t.Helper()
		shell := exec.Command("/bin/sh", "-c", script)
		shell.Dir = folder
		shell.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod -buildvcs=false", "GOPROXY=off")
		out, err := shell.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		if lines[len(lines)-1] != want || !strings.Contains(string(readme), want) {
			t.Errorf("got %s", out)
		}
	}
	run(script, `{"jsonrpc":"2.0","id":2,"result":{"output":4}}`)
	overHTTP := strings.ReplaceAll(block(t, string(readme), "```sh\n./words --http"), "8080", freePort(t))
	run("set -e\ntrap 'kill $! 2>/dev/null || :' EXIT\n"+overHTTP+"\nkill $!\nwait $!", `{"output":4}`)
}

// TestTheSnippetsOfTheReadmeAreRun: each stands in example_test.go too, which the compiler reads and tests run.
func TestTheSnippetsOfTheReadmeAreRun(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	examples, err := os.ReadFile("example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	snippets := strings.Split(string(readme), "```go\n")[2:] // the first one is the quick start
	if len(snippets) < 5 {
		t.Errorf("there are %d snippets", len(snippets))
	}
	for _, snippet := range snippets {
		code, _, _ := strings.Cut(snippet, "```")
		if !strings.Contains(unindented(string(examples)), unindented(code)) {
			t.Errorf("example_test.go lacks\n%s", code)
		}
	}
}

// unindented returns text without what its lines begin with.
func unindented(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimSpace(line)
	}
	return strings.Join(lines, "\n")
}

// block returns the fenced block that begins like this.
func block(t *testing.T, text, begin string) string {
	t.Helper()
	_, after, found := strings.Cut(text, begin)
	body, _, ended := strings.Cut(after, "\n```")
	if !found || !ended {
		t.Fatalf("the README has no block %q", begin)
	}
	_, first, _ := strings.Cut(begin, "\n")
	return first + body
}
