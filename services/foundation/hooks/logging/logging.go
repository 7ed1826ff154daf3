// Package logging writes every event as one JSON line.
package logging

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// Config of the hook.
type Config struct {
	Path string `json:"path,omitempty" jsonschema:"the JSONL file that the events are appended to: absolute, below ~, or relative to the session's directory; without it they go to the host's log"`
}

// Logger is the hook. Its lines are buffered, those of each session apart, and written at the end of a prompt and of a
// session, and on the way out.
type Logger struct {
	mu       sync.Mutex
	file     *os.File // nil: events go to the host's log
	buffers  map[string]*bytes.Buffer
	buffered int // bytes in all buffers
	now      func() time.Time
}

// New returns a logger that writes to the host's log until it is configured otherwise.
func New() *Logger { return &Logger{now: time.Now, buffers: map[string]*bytes.Buffer{}} }

// line is one line of the file.
type line struct {
	Schema    schema          `json:"schema"`
	TS        string          `json:"ts"`
	Event     string          `json:"event"`
	SessionID string          `json:"session_id"`
	Data      json.RawMessage `json:"data"`
}

type schema struct {
	Name    string `json:"name"`
	Version string `json:"ver"`
}

// maxBuffered is how much is kept in memory at most for all sessions, in bytes.
const maxBuffered = 256 << 10

// Configure opens the file; what cannot be opened refuses the configuration.
func (l *Logger) Configure(ctx context.Context, config Config) error {
	var file *os.File
	if config.Path != "" {
		path, err := resolve(config.Path, ipc.FromContext(ctx).Session().Cwd)
		if err != nil {
			return fault(err)
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return fault(err)
		}
		// What people type and tools return is nobody else's to read.
		if file, err = os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600); err != nil { //nolint:gosec // the path is configured
			return fault(err)
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	before := l.closeFile()
	l.file = file
	return before
}

func fault(err error) error {
	return ipc.InvalidParams(ipc.Fault{Path: "/path", Message: fmt.Sprintf("must be a file that can be written: %v", err)})
}

// resolve makes a path absolute.
func resolve(path, cwd string) (string, error) {
	if rest, below := strings.CutPrefix(path, "~/"); below {
		home, err := os.UserHomeDir()
		return filepath.Join(home, rest), err
	}
	if filepath.IsAbs(path) {
		return path, nil
	}
	if cwd == "" {
		return "", errors.New("the path is relative, and the session has no directory")
	}
	return filepath.Join(cwd, path), nil
}

// Handle logs one event. It never changes anything.
func (l *Logger) Handle(ctx context.Context, event ipc.Event) (ipc.HookResult, error) {
	l.mu.Lock()
	toFile := l.file != nil
	l.mu.Unlock()
	if !toFile {
		ipc.FromContext(ctx).Log(ipc.LogLevelInfo, event.Name, event.Data)
		return ipc.Continue(), nil
	}
	raw, err := l.format(ctx, event)
	if err != nil {
		return ipc.Continue(), err
	}
	return ipc.Continue(), l.write(ipc.FromContext(ctx).SessionID(), raw, ends(event.Name))
}

// ends tells whether nothing may come for a while, or ever.
func ends(event string) bool {
	return event == protocol.EventPromptComplete || event == protocol.EventSessionEnd
}

func (l *Logger) format(ctx context.Context, event ipc.Event) ([]byte, error) {
	var stamps struct {
		Timestamp string `json:"timestamp"`
		SessionID string `json:"session_id"`
	}
	_ = json.Unmarshal(event.Data, &stamps) // stamps of another type count as none
	if stamps.Timestamp == "" {
		stamps.Timestamp = l.now().UTC().Format(time.RFC3339Nano)
	}
	if stamps.SessionID == "" {
		stamps.SessionID = ipc.FromContext(ctx).SessionID()
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(line{
		Schema: schema{"amplifier.log", "1.0.0"}, TS: stamps.Timestamp,
		Event: event.Name, SessionID: stamps.SessionID, Data: event.Data,
	})
	return out.Bytes(), err
}

func (l *Logger) write(session string, raw []byte, flush bool) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	buffer := l.buffers[session]
	if buffer == nil {
		buffer = &bytes.Buffer{}
		l.buffers[session] = buffer
	}
	buffer.Write(raw)
	l.buffered += len(raw)
	switch {
	case flush:
		return l.flush(session)
	case l.buffered > maxBuffered:
		return l.flushAll()
	}
	return nil
}

// flush writes whole lines of a session in one write, so that several processes can share the file. Lines that cannot be
// written are lost: the error says so, and memory stays bounded.
func (l *Logger) flush(session string) error {
	buffer := l.buffers[session]
	delete(l.buffers, session)
	l.buffered -= buffer.Len()
	if l.file == nil {
		return nil
	}
	if _, err := l.file.Write(buffer.Bytes()); err != nil {
		return fmt.Errorf("events were lost: %w", err)
	}
	return nil
}

func (l *Logger) flushAll() error {
	var err error
	for session := range l.buffers {
		err = errors.Join(err, l.flush(session))
	}
	return err
}

func (l *Logger) closeFile() error {
	if l.file == nil {
		return nil
	}
	err := l.flushAll()
	err = errors.Join(err, l.file.Close())
	l.file = nil
	return err
}

// Close writes what is buffered.
func (l *Logger) Close(context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.closeFile()
}
