package ipc_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
)

func TestACallBackHasItsTokenItsNameAndItsMeta(t *testing.T) {
	t.Parallel()
	w, host := serveWeb(t), startHost(t)
	given := host.way("Amplifier-Session", "S", "Amplifier-Turn", "T", "Amplifier-Depth", "2", "Traceparent", "00-a-b-01",
		"Amplifier-Deadline-Ms", "60000")
	e := w.streamTool("ask", given, object{"text": "clock"})
	q := host.next("request.tool_execute")
	got := map[string]string{}
	for _, name := range []string{
		"Amplifier-Token", "Amplifier-Session", "Amplifier-Turn", "Amplifier-Depth", "Traceparent", "Content-Type",
		"Amplifier-Parent-Session", "Accept",
	} {
		got[name] = q.header.Get(name)
	}
	wantEqual(t, got, map[string]string{
		"Amplifier-Token": token, "Amplifier-Session": "S", "Amplifier-Turn": "T", "Amplifier-Depth": "3",
		"Traceparent": "00-a-b-01", "Content-Type": "application/json", "Amplifier-Parent-Session": "", "Accept": "application/json",
	})
	left, err := strconv.Atoi(q.header.Get("Amplifier-Deadline-Ms"))
	if err != nil || left < 1 || left > 60000 {
		t.Errorf("the time left is %d, %v", left, err)
	}
	wantEqual(t, q.body, object{"name": "clock", "input": object{}})
	other := w.streamTool("ask", host.way(), object{"text": "again"})
	second := host.next("request.tool_execute")
	if one, two := q.header.Get("Amplifier-Request"), second.header.Get("Amplifier-Request"); one == "" || one == two {
		t.Errorf("calls under way are named %q and %q", one, two)
	}
	wantEqual(t, second.header.Get("Amplifier-Depth"), "1")
	second.answer(object{"output": 2})
	q.answer(object{"output": 1})
	for stream, output := range map[*events]string{e: "the host says 1", other: "the host says 2"} {
		stream.next()
		stream.next()
		stream.wantEnd("result", object{"output": output})
	}
}

func TestWhatAnswersOnTheWayBackMean(t *testing.T) {
	t.Parallel()
	w, host := serveWeb(t), startHost(t)
	problem := `{"status":404,"detail":"no","kind":"not_found","code":-32004,"data":{"kind":"not_found","what":"tool","x":1}}`
	for _, c := range []struct {
		status      int
		contentType string
		body        string
		want        int
		kind        string
	}{
		{http.StatusNotFound, "application/problem+json", problem, http.StatusNotFound, "not_found"},
		{http.StatusForbidden, "text/html", "<h1>no</h1>", http.StatusForbidden, "permission_denied"},
		{http.StatusGatewayTimeout, "text/plain", "late", http.StatusGatewayTimeout, "deadline_exceeded"},
		{http.StatusFound, "text/html", "", http.StatusServiceUnavailable, "service_unavailable"},
		{http.StatusOK, "application/json", `{"output":`, http.StatusServiceUnavailable, "service_unavailable"},
	} {
		answered := make(chan reply, 1)
		go func() { answered <- w.run("ask", host.way(), object{"text": "clock"}) }()
		host.next("request.tool_execute").raw(c.status, c.contentType, c.body)
		r := <-answered
		data := r.wantProblem(t, c.want, c.kind)
		if c.kind == "not_found" {
			wantEqual(t, data["x"], 1.0)
		}
		if strings.Contains(text(t, r.body), token) {
			t.Errorf("the token was told: %v", r.body)
		}
	}
	if strings.Contains(w.stderr.String(), token) {
		t.Errorf("the token was logged: %s", w.stderr.String())
	}
}

func TestARequestWithoutACallbackCannotAskTheHost(t *testing.T) {
	t.Parallel()
	w := serveWeb(t)
	for _, callback := range []string{"", "/relative", "ftp://x/y", "http://127.0.0.1:1/?q=1", "http://[", "nonsense"} {
		given := headers{"Amplifier-Token": token}
		if callback != "" {
			given["Amplifier-Callback"] = callback
		}
		w.run("ask", given, object{"text": "clock"}).wantProblem(t, http.StatusServiceUnavailable, "service_unavailable")
	}
	nobody := headers{"Amplifier-Callback": "http://127.0.0.1:1", "Amplifier-Token": token}
	w.run("ask", nobody, object{"text": "clock"}).wantProblem(t, http.StatusServiceUnavailable, "service_unavailable")
}

func TestATurnStreamsWhatTheHostStreams(t *testing.T) {
	t.Parallel()
	w, host := serveWeb(t), startHost(t)
	e := w.stream("/orchestrator/execute", host.way("Amplifier-Session", "S"), turnParams)
	q := host.next("request.provider_complete")
	if !strings.Contains(q.header.Get("Accept"), "text/event-stream") {
		t.Errorf("it accepts %q", q.header.Get("Accept"))
	}
	q.write(http.StatusOK, "text/event-stream", ": hello\n\nevent: stream.provider.token\ndata: {\"index\":0,\"text\":\"Hel\"}\n\n")
	e.want("stream.token", object{"index": 0.0, "text": "Hel"})
	q.more("event: vendor.odd\ndata: {}\n\nid: 5\nevent: stream.provider.token\ndata: {\"index\":0,\"text\":\"lo\"}\n\n")
	e.want("stream.token", object{"index": 0.0, "text": "lo"})
	q.more("event: result\ndata: {\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}]}\n\n")
	q.end()
	e.wantEnd("result", object{"response": "Hello", "status": "completed"})
}

func TestAStreamOfTheHostThatBreaksOffTellsTheTextSoFar(t *testing.T) {
	t.Parallel()
	w, host := serveWeb(t), startHost(t)
	e := w.stream("/orchestrator/execute", host.way(), turnParams)
	q := host.next("request.provider_complete")
	q.write(http.StatusOK, "text/event-stream", "event: stream.provider.token\ndata: {\"index\":0,\"text\":\"Hel\"}\n\nevent: result\ndata: {}\n")
	q.end()
	e.want("stream.token", object{"index": 0.0, "text": "Hel"})
	wantEqual(t, e.wantError(http.StatusServiceUnavailable, "service_unavailable")["partial"], "Hel")
}

func TestAGracefulCancelIsPassedOnAndTheStreamGoesOn(t *testing.T) {
	t.Parallel()
	w, host := serveWeb(t), startHost(t)
	mine := w.stream("/orchestrator/execute", host.way("Amplifier-Session", "S"), turnParams)
	asked := host.next("request.provider_complete")
	other := w.stream("/orchestrator/execute", host.way("Amplifier-Session", "other"), turnParams)
	host.next("request.provider_complete").raw(http.StatusOK, "application/json", `{"content":[]}`)

	cancel := func(session, body string) {
		t.Helper()
		r := w.ask(http.MethodPost, "/orchestrator/cancel", headers{"Amplifier-Session": session}, body)
		wantEqual(t, []any{r.status, r.body}, []any{http.StatusNoContent, nil})
	}
	cancel("nobody", `{"mode":"graceful"}`)
	cancel("S", `{"mode":"graceful","reason":"enough"}`)
	told := host.next("$/cancel")
	wantEqual(t, told.body, object{"id": asked.header.Get("Amplifier-Request"), "mode": "graceful", "reason": "enough"})
	wantEqual(t, []string{told.header.Get("Amplifier-Token"), told.header.Get("Amplifier-Session")}, []string{token, "S"})
	told.accept()
	asked.answer(object{"content": []any{object{"type": "text", "text": "half"}}})
	mine.wantEnd("result", object{"response": "half", "status": "cancelled"})
	other.wantEnd("result", object{"response": "", "status": "completed"})
}

func TestAnImmediateCancelEndsTheTurnAndItsCalls(t *testing.T) {
	t.Parallel()
	w, host := serveWeb(t), startHost(t)
	e := w.stream("/orchestrator/execute", host.way("Amplifier-Session", "S"), turnParams)
	q := host.next("request.provider_complete")
	wantEqual(t, w.ask(http.MethodPost, "/orchestrator/cancel", headers{"Amplifier-Session": "S"}, "").status, http.StatusNoContent)
	q.wantGone()
	e.wantError(499, "cancelled")
}
