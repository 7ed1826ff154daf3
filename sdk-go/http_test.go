package ipc_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

// web is the test service over HTTP, spoken to as any client does.
type web struct {
	*process
	url    string
	client *http.Client
}

// serveWeb starts the test service over HTTP and reads the line with its address.
func serveWeb(t *testing.T, env ...string) *web {
	t.Helper()
	p := launch(t, []string{"--http", "0"}, append([]string{"TEST_ORCHESTRATOR=1"}, env...))
	line := p.next()
	url, _ := line["url"].(string)
	if len(line) != 1 || !strings.HasPrefix(url, "http://127.0.0.1:") {
		t.Fatalf("the line with the address is %v", line)
	}
	w := &web{process: p, url: url, client: &http.Client{Transport: &http.Transport{}}}
	t.Cleanup(w.client.CloseIdleConnections)
	return w
}

// headers are those of a request; a body is declared as JSON unless they say otherwise.
type headers = map[string]string

// open makes a request and returns the answer with its body unread.
func (w *web) open(ctx context.Context, method, path string, given headers, body io.Reader) *http.Response {
	w.t.Helper()
	request, err := http.NewRequestWithContext(ctx, method, w.url+path, body)
	if err != nil {
		w.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	for name, value := range given {
		request.Header.Set(name, value)
	}
	response, err := w.client.Do(request)
	if err != nil {
		w.t.Fatalf("%s %s: %v; stderr: %s", method, path, err, w.stderr.String())
	}
	w.t.Cleanup(func() { _ = response.Body.Close() })
	return response
}

// reply is an answer that has been read.
type reply struct {
	status int
	header http.Header
	body   any
}

func (w *web) ask(method, path string, given headers, body string) reply {
	w.t.Helper()
	return w.send(method, path, given, strings.NewReader(body))
}

func (w *web) send(method, path string, given headers, body io.Reader) reply {
	w.t.Helper()
	response := w.open(context.Background(), method, path, given, body)
	defer response.Body.Close() //nolint:errcheck // it has been read
	return w.read(response)
}

func (w *web) read(response *http.Response) reply {
	w.t.Helper()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	r := reply{status: response.StatusCode, header: response.Header}
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &r.body); err != nil {
			w.t.Fatalf("%v: %s", err, raw)
		}
	}
	return r
}

// run runs a tool, and returns its result.
func (w *web) run(tool string, given headers, input object) reply {
	w.t.Helper()
	return w.ask(http.MethodPost, "/tools/"+tool+"/execute", given, text(w.t, object{"input": input}))
}

func text(t *testing.T, value any) string {
	t.Helper()
	raw, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// wantProblem compares an answer with a problem of this status and kind, and returns its data.
func (r reply) wantProblem(t *testing.T, status int, kind string) object {
	t.Helper()
	problem, _ := r.body.(object)
	data, _ := problem["data"].(object)
	got := []any{r.status, r.header.Get("Content-Type"), problem["status"], problem["kind"], data["kind"]}
	wantEqual(t, got, []any{status, "application/problem+json", float64(status), kind, kind})
	return data
}

// wantResult compares an answer with a result.
func (r reply) wantResult(t *testing.T, want any) {
	t.Helper()
	wantEqual(t, []any{r.status, r.header.Get("Content-Type"), r.body}, []any{http.StatusOK, "application/json", want})
}

// events reads a stream event by event.
type events struct {
	t        *testing.T
	response *http.Response
	lines    *bufio.Reader
	hangUp   context.CancelFunc
}

// stream makes a request that is answered with a stream.
func (w *web) stream(path string, given headers, body object) *events {
	w.t.Helper()
	ctx, hangUp := context.WithCancel(context.Background())
	w.t.Cleanup(hangUp)
	all := headers{"Accept": "text/event-stream"}
	for name, value := range given {
		all[name] = value
	}
	response := w.open(ctx, http.MethodPost, path, all, strings.NewReader(text(w.t, body))) //nolint:bodyclose // open closes it at the end
	if response.StatusCode != http.StatusOK || response.Header.Get("Content-Type") != "text/event-stream" {
		w.t.Fatalf("no stream but %d %v", response.StatusCode, w.read(response).body)
	}
	return &events{w.t, response, bufio.NewReader(response.Body), hangUp}
}

func (w *web) streamTool(tool string, given headers, input object) *events {
	w.t.Helper()
	return w.stream("/tools/"+tool+"/execute", given, object{"input": input})
}

// next returns the next event with its data; a stream that has ended is "".
func (e *events) next() (name string, data any) {
	e.t.Helper()
	for {
		line, err := e.lines.ReadBytes('\n')
		if err == io.EOF {
			return "", nil
		}
		if err != nil {
			e.t.Fatal(err)
		}
		line = bytes.TrimSuffix(line, []byte("\n"))
		switch field, value, _ := bytes.Cut(line, []byte(": ")); string(field) {
		case "event":
			name = string(value)
		case "data":
			if err := json.Unmarshal(value, &data); err != nil {
				e.t.Fatal(err)
			}
		case "":
			return name, data
		default:
			e.t.Fatalf("got the line %q", line)
		}
	}
}

// want compares the next event.
func (e *events) want(name string, data any) {
	e.t.Helper()
	gotName, gotData := e.next()
	wantEqual(e.t, []any{gotName, gotData}, []any{name, data})
}

// wantEnd compares the last event.
func (e *events) wantEnd(name string, data any) {
	e.t.Helper()
	e.want(name, data)
	e.want("", nil)
}

// wantError compares the last event with an error of this status and kind, and returns its data.
func (e *events) wantError(status float64, kind string) object {
	e.t.Helper()
	name, data := e.next()
	problem, _ := data.(object)
	wantEqual(e.t, []any{name, problem["status"], problem["kind"]}, []any{"error", status, kind})
	e.want("", nil)
	inner, _ := problem["data"].(object)
	return inner
}
