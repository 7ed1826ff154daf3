package ipc_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/vectors"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

type errorCase struct {
	vectors.Case
	Kind       ipc.ErrorKind    `json:"kind"`
	Code       int64            `json:"code"`
	HTTPStatus int              `json:"http_status"`
	LLMError   ipc.LlmErrorName `json:"llm_error"`
	Parent     ipc.LlmErrorName `json:"parent"`
	Retryable  bool             `json:"retryable"`
}

func TestErrorVectors(t *testing.T) {
	t.Parallel()
	for _, c := range vectors.Load[errorCase](t, "errors.json") {
		if c.Kind != "" {
			if got := ipc.NewError(c.Kind, "x"); got.Code != c.Code || got.Kind() != c.Kind {
				t.Errorf("%s: got %d, want %d", c.Kind, got.Code, c.Code)
			}
			if got := protocol.Kinds[c.Kind].HTTPStatus; got != c.HTTPStatus {
				t.Errorf("%s: got status %d, want %d", c.Kind, got, c.HTTPStatus)
			}
			continue
		}
		data := fmt.Sprintf(`{"kind":"llm_error","llm_error":%q,"provider":"p"}`, c.LLMError)
		err := ipc.ErrorFrom(-32010, "x", []byte(data))
		if got := ipc.AsError(err).Data.LlmError; got == nil || *got != c.LLMError {
			t.Errorf("%s: went out as %v", c.LLMError, got)
		}
		if got := ipc.IsRetryable(err); got != c.Retryable {
			t.Errorf("%s: retryable %v", c.LLMError, got)
		}
		if c.Parent != "" && !under(err, c.Parent) {
			t.Errorf("%s is no %s", c.LLMError, c.Parent)
		}
	}
}

// under tells whether a class above the error's has this name.
func under(err error, parent ipc.LlmErrorName) bool {
	for err = errors.Unwrap(err); err != nil; err = errors.Unwrap(err) {
		if named, ok := err.(interface{ Name() ipc.LlmErrorName }); ok && (named.Name() == parent || parent == "llm_error" && named.Name() == "") {
			return true
		}
	}
	return false
}

func TestAnLLMErrorIsFoundAsItsClassAndAsThoseAbove(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("asking: %w", ipc.ErrorFrom(-32010, "used up", []byte(
		`{"kind":"llm_error","llm_error":"quota_exceeded","provider":"acme","model":"m","status_code":429,"retryable":false,"retry_after":2.5,"attempts":3,"partial":"so far","x":1}`)))
	var quota *ipc.QuotaExceededError
	var rate *ipc.RateLimitError
	var base *ipc.LLMError
	var wire *ipc.Error
	if !errors.As(err, &quota) || !errors.As(err, &rate) || !errors.As(err, &base) || !errors.As(err, &wire) {
		t.Fatal("errors.As must find the class, those above, and the error of the wire")
	}
	var other *ipc.AuthenticationError
	if errors.As(err, &other) {
		t.Error("no authentication error")
	}
	if base.Provider != "acme" || base.RetryAfter != 2.5 || base.Attempts != 3 || base.Partial != "so far" || base.StatusCode != http.StatusTooManyRequests {
		t.Errorf("got %+v", base)
	}
	again := ipc.AsError(err)
	if string(again.Data.Extra["x"]) != "1" || *again.Data.Model != "m" || again.Message != "used up" {
		t.Errorf("members that are not known must survive: %+v", again.Data)
	}
}

func TestAnUnknownLLMErrorIsTheBaseClass(t *testing.T) {
	t.Parallel()
	var base *ipc.LLMError
	err := ipc.ErrorFrom(-32010, "odd", []byte(`{"kind":"llm_error","llm_error":"solar_flare","provider":"p","retryable":true}`))
	if !errors.As(err, &base) || base.Name() != "solar_flare" || !ipc.IsRetryable(err) {
		t.Errorf("got %#v", err)
	}
}

func TestInvalidToolCallCarriesTheCall(t *testing.T) {
	t.Parallel()
	e := ipc.AsError(&ipc.InvalidToolCallError{ToolName: "bash", RawArguments: "{", LLMError: ipc.LLMError{Provider: "p"}})
	var back *ipc.InvalidToolCallError
	raw, err := e.Data.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	if !errors.As(ipc.ErrorFrom(e.Code, "", raw), &back) || back.ToolName != "bash" || back.RawArguments != "{" {
		t.Errorf("got %+v", back)
	}
}

func TestWhatErrorsAreOnTheWire(t *testing.T) {
	t.Parallel()
	for want, err := range map[ipc.ErrorKind]error{
		ipc.ErrorKindCancelled:        fmt.Errorf("x: %w", context.Canceled),
		ipc.ErrorKindDeadlineExceeded: context.DeadlineExceeded,
		ipc.ErrorKindPermissionDenied: fmt.Errorf("x: %w", ipc.NewError(ipc.ErrorKindPermissionDenied, "no")),
		ipc.ErrorKindLlmError:         fmt.Errorf("x: %w", &ipc.NetworkError{}),
		ipc.ErrorKindInternalError:    errors.New("x"),
	} {
		if got := ipc.KindOf(err); got != want {
			t.Errorf("%v: got %s, want %s", err, got, want)
		}
	}
	if !errors.Is(ipc.NotFound("tool", "x"), ipc.NewError(ipc.ErrorKindNotFound, "")) {
		t.Error("errors.Is compares kinds")
	}
	if got := ipc.KindOf(ipc.ErrorFrom(-32003, "no", nil)); got != ipc.ErrorKindPermissionDenied {
		t.Errorf("without data the code says the kind, got %s", got)
	}
	if got := ipc.NotFound("tool", "bahs", "bash", "glob").Error(); !strings.Contains(got, `did you mean "bash"`) {
		t.Errorf("got %s", got)
	}
}
