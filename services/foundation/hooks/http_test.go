package main

import (
	"bufio"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// startHTTP starts the service over HTTP and returns its address.
func startHTTP(t *testing.T, env ...string) (url string, cmd *exec.Cmd) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd = exec.Command(self)
	cmd.Env = append(append(os.Environ(), "FOUNDATION_HOOKS_SERVE=1", "AMPLIFIER_TRANSPORT=http", "AMPLIFIER_HTTP_ADDRESS=0"), env...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		t.Fatal(err)
	}
	var listens struct{ URL string }
	if err := json.Unmarshal(line, &listens); err != nil {
		t.Fatalf("%v: %s", err, line)
	}
	return listens.URL, cmd
}

// post emits an event for a session, and returns the action that the hook wants.
func post(t *testing.T, url, session, event, hook string, data object) string {
	t.Helper()
	raw, err := json.Marshal(object{"hook": hook, "data": data})
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/hooks/"+event, strings.NewReader(string(raw)))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Amplifier-Session", session)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // nothing was written to it
	var result struct{ Action string }
	if err := json.NewDecoder(response.Body).Decode(&result); err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%d, %v", response.StatusCode, err)
	}
	return result.Action
}

func TestOverHTTPEachSessionHasItsOwnLines(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "events.jsonl")
	config, err := json.Marshal(object{"logging": object{"path": path}})
	if err != nil {
		t.Fatal(err)
	}
	url, cmd := startHTTP(t, "AMPLIFIER_CONFIG="+string(config))
	for _, event := range []struct{ session, name string }{{"a", "tool:pre"}, {"b", "tool:pre"}, {"a", "prompt:complete"}} {
		if got := post(t, url, event.session, event.name, "logging", object{"tool_name": "x", "tool_input": object{}}); got != "continue" {
			t.Errorf("got %s", got)
		}
	}
	if got := sessionsIn(t, path); got != "a a" {
		t.Errorf("the end of a prompt writes the lines of its session, there are those of %q", got)
	}
	dangerous := object{"tool_name": "bash", "tool_input": object{"command": "rm -rf /"}}
	if got := post(t, url, "b", "tool%3Apre", "shell_guard", dangerous); got != "deny" {
		t.Errorf("got %s", got)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	if got := sessionsIn(t, path); got != "a a b" {
		t.Errorf("the way out writes the rest, there are lines of %q", got)
	}
}

// sessionsIn lists the sessions of the lines of a file.
func sessionsIn(t *testing.T, path string) string {
	t.Helper()
	var sessions []string
	for _, one := range lines(t, path) {
		session, _ := one["session_id"].(string)
		sessions = append(sessions, session)
	}
	return strings.Join(sessions, " ")
}
