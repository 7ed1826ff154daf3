package httpconn_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/httpconn"
)

func everything(string) bool { return true }

func TestASilentStreamSaysThatItIsThere(t *testing.T) {
	t.Parallel()
	heard := make(chan struct{})
	server := httptest.NewServer(httpconn.New(httpconn.Options{
		Offers: everything, MaxMessageBytes: 1 << 20, MaxConcurrency: 1, Silence: time.Millisecond,
		Request: func(r *httpconn.Request) {
			r.Begin()
			<-heard
			r.Answer(json.RawMessage(`{"a":` + "\r\n" + `1}`))
		},
	}))
	defer server.Close()
	response, err := http.Post(server.URL+"/orchestrator/execute", "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // nothing was written to it
	lines := bufio.NewScanner(response.Body)
	for i := range 3 { // a comment, a blank line, a comment
		if want := []string{":", "", ":"}[i]; !lines.Scan() || lines.Text() != want {
			t.Fatalf("got %q, %v", lines.Text(), lines.Err())
		}
	}
	close(heard)
	var rest []string
	for lines.Scan() {
		if line := lines.Text(); line != ":" && line != "" {
			rest = append(rest, line)
		}
	}
	if got := strings.Join(rest, "|"); got != `event: result|data: {"a":  1}` {
		t.Errorf("got %q", got)
	}
}
