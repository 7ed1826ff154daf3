package ipc_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

const token = "t0ken-of-the-host"

// webHost is a host on the way back: a test answers what the service asks.
type webHost struct {
	t     *testing.T
	url   string
	asked chan *question
}

// question is a request of the service that waits for its answer.
type question struct {
	t      *testing.T
	method string // what stands behind the callback
	header http.Header
	body   object
	w      http.ResponseWriter
	gone   <-chan struct{} // closed when the service has hung up
	done   chan struct{}
}

func startHost(t *testing.T) *webHost {
	t.Helper()
	h := &webHost{t: t, asked: make(chan *question, 100)}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := &question{t: t, method: r.URL.Path[len("/s/1/test/"):], header: r.Header, w: w, gone: r.Context().Done(), done: make(chan struct{})}
		if r.Method != http.MethodPost || json.NewDecoder(r.Body).Decode(&q.body) != nil {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		h.asked <- q
		select {
		case <-q.done:
		case <-q.gone:
		}
	}))
	t.Cleanup(server.Close)
	h.url = server.URL + "/s/1/test"
	return h
}

// way is the headers by which the service finds the way back.
func (h *webHost) way(more ...string) headers {
	given := headers{"Amplifier-Callback": h.url, "Amplifier-Token": token}
	for i := 0; i < len(more); i += 2 {
		given[more[i]] = more[i+1]
	}
	return given
}

// next returns the next question, which must be this one.
func (h *webHost) next(method string) *question {
	h.t.Helper()
	select {
	case q := <-h.asked:
		if q.method != method {
			h.t.Fatalf("want %s, got %s %v", method, q.method, q.body)
		}
		return q
	case <-time.After(patience):
		h.t.Fatalf("%s was not asked", method)
	}
	return nil
}

// raw answers with a status, a type and a text.
func (q *question) raw(status int, contentType, body string) {
	q.write(status, contentType, body)
	q.end()
}

func (q *question) write(status int, contentType, body string) {
	q.t.Helper()
	q.w.Header().Set("Content-Type", contentType)
	q.w.WriteHeader(status)
	q.more(body)
}

// more writes on, and sends it.
func (q *question) more(body string) {
	q.t.Helper()
	if _, err := q.w.Write([]byte(body)); err != nil {
		q.t.Fatal(err)
	}
	if err := http.NewResponseController(q.w).Flush(); err != nil {
		q.t.Fatal(err)
	}
}

func (q *question) end() { close(q.done) }

func (q *question) answer(result any) {
	q.t.Helper()
	q.raw(http.StatusOK, "application/json", text(q.t, result))
}

func (q *question) accept() { q.w.WriteHeader(http.StatusNoContent); q.end() }

// wantGone waits until the service has hung up.
func (q *question) wantGone() {
	q.t.Helper()
	select {
	case <-q.gone:
	case <-time.After(patience):
		q.t.Fatal("the service has not hung up")
	}
}
