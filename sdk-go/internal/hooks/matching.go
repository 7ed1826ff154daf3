// Package hooks is the fan-out of events as a pure function (protocol §7): which handlers an event reaches, and how
// their answers fold into one.
package hooks

import "strings"

// Matches tells whether a pattern covers an event: the exact name, `*`, or `prefix:*` (all that begins with `prefix:`).
func Matches(pattern, event string) bool {
	prefix, open := strings.CutSuffix(pattern, "*")
	if open && (prefix == "" || strings.HasSuffix(prefix, ":")) {
		return strings.HasPrefix(event, prefix)
	}
	return pattern == event
}

// Wants tells whether one of the patterns covers the event.
func Wants(patterns []string, event string) bool {
	for _, pattern := range patterns {
		if Matches(pattern, event) {
			return true
		}
	}
	return false
}
