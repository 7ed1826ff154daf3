package httpconn_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/exchange"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/httpconn"
)

func TestACallThatTellsOfTheEndIsNotEndedByIt(t *testing.T) {
	t.Parallel()
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"a":1}`))
	}))
	defer host.Close()
	told := make(chan string, 1)
	service := httptest.NewServer(httpconn.New(httpconn.Options{
		Offers: everything, MaxMessageBytes: 1 << 20, MaxConcurrency: 1,
		Request: func(r *httpconn.Request) {
			<-r.Context().Done()
			ctx := context.WithoutCancel(r.Context())
			result, err := r.Call(ctx, "request.hook_emit", json.RawMessage(`{}`), exchange.CallOptions{})
			if err != nil {
				result = []byte(err.Error())
			}
			told <- string(result)
			r.Answer(json.RawMessage(`{}`))
		},
	}))
	defer service.Close()
	for range 200 { // the cancel and the call race
		ctx, hangUp := context.WithCancel(t.Context())
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, service.URL+"/orchestrator/execute", strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Amplifier-Callback", host.URL)
		request.Header.Set("Amplifier-Deadline-Ms", "1")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		hangUp()
		if got := <-told; got != `{"a":1}` {
			t.Fatalf("got %s", got)
		}
	}
}
