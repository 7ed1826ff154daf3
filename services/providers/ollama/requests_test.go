package main

import (
	"reflect"
	"strings"
	"testing"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
)

// llama is what Ollama shows of a model (docs/api.md, "Show Model Information").
func llama(window int, capabilities ...string) object {
	return object{
		"parameters":   "stop                           \"<|eot_id|>\"",
		"details":      object{"family": "llama", "parameter_size": "8.0B"},
		"model_info":   object{"general.architecture": "llama", "llama.context_length": window, "llama.block_count": 32},
		"capabilities": append([]string{"completion"}, capabilities...),
	}
}

// sent returns the body of the chat that a request became.
func sent(t *testing.T, shown, config object, text string) (object, ipc.ChatResponse) {
	t.Helper()
	s := startServer(t, lines(last("stop")))
	if shown != nil {
		s.show["llama3.1"] = shown
	}
	response, err := open(t, s, config).Complete("", request(t, text))
	if err != nil {
		t.Fatal(err)
	}
	return s.heard[0], response
}

const pixel = "iVBORw0KGgo="

func TestAConversationArrives(t *testing.T) {
	t.Parallel()
	body, response := sent(t, llama(8192, "tools"), object{}, `{"model": "llama3.1", "system": "Be kind.", "messages": [
		{"role": "system", "content": "Be exact."},
		{"role": "developer", "content": "Oslo."},
		{"role": "user", "content": [{"type": "text", "text": "See "}, {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="}},
			{"type": "image", "source": {"type": "url", "url": "https://example.com/x.png"}}]},
		{"role": "assistant", "content": [{"type": "thinking", "thinking": "Hm."}, {"type": "text", "text": "I look."}],
			"tool_calls": [{"id": "call_1", "name": "read.file", "arguments": {"path": "a", "n": 1}}]},
		{"role": "tool", "tool_call_id": "call_1", "name": "read.file", "content": [{"type": "text", "text": "seen"}, {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="}}]},
		{"role": "user", "content": [{"type": "vendor_citation", "source": "a"}]}
	], "tools": [{"name": "read.file", "description": "Read.", "input_schema": {"type": "object", "properties": {"path": {"type": "string", "description": "Which."}}, "required": ["path"]}}]}`)
	want := []any{
		object{"role": "system", "content": "Be kind.\n\nBe exact."},
		object{"role": "system", "content": "Oslo."},
		object{"role": "user", "content": "See [image https://example.com/x.png]", "images": []any{pixel}},
		object{"role": "assistant", "content": "I look.", "thinking": "Hm.", "tool_calls": []any{
			object{"id": "call_1", "function": object{"index": 0.0, "name": "read_file", "arguments": object{"path": "a", "n": 1.0}}},
		}},
		object{"role": "tool", "content": "seen", "images": []any{pixel}, "tool_name": "read_file", "tool_call_id": "call_1"},
		object{"role": "user", "content": `[block: {"type":"vendor_citation","source":"a"}]`},
	}
	if got, _ := body["messages"].([]any); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	tools := []any{object{"type": "function", "function": object{
		"name": "read_file", "description": "Read.",
		"parameters": object{"type": "object", "required": []any{"path"}, "properties": object{"path": object{"type": "string", "description": "Which."}}},
	}}}
	if !reflect.DeepEqual(body["tools"], tools) {
		t.Errorf("tools: %v", body["tools"])
	}
	if body["truncate"] != false || body["shift"] != false {
		t.Errorf("nothing may be left out in silence: %v", body)
	}
	if response.Degradation == nil || response.Degradation.Requested != "an image by its address" {
		t.Errorf("got %+v", response.Degradation)
	}
}

func TestOptionsArrive(t *testing.T) {
	t.Parallel()
	body, _ := sent(t, nil, object{}, `{"model": "llama3.1", "messages": [{"role": "user", "content": "Hi"}],
		"temperature": 0.5, "top_p": 0.9, "max_output_tokens": 7, "stop": ["END"]}`)
	want := object{"temperature": 0.5, "top_p": 0.9, "num_predict": 7.0, "stop": []any{"END"}}
	if !reflect.DeepEqual(body["options"], want) {
		t.Errorf("got %v", body["options"])
	}
	for _, name := range []string{"think", "format", "keep_alive", "tools"} {
		if value, is := body[name]; is {
			t.Errorf("nobody asked for %s %v", name, value)
		}
	}
	body, _ = sent(t, nil, object{"temperature": 0.1, "max_tokens": 9, "keep_alive": "10m", "options": object{"seed": 1, "num_predict": 8}}, hello)
	if want := (object{"temperature": 0.1, "num_predict": 8.0, "seed": 1.0}); !reflect.DeepEqual(body["options"], want) || body["keep_alive"] != "10m0s" {
		t.Errorf("got %v, %v", body["options"], body["keep_alive"])
	}
	body, _ = sent(t, nil, object{"keep_alive": -1}, hello)
	if body["keep_alive"] != -1.0 {
		t.Errorf("got %v", body["keep_alive"])
	}
}

func TestTheWindow(t *testing.T) {
	t.Parallel()
	made := llama(131072)
	made["parameters"] = "num_ctx                        16000\nstop                           \"x\""
	for name, c := range map[string]struct {
		shown, config object
		want          any
	}{
		"that of the model":             {llama(8192), object{}, 8192.0},
		"not more than memory may cost": {llama(131072), object{}, 32768.0},
		"as the model was made":         {made, object{}, 16000.0},
		"the setting":                   {made, object{"num_ctx": 100000}, 100000.0},
		"not known":                     {nil, object{}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body, _ := sent(t, c.shown, c.config, hello)
			options, _ := body["options"].(object)
			if options["num_ctx"] != c.want {
				t.Errorf("got %v", options)
			}
		})
	}
}

func TestThinking(t *testing.T) {
	t.Parallel()
	levels := llama(8192, "thinking")
	levels["details"] = object{"family": "gptoss"}
	for name, c := range map[string]struct {
		shown    object
		config   object
		effort   string
		want     any
		degraded bool
	}{
		"nobody asked":                {llama(8192, "thinking"), object{}, "", nil, false},
		"by the setting":              {llama(8192, "thinking"), object{"thinking": true}, "", true, false},
		"a number of tokens":          {llama(8192, "thinking"), object{"thinking": 2000}, "", true, false},
		"not, by the setting":         {llama(8192, "thinking"), object{"thinking": false}, "", false, false},
		"by the request":              {llama(8192, "thinking"), object{"thinking": false}, "low", true, false},
		"minimal is not":              {llama(8192, "thinking"), object{}, "minimal", false, false},
		"a level":                     {levels, object{}, "low", "low", false},
		"a level that nobody knows":   {levels, object{}, "xhigh", "high", false},
		"a setting has no level":      {levels, object{"thinking": true}, "", true, false},
		"a model that cannot":         {llama(8192), object{}, "high", nil, true},
		"not, by a model that cannot": {llama(8192), object{"thinking": false}, "", false, false},
		"a server that says nothing":  {nil, object{}, "high", true, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := hello
			if c.effort != "" {
				text = strings.Replace(hello, "{", `{"reasoning_effort": "`+c.effort+`", `, 1)
			}
			body, response := sent(t, c.shown, c.config, text)
			if body["think"] != c.want || (response.Degradation != nil) != c.degraded {
				t.Errorf("think is %v, degradation %+v", body["think"], response.Degradation)
			}
		})
	}
}

func TestTheChoiceOfTools(t *testing.T) {
	t.Parallel()
	for choice, c := range map[string]struct {
		want     []string
		degraded string
	}{
		`"auto"`: {[]string{"a", "b"}, ""}, `"none"`: {nil, ""}, `"required"`: {[]string{"a", "b"}, "tool_choice required"},
		`{"name": "b"}`: {[]string{"b"}, "tool_choice b"},
	} {
		t.Run(choice, func(t *testing.T) {
			t.Parallel()
			body, response := sent(t, nil, object{}, `{"model": "llama3.1", "messages": [{"role": "user", "content": "Hi"}], "tool_choice": `+choice+`,
				"tools": [{"name": "a", "description": "", "input_schema": {"type": "object"}}, {"name": "b", "description": "", "input_schema": {}}]}`)
			var names []string
			tools, _ := body["tools"].([]any)
			for _, tool := range tools {
				function, _ := tool.(object)["function"].(object)
				name, _ := function["name"].(string)
				names = append(names, name)
			}
			if !reflect.DeepEqual(names, c.want) || (response.Degradation == nil) != (c.degraded == "") {
				t.Errorf("got %v, %+v", names, response.Degradation)
			}
			if response.Degradation != nil && response.Degradation.Requested != c.degraded {
				t.Errorf("got %+v", response.Degradation)
			}
		})
	}
}

func TestASchemaThatTakesAnything(t *testing.T) {
	t.Parallel()
	body, _ := sent(t, nil, object{}, `{"model": "llama3.1", "messages": [{"role": "user", "content": "Hi"}], "tools": [{"name": "a", "description": "",
		"input_schema": {"type": "object", "properties": {"any": true, "in": {"properties": {"none": false}}, "or": {"anyOf": [true, {"type": "null"}]}}}}]}`)
	tool, _ := body["tools"].([]any)[0].(object)["function"].(object)["parameters"].(object)
	want := object{"any": object{}, "in": object{"properties": object{"none": object{}}}, "or": object{"anyOf": []any{object{}, object{"type": "null"}}}}
	if !reflect.DeepEqual(tool["properties"], want) {
		t.Errorf("got %v", tool)
	}
}

func TestTheFormOfTheAnswer(t *testing.T) {
	t.Parallel()
	for format, want := range map[string]any{
		`{"type": "json"}`: "json", `{"type": "text"}`: nil,
		`{"type": "json_schema", "schema": {"type": "object"}}`: object{"type": "object"},
	} {
		body, _ := sent(t, nil, object{}, strings.Replace(hello, "{", `{"response_format": `+format+`, `, 1))
		if !reflect.DeepEqual(body["format"], want) {
			t.Errorf("%s: got %v", format, body["format"])
		}
	}
}

func TestWhatCannotBeSent(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"an image": `{"model": "m", "messages": [{"role": "user", "content": [{"type": "image", "source": {"type": "base64", "data": "%%%"}}]}]}`,
		"a schema": `{"model": "m", "messages": [{"role": "user", "content": "Hi"}], "tools": [{"name": "a", "description": "", "input_schema": {"type": "object", "properties": []}}]}`,
	} {
		s := startServer(t, lines(last("stop")))
		_, err := open(t, s, object{}).Complete("", request(t, text))
		if data := wireOf(err); *data.LlmError != "invalid_request" || len(s.heard) > 0 {
			t.Errorf("%s: got %+v: %v", name, data, err)
		}
	}
}
