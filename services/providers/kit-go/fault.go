package kit

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
)

// Fault is what a vendor said instead of an answer: an HTTP response that is no success, or an error event in a stream,
// which has no status. An adapter returns it for the latter.
type Fault struct {
	Status int
	Header http.Header
	// Body is JSON or text.
	Body []byte
}

func (f *Fault) Error() string { return fmt.Sprintf("HTTP %d: %s", f.Status, f.Body) }

// about is whom an error is about.
type about struct {
	provider, display, model string
	// variable holds the key; "" = there is none.
	variable string
	// secrets must not be told.
	secrets []string
	now     time.Time
}

// pattern is compiled when first needed: start-up has no use for it.
func pattern(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile("(?i)" + text) })
}

// By what codes and messages tell which fault a refusal is.
var (
	saysContext = pattern(`context[ _-]?(length|window|size|limit)|maximum model length|prompt is too long|input is too long|too many (input )?tokens|token count .*exceeds|exceeds? the maximum number of tokens|max_prompt_tokens|request_too_large`)
	saysFilter  = pattern(`content[ _]?(filter|policy|management)|responsible[ _]?ai|safety (system|reasons|settings)|moderation|flagged|invalid_prompt|PROHIBITED_CONTENT`)
	saysQuota   = pattern(`insufficient_quota|billing|credit balance|exceeded your current quota|quota_exceeded|usage limit|spend(ing)? limit|PerDay|account is not active|payment`)
	codesQuota  = pattern(`insufficient_quota|billing|quota_exceeded|PerDay`)
	saysKey     = pattern(`api[_ ]key[_ ](not valid|invalid|expired)|invalid[_ ]api[_ ]key|incorrect api key|authentication_error`)
	saysNoModel = pattern(`model_not_(found|supported)|model .*(does not exist|not found)|unknown model`)
	isPage      = pattern(`^\s*<(!doctype|html|head|body)`)
)

// named are the names of error events in a stream, in the order in which they are looked for.
var named = []struct {
	name   func() *regexp.Regexp
	status int
}{
	{pattern(`context_length|max_prompt_tokens`), http.StatusBadRequest},
	{pattern(`insufficient_quota|billing|rate_limit|RESOURCE_EXHAUSTED|too_many_requests`), http.StatusTooManyRequests},
	{pattern(`authentication|UNAUTHENTICATED|invalid_api_key`), http.StatusUnauthorized},
	{pattern(`permission`), http.StatusForbidden},
	{pattern(`not_?found`), http.StatusNotFound},
	{pattern(`timeout|DEADLINE_EXCEEDED`), http.StatusRequestTimeout},
	{pattern(`invalid_request|INVALID_ARGUMENT|FAILED_PRECONDITION|BadRequest`), http.StatusBadRequest},
	{pattern(`overloaded|api_error|server_?error|\bINTERNAL\b|UNAVAILABLE|internal_error`), http.StatusServiceUnavailable},
}

// errorOf returns a fault as one of the fifteen errors (services.md 2): by status, code and message.
func errorOf(fault *Fault, whom about) error {
	body := parsed(fault.Body)
	codes, message := toldBy(body)
	status := fault.Status
	if status == 0 {
		status = statusIn(body, codes)
	}
	wait, asked := retryAfter(fault.Header, body, whom.now)
	name := nameOf(status, codes, message, asked)
	details := ipc.LLMError{
		Message: messageOf(name, fault.Status, message, whom), Provider: whom.provider, Model: whom.model, StatusCode: int64(fault.Status),
	}
	if asked && (name == ipc.LlmErrorNameRateLimit || name == ipc.LlmErrorNameProviderUnavailable) {
		details.RetryAfter = wait
	}
	switch fault.Header.Get("X-Should-Retry") { // PRV-026: unless the vendor tells otherwise
	case "true":
		details.Retryable = new(true)
	case "false":
		details.Retryable = new(false)
	}
	return ipc.NewLLMError(name, details)
}

// statusIn returns the status that an error event stands for, 0 if it names none: its number, or its name.
func statusIn(body any, codes string) int {
	inner := member(firstOf(body), "error")
	for _, code := range []any{member(inner, "code"), member(firstOf(body), "code")} {
		if number, is := code.(float64); is && number >= http.StatusBadRequest && number < 600 {
			return int(number)
		}
	}
	for _, known := range named {
		if known.name().MatchString(codes) {
			return known.status
		}
	}
	return 0
}

// base is the error that fits none of the fifteen.
const base ipc.LlmErrorName = "llm_error"

func nameOf(status int, codes, message string, waitAsked bool) ipc.LlmErrorName {
	said := codes + " " + message
	switch {
	case status == 0:
		return ipc.LlmErrorNameStreamError // an event that names no known fault
	case status == http.StatusUnauthorized:
		return ipc.LlmErrorNameAuthentication
	case status == http.StatusPaymentRequired:
		return ipc.LlmErrorNameQuotaExceeded
	case status == http.StatusForbidden:
		if saysKey().MatchString(said) {
			return ipc.LlmErrorNameAuthentication
		}
		return ipc.LlmErrorNameAccessDenied
	case status == http.StatusNotFound:
		return ipc.LlmErrorNameNotFound
	case status == http.StatusRequestTimeout:
		return ipc.LlmErrorNameLlmTimeout
	case status == http.StatusRequestEntityTooLarge:
		return ipc.LlmErrorNameContextLength
	case status == http.StatusTooManyRequests:
		return limitName(codes, said, waitAsked)
	case status >= http.StatusInternalServerError:
		return ipc.LlmErrorNameProviderUnavailable
	case status == http.StatusBadRequest, status == http.StatusUnprocessableEntity:
		return refusalName(said)
	}
	return base
}

// limitName: who says when to try again means a limit of requests, whatever Google calls it; unless it is that of the day.
func limitName(codes, said string, waitAsked bool) ipc.LlmErrorName {
	if codesQuota().MatchString(codes) || !waitAsked && saysQuota().MatchString(said) {
		return ipc.LlmErrorNameQuotaExceeded
	}
	return ipc.LlmErrorNameRateLimit
}

func refusalName(said string) ipc.LlmErrorName {
	switch {
	case saysKey().MatchString(said):
		return ipc.LlmErrorNameAuthentication
	case saysContext().MatchString(said):
		return ipc.LlmErrorNameContextLength
	case saysQuota().MatchString(said):
		return ipc.LlmErrorNameQuotaExceeded
	case saysFilter().MatchString(said):
		return ipc.LlmErrorNameContentFilter
	case saysNoModel().MatchString(said):
		return ipc.LlmErrorNameNotFound
	}
	return ipc.LlmErrorNameInvalidRequest
}

func messageOf(name ipc.LlmErrorName, status int, said string, whom about) string {
	if why := sentence(said, whom.secrets); why != "" {
		said = ": " + why
	} else {
		said = ""
	}
	http := ""
	if status != 0 {
		http = fmt.Sprintf(" (HTTP %d)", status)
	}
	switch name { //nolint:exhaustive // the others are told alike
	case ipc.LlmErrorNameAuthentication:
		key := "the key"
		if whom.variable != "" {
			key += " in " + whom.variable
		}
		return whom.display + " refused " + key + http + said
	case ipc.LlmErrorNameAccessDenied:
		return whom.display + " does not allow this with the given key" + http + said
	}
	return whom.display + " answered with an error" + http + said
}

// toldBy returns codes and message of a body: {error: {message, code, type, status}}, {error: "…"}, {message}, [{error}],
// {detail}, text. A page of a proxy says nothing.
func toldBy(body any) (codes, message string) {
	body = firstOf(body)
	if text, is := body.(string); is {
		if isPage().MatchString(text) {
			return "", ""
		}
		return "", text
	}
	inner := member(body, "error")
	if text, is := inner.(string); is {
		return "", text
	}
	if inner == nil {
		inner = body
	}
	all := []any{member(inner, "type"), member(inner, "code"), member(inner, "status"), member(member(inner, "innererror"), "code")}
	var found []string
	for _, code := range append(all, reasonsIn(member(inner, "details"))...) {
		if text, is := code.(string); is {
			found = append(found, text)
		}
	}
	said := member(inner, "message")
	if said == nil {
		said = member(inner, "detail")
	}
	return strings.Join(found, " "), asText(said)
}

// reasonsIn returns `reason` and `quotaId` of Google's error details.
func reasonsIn(details any) (reasons []any) {
	list, _ := details.([]any)
	for _, detail := range list {
		reasons = append(reasons, member(detail, "reason"))
		violations, _ := member(detail, "violations").([]any)
		for _, violation := range violations {
			reasons = append(reasons, member(violation, "quotaId"))
		}
	}
	return reasons
}

func asText(said any) string {
	if text, is := said.(string); is || said == nil {
		return text
	}
	raw, err := json.Marshal(said)
	if err != nil {
		return ""
	}
	return string(raw)
}

func parsed(body []byte) any {
	var value any
	if json.Unmarshal(body, &value) != nil {
		return string(body)
	}
	return value
}
