package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
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

// server speaks the chat API as OpenAI and vLLM document it.
type server struct {
	*httptest.Server
	mu     sync.Mutex
	chat   http.HandlerFunc
	models []object
	// heard are the bodies of the chats, headers those of the last request.
	heard   []object
	headers http.Header
	paths   []string
}

func startServer(t *testing.T, chat http.HandlerFunc) *server {
	t.Helper()
	s := &server{chat: chat}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

func (s *server) serve(w http.ResponseWriter, r *http.Request) {
	raw, _ := io.ReadAll(r.Body) // what is cut is no JSON below
	var body object
	_ = json.Unmarshal(raw, &body) // a GET has none
	s.mu.Lock()
	s.headers, s.paths = r.Header, append(s.paths, r.URL.Path)
	if r.URL.Path == "/v1/chat/completions" {
		s.heard = append(s.heard, body)
	}
	s.mu.Unlock()
	switch r.URL.Path {
	case "/v1/chat/completions":
		s.chat(w, r)
	case "/v1/models":
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(object{"object": "list", "data": s.models})
	default:
		http.NotFound(w, r)
	}
}

// events answers with lines of data, each sent for itself.
func events(data ...string) http.HandlerFunc {
	return raw("data: " + strings.Join(data, "\n\ndata: ") + "\n\n")
}

// raw answers with a text of type text/event-stream.
func raw(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
		for each := range strings.SplitAfterSeq(text, "\n\n") {
			_, _ = io.WriteString(w, each)
			_ = http.NewResponseController(w).Flush()
		}
	}
}

func whole(text string) http.HandlerFunc { return status(http.StatusOK, text) }

func status(code int, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		_, _ = io.WriteString(w, text)
	}
}

// chunk is a chunk with a delta.
func chunk(delta string) string { return ending(delta, "null") }

func ending(delta, finish string) string {
	return `{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"qwen3","choices":[{"index":0,"delta":` + delta + `,"logprobs":null,"finish_reason":` + finish + `}]}`
}

const (
	stop  = `"stop"`
	done  = "[DONE]"
	usage = `{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"qwen3","choices":[],"usage":{"prompt_tokens":20,"total_tokens":50,"completion_tokens":30,"prompt_tokens_details":{"cached_tokens":16},"completion_tokens_details":{"reasoning_tokens":12}}}`
)

// open returns the adapter behind its fake host.
func open(t *testing.T, s *server, config object) *ipctest.Host {
	t.Helper()
	return kittest.Open(t, "vllm", modelsFile, service, s.URL+"/v1", config)
}

const hello = `{"model": "qwen3", "messages": [{"role": "user", "content": "Hello."}]}`

func compact(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
