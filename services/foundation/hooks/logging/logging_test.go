package logging

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
)

func configured(t *testing.T) (logger *Logger, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "new", "events.jsonl")
	logger = New()
	logger.now = func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 6e6, time.FixedZone("", 3600)) }
	if err := logger.Configure(context.Background(), Config{Path: path}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = logger.Close(context.Background()) })
	return logger, path
}

func handle(t *testing.T, logger *Logger, event, data string) {
	t.Helper()
	result, err := logger.Handle(context.Background(), ipc.Event{Name: event, Data: json.RawMessage(data)})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(result, ipc.Continue()) {
		t.Fatalf("logging never says anything, it said %v", result)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestLinesAreBufferedUntilThePromptIsComplete(t *testing.T) {
	t.Parallel()
	logger, path := configured(t)
	handle(t, logger, "tool:pre", `{"timestamp":"2026-01-01T00:00:00Z","session_id":"S","tool_name":"<b>"}`)
	if got := read(t, path); got != "" {
		t.Fatalf("written too early: %q", got)
	}
	handle(t, logger, "prompt:complete", `{"n":12345678901234567890}`)
	want := `{"schema":{"name":"amplifier.log","ver":"1.0.0"},"ts":"2026-01-01T00:00:00Z","event":"tool:pre","session_id":"S","data":{"timestamp":"2026-01-01T00:00:00Z","session_id":"S","tool_name":"<b>"}}
{"schema":{"name":"amplifier.log","ver":"1.0.0"},"ts":"2026-01-02T02:04:05.006Z","event":"prompt:complete","session_id":"","data":{"n":12345678901234567890}}
`
	if got := read(t, path); got != want {
		t.Fatalf("got  %s\nwant %s", got, want)
	}
}

func TestTheEndOfTheSessionAndTheWayOutFlush(t *testing.T) {
	t.Parallel()
	logger, path := configured(t)
	handle(t, logger, "session:end", `{}`)
	if got := strings.Count(read(t, path), "\n"); got != 1 {
		t.Fatalf("want one line, got %d", got)
	}
	handle(t, logger, "vendor:odd", `{}`)
	if err := logger.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(read(t, path), "\n"); got != 2 {
		t.Fatalf("want two lines, got %d", got)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	logger, path := configured(t)
	handle(t, logger, "tool:post", `{"text":"`+strings.Repeat("x", maxBuffered)+`"}`)
	if got := len(read(t, path)); got < maxBuffered {
		t.Fatalf("a full buffer must be written, the file has %d bytes", got)
	}
}

func TestTheFileIsAppendedToAndPrivate(t *testing.T) {
	t.Parallel()
	logger, path := configured(t)
	handle(t, logger, "session:end", `{}`)
	again := New()
	if err := again.Configure(context.Background(), Config{Path: path}); err != nil {
		t.Fatal(err)
	}
	handle(t, again, "session:end", `{}`)
	if got := strings.Count(read(t, path), "\n"); got != 2 {
		t.Fatalf("want two lines, got %d", got)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the log: %v", info.Mode())
	}
}

func TestAPathThatCannotBeWrittenRefusesTheConfiguration(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/proc/none/events.jsonl", "relative.jsonl", "/"} {
		var refused *ipc.Error
		err := New().Configure(context.Background(), Config{Path: path})
		if !errors.As(err, &refused) || refused.Data.Errors[0].Path != "/path" {
			t.Errorf("%s: got %v", path, err)
		}
	}
}

func TestPaths(t *testing.T) {
	t.Setenv("HOME", "/home/me")
	for path, want := range map[string]string{
		"~/log/e.jsonl": "/home/me/log/e.jsonl", "log/e.jsonl": "/srv/dir/log/e.jsonl", "/tmp/e.jsonl": "/tmp/e.jsonl",
	} {
		if got, err := resolve(path, "/srv/dir"); err != nil || got != want {
			t.Errorf("%s: got %s, %v, want %s", path, got, err, want)
		}
	}
}

func TestEventsThatCannotBeWrittenAreReported(t *testing.T) {
	t.Parallel()
	logger, _ := configured(t)
	if err := logger.file.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := logger.Handle(context.Background(), ipc.Event{Name: "session:end", Data: json.RawMessage("{}")})
	if err == nil || !strings.Contains(err.Error(), "events were lost") {
		t.Errorf("got %v", err)
	}
	if len(logger.buffers) != 0 || logger.buffered != 0 {
		t.Error("lost lines must not pile up")
	}
}
