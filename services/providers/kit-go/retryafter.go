package kit

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// retryAfter returns the seconds to wait that a response asks for: `retry-after-ms`, `retry-after` (seconds or an HTTP
// date, RFC 9110 10.2.3), or Google's RetryInfo in the body.
func retryAfter(header http.Header, body any, now time.Time) (seconds float64, said bool) {
	if ms, ok := decimalNumber(header.Get("Retry-After-Ms")); ok {
		return ms / 1000, true
	}
	asked := strings.TrimSpace(header.Get("Retry-After"))
	if seconds, ok := decimalNumber(asked); ok {
		return seconds, true
	}
	if date, err := http.ParseTime(asked); err == nil {
		return math.Max(0, date.Sub(now).Seconds()), true
	}
	return retryInfo(body)
}

// retryInfo reads {"error": {"details": [{"@type": "…RetryInfo", "retryDelay": "17s"}]}} (google.rpc.RetryInfo).
func retryInfo(body any) (seconds float64, said bool) {
	body = firstOf(body)
	details, _ := member(member(body, "error"), "details").([]any)
	for _, detail := range details {
		delay, _ := member(detail, "retryDelay").(string)
		if number, isSeconds := strings.CutSuffix(delay, "s"); isSeconds {
			if seconds, ok := decimalNumber(number); ok {
				return seconds, true
			}
		}
	}
	return 0, false
}

// decimalNumber reads digits with or without a point: no sign, no exponent, no word.
func decimalNumber(text string) (float64, bool) {
	text = strings.TrimSpace(text)
	if text == "" || strings.Trim(text, "0123456789.") != "" {
		return 0, false
	}
	number, err := strconv.ParseFloat(text, 64)
	return number, err == nil
}

// member returns a member of what may be an object.
func member(value any, name string) any {
	object, _ := value.(map[string]any)
	return object[name]
}

// firstOf returns the first item of a list, anything else as it is.
func firstOf(value any) any {
	if list, is := value.([]any); is && len(list) > 0 {
		return list[0]
	}
	return value
}
