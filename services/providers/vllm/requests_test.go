package main

import (
	"reflect"
	"strings"
	"testing"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
)

const said = `{"id":"1","object":"chat.completion","created":1,"model":"qwen3","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}]}`

// sent returns the body that a request became.
func sent(t *testing.T, config object, text string) (object, ipc.ChatResponse) {
	t.Helper()
	s := startServer(t, whole(said))
	response, err := open(t, s, config).Complete("", request(t, text))
	if err != nil {
		t.Fatal(err)
	}
	return s.heard[0], response
}

// with adds members to the request hello.
func with(members string) string { return strings.Replace(hello, "{", "{"+members+", ", 1) }

func TestAConversationArrives(t *testing.T) {
	t.Parallel()
	body, _ := sent(t, object{}, `{"model": "qwen3", "system": "Be kind.", "messages": [
		{"role": "system", "content": "Be exact."},
		{"role": "user", "content": "One."},
		{"role": "user", "content": "Two."},
		{"role": "developer", "content": "Oslo."},
		{"role": "user", "content": [{"type": "text", "text": "See"}, {"type": "image", "source": {"type": "base64", "media_type": "image/jpeg", "data": "/9j/"}},
			{"type": "image", "source": {"type": "url", "url": "https://example.com/x.png"}}]},
		{"role": "assistant", "content": [{"type": "thinking", "thinking": "Hm."}, {"type": "tool_call", "id": "c1", "name": "read.file", "input": {"path": "a"}}]},
		{"role": "tool", "tool_call_id": "c1", "content": [{"type": "text", "text": "seen"}, {"type": "image", "source": {"type": "base64", "data": "iVBO"}}]},
		{"role": "assistant", "content": "Done."}
	], "tools": [{"name": "read.file", "description": "Read.", "input_schema": {"type": "object", "additionalProperties": false}}]}`)
	image := func(url string) object { return object{"type": "image_url", "image_url": object{"url": url}} }
	words := func(text string) object { return object{"type": "text", "text": text} }
	want := []any{
		object{"role": "system", "content": "Be kind.\n\nBe exact."},
		object{"role": "user", "content": "One.\n\nTwo."},
		object{"role": "system", "content": "Oslo."},
		object{"role": "user", "content": []any{words("See"), image("data:image/jpeg;base64,/9j/"), image("https://example.com/x.png")}},
		object{"role": "assistant", "reasoning": "Hm.", "reasoning_content": "Hm.", "tool_calls": []any{
			object{"id": "c1", "type": "function", "function": object{"name": "read_file", "arguments": `{"path":"a"}`}},
		}},
		object{"role": "tool", "tool_call_id": "c1", "content": "seen"},
		object{"role": "user", "content": []any{words("[Shown by read.file:]"), image("data:image/png;base64,iVBO")}},
		object{"role": "assistant", "content": "Done."},
	}
	got, _ := body["messages"].([]any)
	for i := range want {
		if i >= len(got) || !reflect.DeepEqual(got[i], want[i]) {
			t.Errorf("message %d: got %v, want %v", i, got, want[i])
		}
	}
	tools := []any{object{"type": "function", "function": object{
		"name": "read_file", "description": "Read.", "parameters": object{"type": "object", "additionalProperties": false},
	}}}
	if len(got) != len(want) || !reflect.DeepEqual(body["tools"], tools) {
		t.Errorf("%d messages, tools %v", len(got), body["tools"])
	}
}

func TestSettingsOfARequestArrive(t *testing.T) {
	t.Parallel()
	tool := `"tools": [{"name": "a.b", "description": "", "input_schema": {"type": "object"}}], `
	for text, want := range map[string]object{
		`"temperature": 0.5, "top_p": 0.9`:      {"temperature": 0.5, "top_p": 0.9},
		`"stop": ["END", "X"]`:                  {"stop": []any{"END", "X"}},
		`"max_output_tokens": 7`:                {"max_tokens": 7.0},
		`"reasoning_effort": "low"`:             {"reasoning_effort": "low"},
		`"reasoning_effort": "minimal"`:         {"reasoning_effort": "low"},
		`"response_format": {"type": "json"}`:   {"response_format": object{"type": "json_object"}},
		`"response_format": {"type": "text"}`:   {},
		`"stop": []`:                            {},
		tool + `"tool_choice": "any"`:           {"tool_choice": "required"},
		tool + `"tool_choice": "a.b"`:           {"tool_choice": object{"type": "function", "function": object{"name": "a_b"}}},
		tool + `"tool_choice": "perhaps"`:       {},
		tool + `"tool_choice": "none"`:          {"tool_choice": "none"},
		tool + `"tool_choice": "required"`:      {"tool_choice": "required"},
		tool + `"tool_choice": {"name": "a.b"}`: {"tool_choice": object{"type": "function", "function": object{"name": "a_b"}}},
		`"response_format": {"type": "json_schema", "schema": {"type": "object"}, "strict": true}`: {
			"response_format": object{"type": "json_schema", "json_schema": object{"name": "response", "schema": object{"type": "object"}, "strict": true}},
		},
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			body, _ := sent(t, object{}, with(text))
			delete(body, "model")
			delete(body, "messages")
			delete(body, "tools")
			if !reflect.DeepEqual(body, want) {
				t.Errorf("got %v, want %v", body, want)
			}
		})
	}
	_, response := sent(t, object{}, with(`"reasoning_effort": "minimal"`))
	if response.Degradation == nil || response.Degradation.Actual != "low" {
		t.Errorf("got %+v", response.Degradation)
	}
}

func TestTheLimit(t *testing.T) {
	t.Parallel()
	window := func(tokens int) object { return object{"models": object{"qwen3": object{"context_window": tokens}}} }
	for name, c := range map[string]struct {
		config object
		want   any
	}{
		"the usual one, to a window that is not known": {object{}, nil},
		"the usual one, to a small window":             {window(32767), nil},
		"the usual one, to a window that has room":     {window(32768), 16384.0},
		"one of the settings":                          {object{"max_tokens": 100}, 100.0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if body, _ := sent(t, c.config, hello); body["max_tokens"] != c.want {
				t.Errorf("got %v", body["max_tokens"])
			}
		})
	}
}

func TestMembersBesideTheAPI(t *testing.T) {
	t.Parallel()
	body, _ := sent(t, object{"thinking": false, "extra_body": object{"top_k": 20}}, hello)
	if want := (object{"enable_thinking": false, "thinking": false}); body["top_k"] != 20.0 || !reflect.DeepEqual(body["chat_template_kwargs"], want) {
		t.Errorf("got %v", body)
	}
	own := object{"enable_thinking": true}
	body, _ = sent(t, object{"thinking": false, "extra_body": object{"chat_template_kwargs": own}}, hello)
	if !reflect.DeepEqual(body["chat_template_kwargs"], own) {
		t.Errorf("what the setting says is stronger: %v", body)
	}
}

func TestTheKey(t *testing.T) { // it sets variables, so it runs alone
	for name, c := range map[string]struct {
		env    map[string]string
		config object
		want   string
	}{
		"none":                  {nil, object{}, "Bearer EMPTY"},
		"the usual one":         {map[string]string{"VLLM_API_KEY": "sk-usual-1"}, object{}, "Bearer sk-usual-1"},
		"another variable":      {map[string]string{"VLLM_API_KEY": "sk-usual-1", "MY_KEY": " sk-mine-1 "}, object{"api_key_env": "MY_KEY"}, "Bearer sk-mine-1"},
		"that of OpenAI is not": {map[string]string{"OPENAI_API_KEY": "sk-openai-1", "OPENAI_BASE_URL": "http://nobody.invalid", "OPENAI_ORG_ID": "org"}, object{}, "Bearer EMPTY"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("VLLM_API_KEY", "")
			for variable, value := range c.env {
				t.Setenv(variable, value)
			}
			s := startServer(t, whole(said))
			if _, err := open(t, s, c.config).Complete("", request(t, hello)); err != nil {
				t.Fatal(err)
			}
			if got := s.headers.Get("Authorization"); got != c.want || s.headers.Get("OpenAI-Organization") != "" {
				t.Errorf("the server heard %q", got)
			}
		})
	}
}

func TestTheAddressOfTheEnvironment(t *testing.T) {
	s := startServer(t, whole(said))
	t.Setenv("VLLM_API_BASE", s.URL+"/v1")
	host := open(t, s, object{})
	if err := host.Configure(object{"vllm": object{}}); err != nil {
		t.Fatal(err)
	}
	if _, err := host.Complete("", request(t, hello)); err != nil {
		t.Error(err)
	}
}

func TestModels(t *testing.T) {
	t.Parallel()
	s := startServer(t, whole(said))
	s.models = []object{
		{"id": "Qwen/Qwen3-8B", "object": "model", "created": 1, "owned_by": "vllm", "root": "Qwen/Qwen3-8B", "max_model_len": 40960},
		{"id": "lora", "object": "model", "created": 1, "owned_by": "vllm"},
	}
	host := open(t, s, object{})
	models, err := listModels(t, host)
	if err != nil || len(models) != 2 || models[0].ContextWindow != 40960 || models[1].ID != "lora" || models[1].ContextWindow != 0 {
		t.Errorf("got %+v, %v", models, err)
	}
	unnamed := request(t, `{"messages": [{"role": "user", "content": "Hi"}]}`)
	if _, err := host.Complete("", unnamed); err != nil || s.heard[0]["model"] != "Qwen/Qwen3-8B" {
		t.Errorf("got %v, %v", s.heard, err)
	}
	s.models = nil
	if _, err := open(t, s, object{}).Complete("", unnamed); *wireOf(err).LlmError != "not_found" {
		t.Errorf("got %v", err)
	}
}

func TestAnAddressThatIsNone(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"localhost:8000", "ftp://host/v1", "http://", "http://a b"} {
		host := open(t, startServer(t, nil), object{"base_url": address})
		_, err := host.Complete("", request(t, hello))
		if data := wireOf(err); *data.LlmError != "configuration" || !strings.Contains(err.Error(), "http://localhost:8000/v1") {
			t.Errorf("%s: got %+v: %v", address, data, err)
		}
	}
}
