package ipc_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"
)

var turnParams = object{
	"prompt": "hi", "system_prompt": "", "tools": []any{}, "hooks": []any{}, "providers": []any{}, "agents": []any{}, "config": object{},
}

func TestAToolStreamsIfItIsAsked(t *testing.T) {
	t.Parallel()
	w := serveWeb(t)
	input := object{"log": "logged", "progress": 1, "stream": []string{"a\n"}, "echo": 7}
	e := w.streamTool(fixture, nil, input)
	wantEqual(t, e.response.Header.Get("Cache-Control"), "no-store")
	e.want("$/log", object{"level": "info", "message": "logged", "logger": fixture})
	e.want("$/progress", object{"progress": 1.0, "total": 1.0})
	e.want("stream.tool.output", object{"channel": "stdout", "text": "a\n"})
	e.wantEnd("result", object{"output": object{"echo": 7.0}})

	w.run(fixture, headers{"Accept": "application/json, text/event-stream;q=0"}, input).
		wantResult(t, object{"output": object{"echo": 7.0}})
	w.terminate() // what is not streamed is not lost: the log goes to stderr
	wantEqual(t, w.end(), 0)
	if !strings.Contains(w.stderr.String(), `"message":"logged"`) {
		t.Errorf("stderr: %s", w.stderr.String())
	}
}

func TestAProviderStreamsAtItsOtherPath(t *testing.T) {
	t.Parallel()
	w := serveWeb(t)
	e := w.stream("/providers/parrot/stream", nil, object{"request": object{"messages": []object{{"role": "user", "content": "hi"}}}})
	e.want("stream.provider.token", object{"index": 0.0, "text": "hello "})
	e.want("stream.provider.token", object{"index": 0.0, "text": "there"})
	e.wantEnd("result", object{"content": []any{object{"type": "text", "text": "hello there"}}})
	e = w.stream("/providers/parrot/stream", nil, object{"request": object{"messages": []any{}}})
	wantEqual(t, e.wantError(http.StatusBadGateway, "llm_error")["llm_error"], "rate_limit")
}

func TestWhatIsRefusedBeforeTheHandlerRunsIsNoStream(t *testing.T) {
	t.Parallel()
	w := serveWeb(t)
	streamed := headers{"Accept": "text/event-stream"}
	w.run("nobody", streamed, object{}).wantProblem(t, http.StatusNotFound, "not_found")
	w.run("word_count", streamed, object{}).wantProblem(t, http.StatusUnprocessableEntity, "invalid_params")
	w.ask(http.MethodPost, "/orchestrator/execute", nil, `{}`).wantProblem(t, http.StatusUnprocessableEntity, "invalid_params")
	streamed["Amplifier-Deadline-Ms"] = "0"
	w.run("word_count", streamed, object{"text": "a"}).wantProblem(t, http.StatusGatewayTimeout, "deadline_exceeded")
}

func TestEventsComeWhenTheyHappenAndHangingUpCancels(t *testing.T) {
	t.Parallel()
	w, host := serveWeb(t), startHost(t)
	// The call back shows whether the handler is still there: it ends with it.
	e := w.streamTool(fixture, host.way(), object{"progress": 1, "calls": []object{{"method": "state.get", "params": object{"key": "k"}}}})
	e.want("$/progress", object{"progress": 1.0, "total": 1.0})
	q := host.next("state.get")
	e.hangUp()
	q.wantGone()
}

func TestHangingUpCancelsWhatIsNotStreamedToo(t *testing.T) {
	t.Parallel()
	w, host := serveWeb(t), startHost(t)
	ctx, hangUp := context.WithCancel(context.Background())
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, w.url+"/tools/ask/execute", strings.NewReader(`{"input":{"text":"clock"}}`))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	for name, value := range host.way() {
		request.Header.Set(name, value)
	}
	failed := make(chan error, 1)
	go func() {
		response, err := w.client.Do(request)
		if err == nil {
			_ = response.Body.Close()
		}
		failed <- err
	}()
	q := host.next("request.tool_execute")
	hangUp()
	q.wantGone()
	if <-failed == nil {
		t.Error("there was an answer")
	}
}

func TestHTTP2(t *testing.T) {
	t.Parallel()
	w, host := serveWeb(t), startHost(t)
	var protocols http.Protocols
	protocols.SetUnencryptedHTTP2(true)
	w.client = &http.Client{Transport: &http.Transport{Protocols: &protocols}}
	e := w.streamTool("ask", host.way(), object{"text": "clock"})
	wantEqual(t, e.response.ProtoMajor, 2)
	e.want("$/progress", object{"message": "asking", "progress": 1.0, "total": 2.0})
	host.next("request.tool_execute").answer(object{"output": 12})
	e.want("$/log", object{"level": "info", "message": "asking", "logger": "ask", "data": object{"tool": "clock"}})
	e.wantEnd("result", object{"output": "the host says 12"})
	e = w.streamTool("ask", host.way(), object{"text": "clock"})
	q := host.next("request.tool_execute")
	e.hangUp()
	q.wantGone()
}

func TestADeadlineEndsAHandlerThatDoesNotListen(t *testing.T) {
	t.Parallel()
	w := serveWeb(t)
	for _, tool := range []string{"wait", "deaf"} {
		soon := headers{"Amplifier-Deadline-Ms": "20"}
		w.run(tool, soon, object{}).wantProblem(t, http.StatusGatewayTimeout, "deadline_exceeded")
		w.streamTool(tool, soon, object{}).wantError(http.StatusGatewayTimeout, "deadline_exceeded")
	}
	w.run("word_count", headers{"Amplifier-Deadline-Ms": "soon"}, object{"text": "a"}).wantResult(t, object{"output": 1.0})
}

func TestMoreThanTheLimitIsRefused(t *testing.T) {
	t.Parallel()
	w := serveWeb(t, "TEST_MAX_CONCURRENCY=2")
	first, second := w.streamTool("wait", nil, object{}), w.streamTool("wait", nil, object{}) // both handlers run
	w.run("word_count", nil, object{"text": "a"}).wantProblem(t, http.StatusTooManyRequests, "overloaded")
	w.ask(http.MethodGet, "/healthz", nil, "").wantResult(t, object{})
	wantEqual(t, w.ask(http.MethodGet, "/describe", nil, "").status, http.StatusOK)
	w.ask(http.MethodPost, "/hooks/x", nil, `{"hook":"tagger","data":{}}`).wantResult(t, object{"action": "modify", "data": object{"seen": "x"}})
	wantEqual(t, w.ask(http.MethodPost, "/orchestrator/cancel", nil, `{}`).status, http.StatusNoContent)
	first.hangUp()
	second.hangUp()
	for until := time.Now().Add(patience); w.run("word_count", nil, object{"text": "a"}).status != http.StatusOK; {
		if time.Now().After(until) {
			t.Fatal("the places of those who have hung up are not free")
		}
	}
}
