package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/ipctest"
	"github.com/amplifier-ipc/amplifier-ipc/services/providers/kit-go/kittest"
)

type object = map[string]any

var (
	request    = kittest.Request
	wireOf     = kittest.WireOf
	listModels = kittest.ListModels
)

// server is an Ollama that says what a test wants; its answers have the form of Ollama's documentation (docs/api.md).
type server struct {
	*httptest.Server
	mu sync.Mutex
	// chat answers /api/chat; show answers /api/show by model; tags are the models that are installed.
	chat http.HandlerFunc
	show map[string]object
	tags []string
	// heard are the bodies of the chats, paths all that was asked for.
	heard []object
	paths []string
}

func startServer(t *testing.T, chat http.HandlerFunc) *server {
	t.Helper()
	s := &server{chat: chat, show: map[string]object{}}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

func (s *server) serve(w http.ResponseWriter, r *http.Request) {
	raw, _ := io.ReadAll(r.Body) // what is cut is no JSON below
	var body object
	_ = json.Unmarshal(raw, &body) // a GET has none
	s.mu.Lock()
	s.paths = append(s.paths, r.URL.Path)
	if r.URL.Path == "/api/chat" {
		s.heard = append(s.heard, body)
	}
	s.mu.Unlock()
	switch r.URL.Path {
	case "/api/chat":
		s.chat(w, r)
	case "/api/tags":
		models := []object{}
		for _, name := range s.tags {
			models = append(models, object{"name": name, "model": name, "modified_at": "2025-05-10T08:06:48.639712648-07:00", "details": object{"family": "llama"}})
		}
		write(w, object{"models": models})
	case "/api/show":
		name, _ := body["model"].(string)
		if shown := s.show[name]; shown != nil {
			write(w, shown)
			return
		}
		refuse(w, http.StatusNotFound, "model '"+name+"' not found")
	default:
		http.NotFound(w, r)
	}
}

func write(w io.Writer, value any) { _ = json.NewEncoder(w).Encode(value) }

func refuse(w http.ResponseWriter, status int, text string) {
	w.WriteHeader(status)
	write(w, object{"error": text})
}

// line is a piece of an answer.
func line(message object) object {
	message["role"] = "assistant"
	return object{"model": "llama3.1", "created_at": "2023-08-04T08:52:19.385406455-07:00", "message": message, "done": false}
}

// last is the end of an answer.
func last(reason string) object {
	end := line(object{"content": ""})
	end["done"], end["done_reason"], end["prompt_eval_count"], end["eval_count"], end["total_duration"] = true, reason, 26, 298, 4883583458
	return end
}

// lines answers with lines, each sent for itself.
func lines(all ...object) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-ndjson")
		for _, each := range all {
			write(w, each)
			_ = http.NewResponseController(w).Flush()
		}
	}
}

// open returns the adapter behind its fake host.
func open(t *testing.T, s *server, config object) *ipctest.Host {
	t.Helper()
	return kittest.Open(t, "ollama", modelsFile, service, s.URL, config)
}

const hello = `{"model": "llama3.1", "messages": [{"role": "user", "content": "Hello."}]}`

// streamed are the names of what was streamed, joined, without the words of each.
func streamed(host *ipctest.Host) (names []string) {
	for _, note := range host.Notifications() {
		names = append(names, note.Method[len("stream.provider."):])
	}
	return names
}
