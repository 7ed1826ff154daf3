package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
)

// serve serves everything over HTTP.
func serve(t *testing.T) *httptest.Server {
	t.Helper()
	handler, err := ipc.Handler(service())
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(func() {
		server.Close()
		if err := handler.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return server
}

// ask makes a request for a session ("" = none) and returns the body of the answer.
func ask(t *testing.T, server *httptest.Server, session, method, path, body string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(context.Background(), method, server.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if session != "" {
		request.Header.Set("Amplifier-Session", session)
	}
	response, err := server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // nothing was written to it
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(answer)
}

func TestEachSessionHasItsOwnHistoryAndNews(t *testing.T) {
	t.Parallel()
	server := serve(t)
	for _, session := range []string{"a", "b", ""} {
		ask(t, server, session, http.MethodPost, "/context/messages", `{"message":{"role":"user","content":"of `+session+`."}}`)
		ask(t, server, session, http.MethodPost, "/channels/news", `{"channel":"news","sender":"s","data":"of `+session+`."}`)
	}
	for _, session := range []string{"a", "b", ""} {
		want := `{"messages":[{"role":"user","content":"of ` + session + `."}]}`
		if got := ask(t, server, session, http.MethodGet, "/context/messages", ""); got != want {
			t.Errorf("%q: got %s, want %s", session, got, want)
		}
		want = `{"output":{"sender":"s","data":"of ` + session + `."}}`
		if got := ask(t, server, session, http.MethodPost, "/tools/last_news/execute", `{"input":{}}`); got != want {
			t.Errorf("%q: got %s, want %s", session, got, want)
		}
	}
}

func TestTheSessionsUsedLastAreKept(t *testing.T) {
	t.Parallel()
	server := serve(t)
	add := func(session string) {
		ask(t, server, session, http.MethodPost, "/context/messages", `{"message":{"role":"user","content":"hi"}}`)
	}
	kept := func(session string) bool {
		return strings.Contains(ask(t, server, session, http.MethodGet, "/context/messages", ""), "hi")
	}
	add("first")
	add("second")
	for i := range maxSessions - 2 {
		add(fmt.Sprint(i))
	}
	if !kept("first") { // and it has been used just now
		t.Error("a thousand sessions are kept")
	}
	add("one more")
	if !kept("first") || !kept("one more") || kept("second") {
		t.Error("the session goes that was used longest ago")
	}
}
