package main

import (
	"reflect"
	"strings"
	"testing"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
)

const unnamed = `{"messages": [{"role": "user", "content": "Hi"}]}`

func TestTheModelWithoutASetting(t *testing.T) {
	t.Parallel()
	for want, installed := range map[string][]string{
		"llama3.1:latest": {"qwen3:8b", "llama3.1:latest"},
		"qwen3:8b":        {"nomic-embed-text:latest", "qwen3:8b", "llama3.2:latest"},
		"llama3.1:70b":    {"llama3.1:70b"},
	} {
		s := startServer(t, lines(last("stop")))
		s.tags = installed
		if _, err := open(t, s, object{}).Complete("", request(t, unnamed)); err != nil || s.heard[0]["model"] != want {
			t.Errorf("got %v, %v", s.heard, err)
		}
	}
	s := startServer(t, lines(last("stop")))
	_, err := open(t, s, object{}).Complete("", request(t, unnamed))
	if data := wireOf(err); *data.LlmError != "not_found" || !strings.Contains(err.Error(), "`ollama pull llama3.1`") {
		t.Errorf("got %+v: %v", data, err)
	}
}

func TestModelsAreListed(t *testing.T) {
	t.Parallel()
	s := startServer(t, lines(last("stop")))
	s.tags = []string{"llama3.1:latest", "nomic-embed-text:latest", "odd:latest"}
	s.show["llama3.1:latest"] = llama(131072, "tools", "vision", "thinking")
	s.show["nomic-embed-text:latest"] = object{"capabilities": []string{"embedding"}, "model_info": object{"nomic-bert.context_length": 2048}}
	models, err := listModels(t, open(t, s, object{}))
	if err != nil || len(models) != 2 {
		t.Fatalf("got %+v, %v", models, err)
	}
	can := []ipc.ModelCapability{"streaming", "json_mode", "tools", "vision", "thinking"}
	if first := models[0]; first.ID != "llama3.1:latest" || first.ContextWindow != 32768 || !reflect.DeepEqual(first.Capabilities, can) {
		t.Errorf("got %+v", first)
	}
	if odd := models[1]; odd.ID != "odd:latest" || odd.ContextWindow != 0 {
		t.Errorf("what Ollama does not show is not known: %+v", odd)
	}
}

func TestAModelIsShownOnce(t *testing.T) {
	t.Parallel()
	s := startServer(t, lines(last("stop")))
	s.show["llama3.1"] = llama(8192)
	host := open(t, s, object{})
	for range 3 {
		if _, err := host.Complete("", request(t, hello)); err != nil {
			t.Fatal(err)
		}
	}
	if want := []string{"/api/show", "/api/chat", "/api/chat", "/api/chat"}; !reflect.DeepEqual(s.paths, want) {
		t.Errorf("asked for %v", s.paths)
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"http://localhost:11434": "http://localhost:11434", "localhost": "http://localhost:11434", "10.0.0.7:80": "http://10.0.0.7:80",
		"https://ollama.example.com": "https://ollama.example.com", "http://gpu": "http://gpu", "0.0.0.0": "http://127.0.0.1:11434",
		"0.0.0.0:7000": "http://127.0.0.1:7000", ":7000": "http://127.0.0.1:7000", "http://[::1]:7000": "http://[::1]:7000",
		"https://host/ollama/": "https://host/ollama/", " localhost:1 ": "http://localhost:1",
	} {
		if got, err := addressOf(text); err != nil || got.String() != want {
			t.Errorf("%s: got %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"http://", "http://a b", "http://host:port"} {
		if got, err := addressOf(text); err == nil || !strings.Contains(err.Error(), "http://localhost:11434") {
			t.Errorf("%q: got %v, %v", text, got, err)
		}
	}
}

func TestSettingsThatDoNotFit(t *testing.T) {
	t.Parallel()
	host := open(t, startServer(t, lines(last("stop"))), object{})
	for _, config := range []object{{"keep_alive": "soon"}, {"keep_alive": true}, {"num_ctx": 0}, {"options": 1}, {"keepalive": "1m"}} {
		if err := host.Configure(object{"ollama": config}); ipc.KindOf(err) != ipc.ErrorKindInvalidParams {
			t.Errorf("%v: got %v", config, err)
		}
	}
}
