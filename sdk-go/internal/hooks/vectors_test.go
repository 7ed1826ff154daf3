package hooks_test

import (
	"cmp"
	"encoding/json"
	"slices"
	"testing"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/hooks"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/vectors"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

type foldCase struct {
	vectors.Case
	Event    string          `json:"event"`
	Data     json.RawMessage `json:"data"`
	Open     *[]string       `json:"open"`
	Handlers []struct {
		Name     string           `json:"name"`
		Priority int64            `json:"priority"`
		OnError  protocol.OnError `json:"on_error"`
		Answer   json.RawMessage  `json:"answer"`
	} `json:"handlers"`
	Seen   []json.RawMessage `json:"seen"`
	Result json.RawMessage   `json:"result"`
}

func TestFoldVectors(t *testing.T) {
	t.Parallel()
	for _, c := range vectors.Load[foldCase](t, "hook_fold.json") {
		t.Run(c.ID, func(t *testing.T) {
			t.Parallel()
			var open []string
			if c.Open != nil {
				open = *c.Open
			}
			slices.SortStableFunc(c.Handlers, func(a, b struct {
				Name     string           `json:"name"`
				Priority int64            `json:"priority"`
				OnError  protocol.OnError `json:"on_error"`
				Answer   json.RawMessage  `json:"answer"`
			},
			) int {
				return cmp.Compare(a.Priority, b.Priority)
			})
			fold := hooks.NewFold(c.Data, open, c.Open == nil)
			asked := 0
			for _, handler := range c.Handlers {
				if asked >= len(c.Seen) || !vectors.Equal(fold.Data(), c.Seen[asked]) {
					t.Fatalf("%s saw %s, want %v", handler.Name, fold.Data(), c.Seen)
				}
				asked++
				if fold.Take(answerOf(t, handler.Answer), handler.OnError) {
					break
				}
			}
			if asked != len(c.Seen) {
				t.Fatalf("%d handlers were asked, want %d", asked, len(c.Seen))
			}
			got, err := fold.Result().MarshalJSON()
			if err != nil || !vectors.Equal(got, c.Result) {
				t.Fatalf("got %s (%v), want %s", got, err, c.Result)
			}
		})
	}
}

func answerOf(t *testing.T, raw json.RawMessage) hooks.Answer {
	t.Helper()
	var failure struct {
		Fails *string `json:"fails"`
	}
	if err := json.Unmarshal(raw, &failure); err != nil {
		t.Fatal(err)
	}
	if failure.Fails != nil {
		return hooks.Answer{Failure: *failure.Fails}
	}
	var answer hooks.Answer
	if err := answer.Result.UnmarshalJSON(raw); err != nil {
		t.Fatal(err)
	}
	return answer
}

type matchCase struct {
	vectors.Case
	Pattern  string `json:"pattern"`
	Event    string `json:"event"`
	Matches  bool   `json:"matches"`
	Handlers []struct {
		Service  string   `json:"service"`
		Name     string   `json:"name"`
		Events   []string `json:"events"`
		Priority int64    `json:"priority"`
	} `json:"handlers"`
	Order []string `json:"order"`
}

func TestMatchingVectors(t *testing.T) {
	t.Parallel()
	for _, c := range vectors.Load[matchCase](t, "event_matching.json") {
		t.Run(c.ID, func(t *testing.T) {
			t.Parallel()
			if c.Handlers == nil {
				if got := hooks.Matches(c.Pattern, c.Event); got != c.Matches {
					t.Fatalf("%q on %q: got %v", c.Pattern, c.Event, got)
				}
				return
			}
			var list []hooks.Handler
			for _, h := range c.Handlers {
				list = append(list, hooks.Handler{Name: h.Name, Events: h.Events, Priority: h.Priority})
			}
			var order []string
			for _, i := range hooks.Order(list, c.Event) {
				order = append(order, list[i].Name)
			}
			if !slices.Equal(order, c.Order) {
				t.Fatalf("got %v, want %v", order, c.Order)
			}
		})
	}
}
