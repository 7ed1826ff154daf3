package main

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
)

func TestAnAnswerIsStreamed(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"reasoning", "reasoning_content"} { // before and since vLLM 0.12
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := startServer(t, events(
				chunk(`{"role":"assistant","content":""}`), chunk(`{"`+name+`":"Let me"}`), chunk(`{"`+name+`":" see.","content":null}`),
				chunk(`{"content":"Hel"}`), chunk(`{"content":"lo ü."}`), ending(`{"content":""}`, stop), usage, done,
			))
			host := open(t, s, object{})
			tokens, response, err := host.StreamComplete("", request(t, hello))
			if err != nil || !reflect.DeepEqual(tokens, []string{"Hel", "lo ü."}) {
				t.Fatalf("got %v, %v", tokens, err)
			}
			if got := compact(t, response.Content); got != `[{"type":"thinking","thinking":"Let me see."},{"type":"text","text":"Hello ü."}]` {
				t.Errorf("got %s", got)
			}
			want := `{"input_tokens":20,"output_tokens":30,"total_tokens":50,"reasoning_tokens":12,"cache_read_tokens":16}`
			if got := compact(t, response.Usage); got != want || *response.FinishReason != "stop" || *response.Model != "qwen3" {
				t.Errorf("got %s, %+v", got, response)
			}
			if compact(t, s.heard[0]["stream_options"]) != `{"include_usage":true}` || s.heard[0]["stream"] != true {
				t.Errorf("asked with %v", s.heard[0])
			}
		})
	}
}

func TestToolCallsInPieces(t *testing.T) {
	t.Parallel()
	call := func(index, rest string) string { return chunk(`{"tool_calls":[{"index":` + index + `,` + rest + `}]}`) }
	begin := func(index, id string) string {
		return call(index, `"id":"`+id+`","type":"function","function":{"name":"glob","arguments":""}`)
	}
	piece := func(index, text string) string { return call(index, `"function":{"arguments":"`+text+`"}`) }
	want := [][2]string{{"c1", `{"pattern":"*"}`}, {"c2", `{}`}}
	for name, stream := range map[string][]string{
		"one after the other": {begin("0", "c1"), piece("0", `{\"pattern\":`), piece("0", `\"*\"}`), begin("1", "c2"), piece("1", "{}")},
		"side by side":        {begin("0", "c1"), begin("1", "c2"), piece("1", "{"), piece("0", `{\"pattern\":`), piece("1", "}"), piece("0", `\"*\"}`)},
		"all with index 0":    {begin("0", "c1"), piece("0", `{\"pattern\":\"*\"}`), begin("0", "c2")},
		"the name comes late": {
			call("0", `"id":"c1","function":{"arguments":"{"}`), call("0", `"function":{"name":"glob","arguments":"\"pattern\":\"*\"}"}`), begin("1", "c2"),
		},
		"id and name again and again": {
			begin("0", "c1"), call("0", `"id":"c1","function":{"name":"glob","arguments":"{\"pattern\":\"*\"}"}`), begin("1", "c2"),
		},
		"two in one chunk": {chunk(`{"tool_calls":[{"index":0,"id":"c1","function":{"name":"glob","arguments":"{\"pattern\":\"*\"}"}},{"index":1,"id":"c2","function":{"name":"glob","arguments":""}}]}`)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := startServer(t, events(append(stream, ending("{}", `"tool_calls"`), done)...))
			_, response, err := open(t, s, object{}).StreamComplete("", request(t, hello))
			if err != nil || *response.FinishReason != "tool_calls" || response.Usage != nil {
				t.Fatalf("got %+v, %v", response, err)
			}
			var got [][2]string
			for _, call := range response.ToolCalls {
				got = append(got, [2]string{call.ID, string(call.Arguments)})
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestArgumentsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, arguments := range map[string]string{"half": `{"pattern": `, "a list": `[1]`, "words": `all of them`, "no string": `"{}"`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			call := chunk(`{"tool_calls":[{"index":0,"id":"c1","function":{"name":"glob","arguments":` + compact(t, arguments) + `}}]}`)
			s := startServer(t, events(call, ending("{}", `"length"`), done))
			_, _, err := open(t, s, object{}).StreamComplete("", request(t, hello))
			data := wireOf(err)
			if *data.LlmError != "invalid_tool_call" || *data.Retryable || *data.ToolName != "glob" || *data.RawArguments != arguments || !strings.Contains(err.Error(), "limit of tokens") {
				t.Errorf("got %s: %v", compact(t, data), err)
			}
		})
	}
}

func TestAWholeAnswer(t *testing.T) {
	t.Parallel()
	s := startServer(t, whole(`{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"qwen3","choices":[{"index":0,"message":{"role":"assistant","reasoning":"Hm.","content":null,
		"tool_calls":[{"id":"c1","type":"function","function":{"name":"read_file","arguments":"{\"path\":\"a\"}"}}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":2,"completion_tokens":3,"total_tokens":5}}`))
	host := open(t, s, object{})
	asked := request(t, strings.Replace(hello, "{", `{"tools": [{"name": "read.file", "description": "", "input_schema": {"type": "object"}}], `, 1))
	response, err := host.Complete("", asked)
	want := `[{"type":"thinking","thinking":"Hm."},{"type":"tool_call","id":"c1","name":"read.file","input":{"path":"a"}}]`
	if got := compact(t, response.Content); err != nil || got != want || compact(t, response.Usage) != `{"input_tokens":2,"output_tokens":3,"total_tokens":5}` {
		t.Errorf("got %s, %v", got, err)
	}
	if len(host.Notifications()) != 0 || s.heard[0]["stream"] != nil || s.heard[0]["stream_options"] != nil {
		t.Errorf("asked with %v", s.heard[0])
	}
}

func TestWhyItEnded(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]ipc.FinishReason{
		"stop": "stop", "length": "length", "content_filter": "content_filter", "abort": "error", "function_call": "tool_calls", "repetition": "repetition",
	} {
		s := startServer(t, events(chunk(`{"content":"x"}`), ending("{}", `"`+said+`"`), done))
		if _, response, err := open(t, s, object{}).StreamComplete("", request(t, hello)); err != nil || *response.FinishReason != want {
			t.Errorf("%s: got %+v, %v", said, response, err)
		}
	}
}

func TestStreamsThatGoWrong(t *testing.T) {
	t.Parallel()
	begun := "data: " + chunk(`{"content":"so far"}`) + "\n\n"
	for name, c := range map[string]struct {
		chat     http.HandlerFunc
		contains string
	}{
		"no reason why it ended":      {raw(begun), "ended before the answer was complete"},
		"[DONE] without a reason":     {raw(begun + "data: [DONE]\n\n"), "ended before the answer was complete"},
		"half a chunk":                {raw(begun + `data: {"choices":[{"del`), "cannot be read"},
		"a chunk that is no JSON":     {raw(begun + "data: {oops}\n\n"), "cannot be read"},
		"an error":                    {raw(begun + `data: {"error":{"message":"EngineCore died","type":"InternalServerError","param":null,"code":500}}` + "\n\n"), "EngineCore died"},
		"an error as it was before":   {raw(begun + `data: {"object":"error","message":"EngineCore died","type":"InternalServerError","param":null,"code":500}` + "\n\n"), "EngineCore died"},
		"a connection that is closed": {func(w http.ResponseWriter, r *http.Request) { raw(begun)(w, r); panic(http.ErrAbortHandler) }, "broke off"},
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

func TestWhatDoesNoHarm(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"comments":          ": ok\n\n" + "data: " + chunk(`{"content":"Hi"}`) + "\n\n: ping\n\ndata: " + ending("{}", stop) + "\n\ndata: [DONE]\n\n",
		"names of events":   "event: message\nid: 1\nretry: 5\ndata: " + chunk(`{"content":"Hi"}`) + "\n\nevent: odd\ndata: {\"x\":1}\n\ndata: " + ending("{}", stop) + "\n\ndata: [DONE]\n\n",
		"no [DONE]":         "data: " + chunk(`{"content":"Hi"}`) + "\n\ndata: " + ending("{}", stop) + "\n\n",
		"lines with CR":     "data: " + chunk(`{"content":"Hi"}`) + "\r\n\r\ndata: " + ending("{}", stop) + "\r\n\r\ndata: [DONE]\r\n\r\n",
		"no choices":        `data: {"choices":[]}` + "\n\ndata: " + chunk(`{"content":"Hi"}`) + "\n\ndata: " + ending("{}", stop) + "\n\n",
		"a second choice":   "data: " + chunk(`{"content":"Hi"}`) + "\n\n" + `data: {"choices":[{"index":1,"delta":{"content":"no"}}]}` + "\n\ndata: " + ending("{}", stop) + "\n\n",
		"an unknown member": "data: " + chunk(`{"content":"Hi","mood":{"x":[1]}}`) + "\n\ndata: " + ending("{}", stop) + "\n\n",
		"all in one chunk":  "data: " + ending(`{"role":"assistant","content":"Hi"}`, stop) + "\n\ndata: [DONE]\n\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := startServer(t, raw(text))
			_, response, err := open(t, s, object{}).StreamComplete("", request(t, hello))
			if err != nil || response.Text() != "Hi" || *response.FinishReason != "stop" {
				t.Errorf("got %+v, %v", response, err)
			}
		})
	}
}

func TestAnswersThatAreNone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		chat     http.HandlerFunc
		kind     ipc.LlmErrorName
		contains string
	}{
		"too long":      {status(400, `{"error":{"message":"You passed 1015 input tokens and requested 10 output tokens. However, the model's context length is only 1024 tokens.","type":"BadRequestError","param":"input_tokens","code":400}}`), "context_length", "1015"},
		"no such model": {status(404, `{"object":"error","message":"The model `+"`none`"+` does not exist.","type":"NotFoundError","param":null,"code":404}`), "not_found", "provider models vllm"},
		"a wrong key":   {status(401, `{"error":"Unauthorized"}`), "authentication", "refused the key in VLLM_API_KEY"},
		"a proxy":       {status(502, "<html><body>Bad Gateway</body></html>"), "provider_unavailable", "HTTP 502"},
		"a whole one":   {whole(`{"object":"error","message":"EngineCore died","type":"InternalServerError","code":500}`), "provider_unavailable", "EngineCore died"},
		"no JSON":       {whole("<html>"), "stream_error", "cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := startServer(t, c.chat)
			_, err := open(t, s, object{}).Complete("", request(t, hello))
			if data := wireOf(err); *data.LlmError != c.kind || *data.Model != "qwen3" || !strings.Contains(err.Error(), c.contains) {
				t.Errorf("got %s: %v", compact(t, data), err)
			}
		})
	}
	s := startServer(t, whole(""))
	host := open(t, s, object{})
	s.Close()
	if _, err := host.Complete("", request(t, hello)); *wireOf(err).LlmError != "provider_unavailable" || !strings.Contains(err.Error(), "vllm serve") {
		t.Errorf("got %v", err)
	}
}

func TestAnswersInAnotherForm(t *testing.T) {
	t.Parallel()
	as := func(kind, text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Type"] = []string{kind}
			_, _ = w.Write([]byte(text))
		}
	}
	pretty := strings.ReplaceAll(said, `,"`, ",\n \"")
	failed := `{"error": {"message": "Overloaded", "type": "server_error", "code": null}}`
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		stream bool
		want   string // the text, or the error
	}{
		"whole, though a stream was asked for": {as("application/json; charset=utf-8", pretty), true, "Hi"},
		"whole, of no type":                    {as("", said), false, "Hi"},
		"whole, as text":                       {as("text/plain", said), false, "Hi"},
		"a stream that is called JSON":         {as("application/json", "data: "+ending(`{"content":"Hi"}`, stop)+"\n\n"), true, "Hi"},
		"null":                                 {as("application/json", "null"), false, "stream_error"},
		"an error with status 200":             {as("application/json", failed), false, "provider_unavailable"},
		"an error instead of a stream":         {as("application/json", failed), true, "provider_unavailable"},
		"what is cut":                          {as("application/json", pretty[:90]), true, "stream_error"},
		"a page":                               {as("text/html", "<html></html>"), false, "stream_error"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			host := open(t, startServer(t, c.answer), object{"max_retries": 0})
			var response ipc.ChatResponse
			var err error
			if c.stream {
				_, response, err = host.StreamComplete("", request(t, hello))
			} else {
				response, err = host.Complete("", request(t, hello))
			}
			if err != nil {
				if data := wireOf(err); data.LlmError == nil || string(*data.LlmError) != c.want {
					t.Errorf("got %+v: %v", data, err)
				}
			} else if response.Text() != c.want {
				t.Errorf("got %q", response.Text())
			}
		})
	}
}
