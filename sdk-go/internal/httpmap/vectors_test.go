package httpmap_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/httpmap"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/vectors"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

type requestCase struct {
	vectors.Case
	Way    string          `json:"way"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Stream bool            `json:"stream"`
	HTTP   struct {
		Method, Target string
		Headers        map[string]string
		Body           json.RawMessage
	} `json:"http"`
	Refused *refused `json:"refused"`
}

type refused struct {
	Status int                `json:"status"`
	Kind   protocol.ErrorKind `json:"kind"`
	Allow  []string           `json:"allow"`
}

func everything(string) bool { return true }

func TestRequestVectorsAreRead(t *testing.T) {
	t.Parallel()
	router := httpmap.NewRouter(everything)
	for _, c := range vectors.Load[requestCase](t, "http_requests.json") {
		t.Run(c.ID, func(t *testing.T) {
			t.Parallel()
			if c.Way == "write" {
				c.testWriting(t)
				return
			}
			match, params, refusal := c.read(router)
			if c.Refused != nil {
				c.compareRefusal(t, refusal)
				return
			}
			if refusal != nil {
				t.Fatalf("refused: %s", refusal.Reason)
			}
			if match.Method != c.Method || match.Streams(c.headers()) != c.Stream || !vectors.Equal(params, c.Params) {
				t.Errorf("got %s %s (stream %v), want %s %s (stream %v)", match.Method, params, match.Streams(c.headers()), c.Method, c.Params, c.Stream)
			}
		})
	}
}

func (c requestCase) read(router *httpmap.Router) (httpmap.Match, json.RawMessage, *httpmap.Refusal) {
	path, query, _ := strings.Cut(c.HTTP.Target, "?")
	match, refusal := router.Route(c.HTTP.Method, path)
	if refusal != nil {
		return match, nil, refusal
	}
	body := c.HTTP.Body
	if string(body) == "null" {
		body = nil
	}
	params, refusal := match.Params(c.headers(), query, body)
	return match, params, refusal
}

func (c requestCase) headers() http.Header {
	headers := http.Header{}
	for name, value := range c.HTTP.Headers {
		headers.Set(name, value)
	}
	return headers
}

func (c requestCase) compareRefusal(t *testing.T, refusal *httpmap.Refusal) {
	t.Helper()
	if refusal == nil {
		t.Fatal("it was not refused")
	}
	status, _ := httpmap.Problem(refusal.Failure(), refusal.Status)
	if got := (refused{status, refusal.Kind, refusal.Allow}); !reflect.DeepEqual(got, *c.Refused) {
		t.Errorf("got %v, want %v", got, *c.Refused)
	}
}

// testWriting compares the headers; the rest of a request of a host is not for a service to write.
func (c requestCase) testWriting(t *testing.T) {
	t.Helper()
	compareHeaders(t, c)
}

// TestMetaVectorsAreWritten: on the way back a service writes the headers of `_meta` that a host writes.
func TestMetaVectorsAreWritten(t *testing.T) {
	t.Parallel()
	for _, c := range vectors.Load[requestCase](t, "http_requests.json") {
		if c.Way != "read" && bytes.Contains(c.Params, []byte(`"_meta"`)) {
			compareHeaders(t, c)
		}
	}
}

func compareHeaders(t *testing.T, c requestCase) {
	t.Helper()
	var params struct {
		Meta json.RawMessage `json:"_meta"`
	}
	if err := json.Unmarshal(c.Params, &params); err != nil {
		t.Fatal(err)
	}
	got := http.Header{}
	httpmap.WriteMeta(params.Meta, got.Set)
	if want := c.headers(); !reflect.DeepEqual(got, want) {
		t.Errorf("%s: got %v, want %v", c.ID, got, want)
	}
}

type answerCase struct {
	vectors.Case
	Status      int             `json:"status"`
	ContentType string          `json:"content_type"`
	Body        string          `json:"body"`
	Result      json.RawMessage `json:"result"`
	Error       *struct {
		Code    int64                      `json:"code"`
		Message *string                    `json:"message"`
		Data    map[string]json.RawMessage `json:"data"`
	} `json:"error"`
}

func TestAnswerVectors(t *testing.T) {
	t.Parallel()
	for _, c := range vectors.Load[answerCase](t, "http_answers.json") {
		result, failure := httpmap.ReadAnswer(c.Status, c.ContentType, []byte(c.Body))
		if c.Error == nil {
			if failure != nil || !vectors.Equal(result, c.Result) {
				t.Errorf("%s: got %s, %v, want %s", c.ID, result, failure, c.Result)
			}
			continue
		}
		if failure == nil || failure.Code != c.Error.Code || c.Error.Message != nil && failure.Message != *c.Error.Message {
			t.Errorf("%s: got %s, %+v, want %+v", c.ID, result, failure, c.Error)
			continue
		}
		var data map[string]json.RawMessage
		if err := json.Unmarshal(failure.Data, &data); err != nil {
			t.Fatal(err)
		}
		for name, want := range c.Error.Data {
			if !vectors.Equal(data[name], want) {
				t.Errorf("%s: data.%s is %s, want %s", c.ID, name, data[name], want)
			}
		}
	}
}

type eventsCase struct {
	vectors.Case
	Input  []vectors.Piece      `json:"input"`
	Events [][2]json.RawMessage `json:"events"`
}

func TestEventVectors(t *testing.T) {
	t.Parallel()
	for _, c := range vectors.Load[eventsCase](t, "server_sent_events.json") {
		t.Run(c.ID, func(t *testing.T) {
			t.Parallel()
			input, want := vectors.Join(c.Input), c.wanted(t)
			compareEvents(t, want, input)
			compareEvents(t, want, bytes.SplitAfter(input, nil)...)
			for at := 0; at <= len(input); at += max(len(input)/200, 1) {
				compareEvents(t, want, input[:at], input[at:])
			}
		})
	}
}

func (c eventsCase) wanted(t *testing.T) (want [][2]string) {
	t.Helper()
	for _, event := range c.Events {
		var pair [2]string
		for i, raw := range event {
			var piece vectors.Piece
			if json.Unmarshal(raw, &pair[i]) == nil {
				continue
			}
			if err := json.Unmarshal(raw, &piece); err != nil {
				t.Fatal(err)
			}
			pair[i] = string(piece.Bytes())
		}
		want = append(want, pair)
	}
	return want
}

func compareEvents(t *testing.T, want [][2]string, chunks ...[]byte) {
	t.Helper()
	var got [][2]string
	events := httpmap.NewEvents(1 << 20)
	for _, chunk := range chunks {
		if err := events.Feed(chunk, func(e httpmap.Event) { got = append(got, [2]string{e.Name, string(e.Data)}) }); err != nil {
			t.Fatal(err)
		}
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("in %d chunks: got %.300q, want %.300q", len(chunks), got, want)
	}
}
