package main

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
)

// compact is a value as JSON.
func compact(t *testing.T, value any) string {
	t.Helper()
	raw, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestAnAnswerIsStreamed(t *testing.T) {
	t.Parallel()
	call := object{"function": object{"name": "glob", "arguments": json.RawMessage(`{"z":1,"a":"ü"}`)}}
	s := startServer(t, lines(
		line(object{"content": "", "thinking": "Let me"}), line(object{"content": "", "thinking": " see."}),
		line(object{"content": "I "}), line(object{"content": "look."}),
		line(object{"content": "", "tool_calls": []object{call, call}}), last("stop"),
	))
	host := open(t, s, object{})
	tokens, response, err := host.StreamComplete("", request(t, hello))
	if err != nil || !reflect.DeepEqual(tokens, []string{"I ", "look."}) {
		t.Fatalf("got %v, %v", tokens, err)
	}
	first, second := response.ToolCalls[0], response.ToolCalls[1]
	if first.ID == "" || first.ID == second.ID || first.Name != "glob" || string(first.Arguments) != `{"z":1,"a":"ü"}` {
		t.Errorf("got %+v", response.ToolCalls)
	}
	want := `[{"type":"thinking","thinking":"Let me see."},{"type":"text","text":"I look."},` +
		`{"type":"tool_call","id":"` + first.ID + `","name":"glob","input":{"z":1,"a":"ü"}},{"type":"tool_call","id":"` + second.ID + `","name":"glob","input":{"z":1,"a":"ü"}}]`
	if got := compact(t, response.Content); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := compact(t, response.Usage); got != `{"input_tokens":26,"output_tokens":298,"total_tokens":324}` {
		t.Errorf("got %s", got)
	}
	if *response.FinishReason != ipc.FinishReasonToolCalls || *response.Model != "llama3.1" {
		t.Errorf("got %+v", response)
	}
	names := []string{
		"content_block_start", "thinking", "thinking", "content_block_end", "content_block_start", "token", "token", "content_block_end",
		"content_block_start", "tool_call_start", "content_block_delta", "content_block_end",
		"content_block_start", "tool_call_start", "content_block_delta", "content_block_end", "usage",
	}
	if got := streamed(host); !reflect.DeepEqual(got, names) {
		t.Errorf("streamed %v", got)
	}
}

func TestAWholeAnswer(t *testing.T) {
	t.Parallel()
	whole := last("length")
	whole["message"] = object{"role": "assistant", "content": "Hi", "tool_calls": []object{{"id": "call_7", "function": object{"name": "glob", "arguments": object{}}}}}
	s := startServer(t, lines(whole))
	host := open(t, s, object{})
	response, err := host.Complete("", request(t, hello))
	if err != nil || response.Text() != "Hi" || response.ToolCalls[0].ID != "call_7" || *response.FinishReason != ipc.FinishReasonLength {
		t.Errorf("got %+v, %v", response, err)
	}
	if s.heard[0]["stream"] != false || len(host.Notifications()) != 0 {
		t.Errorf("asked with %v, told %v", s.heard[0], host.Notifications())
	}
}

func TestStreamsThatGoWrong(t *testing.T) {
	t.Parallel()
	text := line(object{"content": "so far"})
	raw := func(more string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			lines(text)(w, r)
			_, _ = w.Write([]byte(more))
			_ = http.NewResponseController(w).Flush()
		}
	}
	for name, c := range map[string]struct {
		chat     http.HandlerFunc
		contains string
	}{
		"no last line":                {lines(text), "ended before the answer was complete"},
		"an error in mid-stream":      {lines(text, object{"error": "an error was encountered while running the model: CUDA error"}), "CUDA error"},
		"a line that is no JSON":      {raw("{\"mod\n"), "no JSON"},
		"a page":                      {raw("<html>\n"), "no JSON"},
		"an empty line":               {raw("\n"), "no JSON"},
		"a member of another type":    {raw("{\"message\": 7}\n"), "cannot be read"},
		"half a line":                 {raw("{\"mod"), "no JSON"},
		"a connection that is closed": {func(w http.ResponseWriter, r *http.Request) { raw("")(w, r); panic(http.ErrAbortHandler) }, "broke off"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := startServer(t, c.chat)
			_, _, err := open(t, s, object{"max_retries": 2}).StreamComplete("", request(t, hello))
			data := wireOf(err)
			if *data.LlmError != "stream_error" || !*data.Retryable || string(data.Partial) != `"so far"` || !strings.Contains(err.Error(), c.contains) {
				t.Errorf("got %s: %v", compact(t, data), err)
			}
			if len(s.heard) != 1 {
				t.Errorf("it was asked %d times", len(s.heard))
			}
		})
	}
}

func TestAnUnknownMemberDoesNoHarm(t *testing.T) {
	t.Parallel()
	odd := line(object{"content": "Hi", "mood": "fine"})
	odd["vendor"] = object{"x": 1}
	s := startServer(t, lines(odd, object{"progress": 50}, last("unload_soon")))
	_, response, err := open(t, s, object{}).StreamComplete("", request(t, hello))
	if err != nil || response.Text() != "Hi" || *response.FinishReason != "unload_soon" {
		t.Errorf("got %+v, %v", response, err)
	}
}

func TestAnswersThatAreNone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status   int
		text     string
		kind     ipc.LlmErrorName
		contains string
	}{
		"not installed": {http.StatusNotFound, "model 'llama3.1' not found", "not_found", "`ollama pull llama3.1`"},
		"no tools":      {http.StatusBadRequest, "registry.ollama.ai/library/gemma:latest does not support tools", "invalid_request", "does not support tools"},
		"too long":      {http.StatusBadRequest, "the input length exceeds the context length", "context_length", "context length"},
		"out of memory": {http.StatusInternalServerError, "model requires more system memory (8.4 GiB) than is available (3.1 GiB)", "provider_unavailable", "system memory"},
		"busy":          {http.StatusServiceUnavailable, "server busy, please try again.  maximum pending requests exceeded", "provider_unavailable", "server busy"},
		"no account":    {http.StatusUnauthorized, "unauthorized", "authentication", "unauthorized"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := startServer(t, func(w http.ResponseWriter, _ *http.Request) { refuse(w, c.status, c.text) })
			_, err := open(t, s, object{}).Complete("", request(t, hello))
			data := wireOf(err)
			if *data.LlmError != c.kind || *data.StatusCode != int64(c.status) || *data.Model != "llama3.1" || !strings.Contains(err.Error(), c.contains) {
				t.Errorf("got %s: %v", compact(t, data), err)
			}
			if strings.Contains(err.Error(), "ollama serve") {
				t.Errorf("it is running: %v", err)
			}
		})
	}
}

func TestNobodyAnswers(t *testing.T) {
	t.Parallel()
	s := startServer(t, lines(last("stop")))
	host := open(t, s, object{})
	s.Close()
	_, err := host.Complete("", request(t, hello))
	if data := wireOf(err); *data.LlmError != "provider_unavailable" || !strings.Contains(err.Error(), "is Ollama running? Start it with `ollama serve`") {
		t.Errorf("got %+v: %v", data, err)
	}
	if _, err := listModels(t, host); err == nil || *wireOf(err).LlmError != "provider_unavailable" || !strings.Contains(err.Error(), "ollama serve") {
		t.Errorf("got %v", err)
	}
}
