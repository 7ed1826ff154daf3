package kit

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// stalling sends a text and then nothing, until its caller is gone.
func stalling(text string, begun, gone chan struct{}) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if text != "" {
			say(text)(w, r)
			_ = http.NewResponseController(w).Flush()
		}
		close(begun)
		<-r.Context().Done()
		close(gone)
	}
}

func TestACancelEndsTheRequestAtOnce(t *testing.T) {
	t.Parallel()
	begun, gone := make(chan struct{}), make(chan struct{})
	s := open(t, map[string]any{}, stalling("hal", begun, gone))
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		_, err := s.Call(ctx, protocol.MethodProviderComplete, ipc.ProviderCompleteParams{Request: ask("hi"), Stream: new(true)})
		ended <- err
	}()
	<-begun
	cancel()
	<-gone // the vendor sees its connection closed (PRV-018)
	if err := <-ended; err == nil {
		t.Error("a cancelled call has no answer")
	}
	if len(s.asked) != 1 {
		t.Errorf("it was tried again: %v", s.asked)
	}
}

func TestACancelEndsAPause(t *testing.T) {
	t.Parallel()
	s := open(t, map[string]any{}, failing("yes.", 500))
	s.clock.held, s.clock.set = true, make(chan time.Duration, 8)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		_, err := s.Call(ctx, protocol.MethodProviderComplete, ipc.ProviderCompleteParams{Request: ask("hi")})
		ended <- err
	}()
	for wait := range s.clock.set {
		if wait == time.Second { // the pause before the second try
			break
		}
	}
	cancel()
	if err := <-ended; err == nil || len(s.asked) != 1 {
		t.Errorf("got %v after %v", err, s.asked)
	}
}

func TestCallsSideBySide(t *testing.T) {
	t.Parallel()
	s := open(t, map[string]any{}, func(w http.ResponseWriter, r *http.Request) { say(strings.TrimPrefix(r.URL.Path, "/")+".")(w, r) })
	const calls = 40
	answers := make(chan string, calls)
	for i := range calls {
		go func() {
			request := ask("hi")
			request.Model = new(fmt.Sprintf("m-%d", i))
			response, err := s.Complete("", request)
			if err != nil || response.Text() != *request.Model {
				answers <- fmt.Sprint(response.Text(), err)
				return
			}
			answers <- ""
		}()
	}
	for range calls {
		if wrong := <-answers; wrong != "" {
			t.Error(wrong)
		}
	}
}

func TestSilenceInAStreamIsAFault(t *testing.T) {
	t.Parallel()
	begun, gone := make(chan struct{}), make(chan struct{})
	s := open(t, map[string]any{"timeout": 500, "idle_timeout": 300, "max_retries": 2}, stalling("hal", begun, gone))
	s.clock.set = make(chan time.Duration, 8)
	go func() {
		for wait := range s.clock.set {
			if wait == 300*time.Second { // something came: now silence counts
				s.clock.mu.Lock()
				delete(s.clock.timers, 1) // that of the whole call goes on
				s.clock.mu.Unlock()
				s.clock.fire()
				return
			}
		}
	}()
	_, err := s.Complete("", ask("hi"))
	<-gone
	data := wireOf(err)
	if *data.LlmError != "stream_error" || string(data.Partial) != `"hal"` || !strings.Contains(err.Error(), "silent for 300 s") {
		t.Errorf("got %+v: %v", data, err)
	}
}

func TestACallHasItsTime(t *testing.T) {
	t.Parallel()
	begun, gone := make(chan struct{}), make(chan struct{})
	s := open(t, map[string]any{"timeout": 200, "max_retries": 0}, stalling("", begun, gone))
	go func() {
		<-begun
		s.clock.fire()
	}()
	_, err := s.Complete("", ask("hi"))
	<-gone
	if data := wireOf(err); *data.LlmError != "llm_timeout" || !*data.Retryable || !strings.Contains(err.Error(), "within 200 s") {
		t.Errorf("got %+v: %v", data, err)
	}
}

func TestTheDeadlineOfTheCallerEndsIt(t *testing.T) {
	t.Parallel()
	begun, gone := make(chan struct{}), make(chan struct{})
	s := open(t, map[string]any{}, stalling("hal", begun, gone))
	params := map[string]any{"request": ask("hi"), "_meta": map[string]any{"deadline_ms": 50}}
	_, err := s.Call(t.Context(), protocol.MethodProviderComplete, params)
	<-gone
	if ipc.KindOf(err) != ipc.ErrorKindDeadlineExceeded {
		t.Errorf("got %v", err)
	}
}

func TestARequestToNobody(t *testing.T) {
	t.Parallel()
	s := open(t, map[string]any{"max_retries": 0}, say("yes."))
	s.vendor.Close()
	_, err := s.Complete("", ask("hi"))
	if data := wireOf(err); *data.LlmError != "provider_unavailable" || !*data.Retryable || !strings.HasSuffix(err.Error(), "is it on?") {
		t.Errorf("got %+v: %v", data, err)
	}
	away := open(t, map[string]any{"max_retries": 0, "base_url": "http://nobody.invalid"}, say("yes."))
	_, err = away.Complete("", ask("hi"))
	if data := wireOf(err); *data.LlmError != "network" || !*data.Retryable {
		t.Errorf("got %+v: %v", data, err)
	}
}

func TestNoKeyIsTold(t *testing.T) {
	t.Setenv("ECHO_KEY", "hush-hush-key")
	t.Setenv("ECHO_HEADER", "also-a-secret")
	var heard http.Header
	config := map[string]any{"debug": true, "max_retries": 0, "extra_headers": map[string]string{"X-Team": "team ${ECHO_HEADER}"}}
	s := open(t, config, func(w http.ResponseWriter, r *http.Request) {
		heard = r.Header
		w.WriteHeader(http.StatusUnauthorized)
		say(`{"error": "not hush-hush-key, nor also-a-secret, nor sk-0123456789abcdef"}`)(w, r)
	})
	_, err := s.Complete("", ask("hi"))
	raw, marshalled := json.Marshal(wireOf(err))
	if marshalled != nil {
		t.Fatal(marshalled)
	}
	all := err.Error() + string(raw)
	for _, note := range s.Notifications() {
		all += string(note.Params)
	}
	for _, secret := range []string{"hush-hush-key", "also-a-secret", "sk-0123456789abcdef"} {
		if strings.Contains(all, secret) {
			t.Errorf("%s is told: %s", secret, all)
		}
	}
	if heard.Get("Authorization") != "Bearer hush-hush-key" || heard.Get("X-Team") != "team also-a-secret" {
		t.Errorf("the vendor heard %v", heard)
	}
	if *wireOf(err).LlmError != "authentication" || !strings.Contains(err.Error(), "Echo refused the key in ECHO_KEY (HTTP 401): not [key], nor [key]") {
		t.Errorf("got %v", err)
	}
}

func TestAHeaderWhoseVariableIsNotSet(t *testing.T) {
	t.Parallel()
	s := open(t, map[string]any{"extra_headers": map[string]string{"X-Team": "${NO_SUCH_VARIABLE}"}}, say("yes."))
	_, err := s.Complete("", ask("hi"))
	if data := wireOf(err); *data.LlmError != "configuration" || !strings.Contains(err.Error(), "NO_SUCH_VARIABLE") || len(s.asked) > 0 {
		t.Errorf("got %+v: %v", data, err)
	}
}

func TestAProxyIsUsed(t *testing.T) {
	t.Parallel()
	s := open(t, map[string]any{}, say("through the proxy."))
	if err := s.Configure(map[string]any{"echo": map[string]any{"base_url": "http://far.invalid", "proxy": s.vendor.URL}}); err != nil {
		t.Fatal(err)
	}
	response, err := s.Complete("", ask("hi"))
	if err != nil || response.Text() != "through the proxy" {
		t.Errorf("got %+v, %v", response, err)
	}
	wrong := open(t, map[string]any{"proxy": "proxy:3128"}, say("yes."))
	if _, err := wrong.Complete("", ask("hi")); *wireOf(err).LlmError != "configuration" {
		t.Errorf("got %v", err)
	}
}

func TestARepairIsAnnounced(t *testing.T) {
	t.Parallel()
	s := open(t, map[string]any{}, say("yes."))
	request := ask("hi")
	call := &ipc.ToolCallBlock{ID: "a", Name: "glob", Input: json.RawMessage("{}")}
	request.Messages = append(request.Messages, ipc.Message{Role: protocol.RoleAssistant, Content: ipc.MessageContent{Blocks: []ipc.ContentBlock{call}}})
	if _, err := s.Complete("", request); err != nil {
		t.Fatal(err)
	}
	if len(s.events) != 1 || s.events[0] != "provider:tool_sequence_repaired" || string(s.data[0]) != `{"repaired":[{"id":"a","name":"glob"}]}` {
		t.Errorf("announced: %v %s", s.events, s.data)
	}
}
