package ipc_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
)

func TestTheEndpointsAnswer(t *testing.T) {
	t.Parallel()
	w := serveWeb(t)
	ok := func(method, path, body string, want any) {
		t.Helper()
		w.ask(method, path, nil, body).wantResult(t, want)
	}
	ok(http.MethodGet, "/healthz", "", object{})
	ok(http.MethodPost, "/tools/word_count/execute", `{"input":{"text":"a b"}}`, object{"output": 2.0})
	ok(http.MethodPost, "/tools/%77ord_count/execute", `{"name":"fail","input":{"text":"a","text":"a b"}}`, object{"output": 2.0})
	ok(http.MethodPost, "/hooks/tool%3Apre", `{"hook":"guard","data":{"tool_name":"bash","tool_input":{}}}`,
		object{"action": "deny", "reason": "no bash here"})
	ok(http.MethodPost, "/configure", `{"config":{"word_count":{"language":"de"}}}`, object{"status": "ok"})
	ok(http.MethodPost, "/providers/parrot/complete", `{"request":{"messages":[{"role":"user","content":"hi"}]},"stream":true}`,
		object{"content": []any{object{"type": "text", "text": "hello there"}}})
	ok(http.MethodGet, "/providers/parrot/models", "", object{"models": []any{}})
	ok(http.MethodPost, "/providers/parrot/parse_tool_calls", `{"response":{"content":[]}}`, object{"tool_calls": []any{}})
	info, _ := w.ask(http.MethodGet, "/providers/parrot", nil, "").body.(object)
	wantEqual(t, info["display_name"], "Parrot")
	described, _ := w.ask(http.MethodGet, "/describe", headers{"Amplifier-Protocol": "0.9, 1.0"}, "").body.(object)
	wantEqual(t, []any{described["name"], described["protocol_version"]}, []any{"test", "1.0"})
}

func TestRequestsThatReachNoHandler(t *testing.T) {
	t.Parallel()
	w := serveWeb(t)
	const tool = "/tools/word_count/execute"
	for _, c := range []struct {
		method, path, body string
		given              headers
		status             int
		kind               string
	}{
		{"GET", "/nothing", "", nil, 404, "method_not_found"},
		{"GET", "/", "", nil, 404, "method_not_found"},
		{"GET", "/describe/", "", nil, 404, "method_not_found"},
		{"GET", "//describe", "", nil, 404, "method_not_found"},
		{"GET", "/providers/%FF", "", nil, 404, "method_not_found"},
		{"GET", "/context/messages", "", nil, 404, "method_not_found"}, // a contract that is not declared
		{"GET", "/content/a", "", nil, 404, "method_not_found"},
		{"GET", "/providers/..", "", nil, 404, "not_found"},
		{"POST", "/tools/a%2Fb/execute", `{"input":{}}`, nil, 404, "not_found"},
		{"PUT", tool, "", nil, 405, "method_not_found"},
		{"OPTIONS", tool, "", nil, 405, "method_not_found"},
		{"POST", tool, `{}`, headers{"Content-Type": "text/plain"}, 415, "invalid_request"},
		{"POST", tool, `{}`, headers{"Content-Encoding": "gzip"}, 415, "invalid_request"},
		{"POST", tool, `{"input":`, nil, 400, "parse_error"},
		{"POST", tool, `{"input":{"text":"\ud800"}}`, nil, 400, "parse_error"},
		{"POST", tool, "{\"input\":{\"text\":\"\xff\"}}", nil, 400, "parse_error"},
		{"POST", tool, `[]`, nil, 400, "invalid_request"},
		{"POST", tool, `{"input":` + strings.Repeat("[", 128) + strings.Repeat("]", 128) + `}`, nil, 400, "invalid_request"},
		{"GET", "/describe?x=%zz", "", nil, 400, "invalid_request"},
		{"GET", "/describe", "", headers{"Amplifier-Protocol": "9.9"}, 400, "unsupported_version"},
		{"GET", "/healthz", "", headers{"Origin": "http://localhost"}, 403, "permission_denied"},
	} {
		r := w.ask(c.method, c.path, c.given, c.body)
		r.wantProblem(t, c.status, c.kind)
		wantEqual(t, r.header.Get("Amplifier-Protocol"), "1.0")
		if c.status == http.StatusMethodNotAllowed {
			wantEqual(t, r.header.Get("Allow"), "POST")
		}
	}
}

func TestTheFaultsAreThoseOfStdio(t *testing.T) {
	t.Parallel()
	w := serveWeb(t)
	data := w.run("word_count", nil, object{"Text": "x", "unique": 1}).wantProblem(t, http.StatusUnprocessableEntity, "invalid_params")
	wantEqual(t, data["errors"], []any{
		object{"path": "/input/Text", "message": "is not a known member"},
		object{"path": "/input/text", "message": "is required"},
		object{"path": "/input/unique", "message": "must be boolean, is number"},
	})
	data = w.ask(http.MethodPost, "/tools/word_count/execute", headers{"Content-Type": "text/plain"}, "").
		wantProblem(t, http.StatusUnprocessableEntity, "invalid_params") // no body is an empty object, whatever its type
	wantEqual(t, data["errors"], []any{object{"path": "/input", "message": "is required"}})
	data = w.run("word_cuont", nil, object{}).wantProblem(t, http.StatusNotFound, "not_found")
	wantEqual(t, data["did_you_mean"], "word_count")
	data = w.ask(http.MethodPost, "/providers/parrot/complete", nil, `{"request":{"messages":[]}}`).
		wantProblem(t, http.StatusBadGateway, "llm_error")
	wantEqual(t, data, object{
		"kind": "llm_error", "llm_error": "rate_limit", "provider": "parrot", "retryable": true, "retry_after": 1.5,
	})
	for _, tool := range []string{"panic", "goexit", "error"} {
		w.run(tool, nil, object{}).wantProblem(t, http.StatusInternalServerError, "internal_error")
	}
	w.run("fail", nil, object{"text": "luck"}).wantResult(t,
		object{"success": false, "output": "no luck here", "error": object{"message": "no luck here"}})
}

// endless is a body without an end.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func TestBodiesBeyondTheLimitAreNotRead(t *testing.T) {
	t.Parallel()
	w := serveWeb(t, "TEST_MAX_MESSAGE_BYTES=1048576")
	declared := strings.Repeat(" ", 1<<20+1)
	for _, body := range []io.Reader{strings.NewReader(declared), endless{}} {
		r := w.send(http.MethodPost, "/tools/word_count/execute", nil, body)
		wantEqual(t, r.wantProblem(t, http.StatusRequestEntityTooLarge, "message_too_large")["limit"], float64(1<<20))
	}
	head, tail := `{"input":{"text":"a`, `"}}`
	longest := head + strings.Repeat(" ", 1<<20-len(head)-len(tail)) + tail
	w.ask(http.MethodPost, "/tools/word_count/execute", nil, longest).wantResult(t, object{"output": 1.0})
}

func TestATargetIsReadAsItCame(t *testing.T) {
	t.Parallel()
	w := serveWeb(t)
	address := strings.TrimPrefix(w.url, "http://")
	for target, want := range map[string]int{
		"/tools/x/../word_count/execute": http.StatusNotFound, "/healthz": http.StatusOK, "http://elsewhere/healthz": http.StatusOK,
		"/./healthz": http.StatusNotFound, "/providers/%zz": http.StatusNotFound, "/%": http.StatusNotFound, "*": http.StatusNotFound,
	} {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // a connection is used again
			fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", target) //nolint:errcheck // the answer tells
			response, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Fatalf("%s: %v", target, err)
			}
			if r := w.read(response); r.status != want {
				t.Errorf("%s: got %d %v, want %d", target, r.status, r.body, want)
			}
			_ = response.Body.Close()
		}
		_ = conn.Close()
	}
}

func TestTheDocumentOfTheBindingIsServed(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../schemas/openapi.json")
	var want any
	if err != nil || json.Unmarshal(raw, &want) != nil {
		t.Fatal(err)
	}
	serveWeb(t).ask(http.MethodGet, "/openapi.json", nil, "").wantResult(t, want)
}

func TestARefusedConfigurationHoldsUntilAnotherFits(t *testing.T) {
	t.Parallel()
	w := serveWeb(t)
	data := w.ask(http.MethodPost, "/configure", nil, `{"config":{"word_cnt":{}}}`).wantProblem(t, 422, "invalid_params")
	errors, _ := data["errors"].([]any)
	wantEqual(t, len(errors), 1)
	w.run("word_count", nil, object{"text": "a"}).wantProblem(t, http.StatusServiceUnavailable, "not_ready")
	w.ask(http.MethodGet, "/healthz", nil, "").wantResult(t, object{})
	w.ask(http.MethodPost, "/configure", nil, `{"config":{}}`).wantResult(t, object{"status": "ok"})
	w.run("word_count", nil, object{"text": "a"}).wantResult(t, object{"output": 1.0})
}
