package kit

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
)

// read reads the vectors that the kits of all languages share.
func read[T any](t *testing.T, name string) (vectors T) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "vectors", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &vectors); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return vectors
}

func headerOf(members map[string]string) http.Header {
	header := http.Header{}
	for name, value := range members {
		header.Set(name, value)
	}
	return header
}

type errorVectors struct {
	Cases []struct {
		Name    string
		Status  int
		Headers map[string]string
		Body    string
		Want    struct {
			LLMError        ipc.LlmErrorName `json:"llm_error"`
			Retryable       bool
			RetryAfter      *float64 `json:"retry_after"`
			MessageContains string   `json:"message_contains"`
			MessageLacks    string   `json:"message_lacks"`
		}
	}
}

func TestErrorsOfVendors(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"errors.json", "stream_errors.json"} {
		for _, c := range read[errorVectors](t, file).Cases {
			t.Run(c.Name, func(t *testing.T) {
				t.Parallel()
				err := errorOf(&Fault{Status: c.Status, Header: headerOf(c.Headers), Body: []byte(c.Body)},
					about{provider: "test", display: "Test", model: "m", now: time.Unix(0, 0)})
				wire := ipc.AsError(err)
				if got := *wire.Data.LlmError; got != c.Want.LLMError {
					t.Errorf("is %s, want %s", got, c.Want.LLMError)
				}
				if got := *wire.Data.Retryable; got != c.Want.Retryable {
					t.Errorf("retryable is %t", got)
				}
				if !reflect.DeepEqual(wire.Data.RetryAfter, c.Want.RetryAfter) {
					t.Errorf("retry_after is %v, want %v", wire.Data.RetryAfter, c.Want.RetryAfter)
				}
				if got := orZero(wire.Data.StatusCode); got != int64(c.Status) {
					t.Errorf("status_code is %d", got)
				}
				if lacks := c.Want.MessageLacks; !strings.Contains(err.Error(), c.Want.MessageContains) || lacks != "" && strings.Contains(err.Error(), lacks) {
					t.Errorf("the message is %q", err)
				}
			})
		}
	}
}

func TestWhenToTryAgain(t *testing.T) {
	t.Parallel()
	vectors := read[struct {
		Now   time.Time
		Cases []struct {
			Name    string
			Headers map[string]string
			Body    string
			Want    *float64
		}
	}](t, "retry_after.json")
	for _, c := range vectors.Cases {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			got, said := retryAfter(headerOf(c.Headers), parsed([]byte(c.Body)), vectors.Now)
			if said != (c.Want != nil) || said && got != *c.Want {
				t.Errorf("got %v %t, want %v", got, said, c.Want)
			}
		})
	}
}

func TestCosts(t *testing.T) {
	t.Parallel()
	vectors := read[struct {
		Cases []struct {
			Name  string
			Price Price
			Usage ipc.Usage
			Want  string
		}
	}](t, "cost.json")
	for _, c := range vectors.Cases {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			if got, err := CostOf(c.Usage, c.Price); err != nil || got != c.Want {
				t.Errorf("got %s, %v, want %s", got, err, c.Want)
			}
		})
	}
}

func TestAPriceThatIsNoDecimalIsAnError(t *testing.T) {
	t.Parallel()
	for _, rate := range []string{"", "1/3", "1e3", "free", "0x1"} {
		if got, err := CostOf(ipc.Usage{}, Price{Rates: Rates{Input: rate, Output: "1"}}); err == nil {
			t.Errorf("%q: got %s", rate, got)
		}
	}
}

// shape is a conversation as the vectors write it.
func shape(said []Said) (all []any) {
	for _, each := range said {
		var parts []any
		for _, part := range each.Parts {
			one := map[string]any{"type": string(part.Type)}
			switch part.Type { //nolint:exhaustive // the vectors have no others
			case Text:
				one["text"] = part.Text
			case Image:
				one["source"] = part.Source
			case ToolCall:
				one["id"], one["name"], one["input"] = part.ID, part.Name, part.Input
			case ToolResult:
				images := append([]ipc.ImageSource{}, part.Images...)
				one["id"], one["name"], one["text"], one["is_error"], one["images"] = part.ID, part.Name, part.Text, part.IsError, images
			}
			parts = append(parts, one)
		}
		all = append(all, map[string]any{"role": each.Role, "parts": parts})
	}
	return all
}

func TestConversationsAreRepaired(t *testing.T) {
	t.Parallel()
	vectors := read[struct {
		Cases []struct {
			Name     string
			Messages []ipc.Message
			Said     any
			Repaired []ipc.RepairedToolCall
		}
	}](t, "repair.json")
	for _, c := range vectors.Cases {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			said, repaired := repair(conversationOf(c.Messages))
			raw, err := json.Marshal(shape(said))
			if err != nil {
				t.Fatal(err)
			}
			var got any
			if err := json.Unmarshal(raw, &got); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, c.Said) {
				t.Errorf("got  %v\nwant %v", got, c.Said)
			}
			if len(repaired)+len(c.Repaired) > 0 && !reflect.DeepEqual(repaired, c.Repaired) {
				t.Errorf("repaired: got %v, want %v", repaired, c.Repaired)
			}
		})
	}
}
