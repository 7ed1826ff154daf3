package main

import (
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/openai/openai-go/v3/packages/ssestream"
)

func eventsIn(body io.Reader) (data []string, err error) {
	decoder := ssestream.NewDecoder(response(io.NopCloser(body))) //nolint:bodyclose // it is a text
	for decoder.Next() {
		data = append(data, string(decoder.Event().Data))
	}
	return data, decoder.Err()
}

func TestEventsAreRead(t *testing.T) {
	t.Parallel()
	for said, want := range map[string][]string{
		":ok\n\ndata: a\n\n: alive\n\n:\n\ndata: b\n\n": {"a", "b"},
		":ok\r\n\r\ndata: a\r\n\r\n":                    {"a"},
		"\n\nevent: x\n: within\nid: 7\ndata: a\n\n\n":  {"a"},
		"data:a\ndata: b\n\n":                           {"a\nb"},
		"data: ü\n\ndata: last":                         {"ü", "last"},
		"data\n\n":                                      {""},
		": only":                                        nil,
		"":                                              nil,
	} {
		got, err := eventsIn(iotest.OneByteReader(strings.NewReader(said)))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %q, %v", said, got, err)
		}
	}
}

func TestALostConnectionStaysOne(t *testing.T) {
	t.Parallel()
	body := io.MultiReader(strings.NewReader("data: a\n\ndata: half"), iotest.ErrReader(io.ErrUnexpectedEOF))
	got, err := eventsIn(body)
	if !errors.Is(err, io.ErrUnexpectedEOF) || !reflect.DeepEqual(got, []string{"a"}) {
		t.Errorf("got %q, %v", got, err)
	}
}

func response(body io.ReadCloser) *http.Response {
	return &http.Response{Header: http.Header{"Content-Type": []string{eventType}}, Body: body}
}
