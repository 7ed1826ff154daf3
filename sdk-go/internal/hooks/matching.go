// Package hooks is the fan-out of events as a pure function (protocol §7): which handlers an event reaches, and how
// their answers fold into one.
package hooks

import (
	"cmp"
	"slices"
	"strings"
)

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

// Handler is a hook handler as far as its place in the chain goes.
type Handler struct {
	Name     string
	Events   []string
	Priority int64
}

// Order returns the places, in the list, of the handlers that want the event, in the order in which they are asked:
// ascending priority, then the order of the list.
func Order(list []Handler, event string) []int {
	var chosen []int
	for i, handler := range list {
		if Wants(handler.Events, event) {
			chosen = append(chosen, i)
		}
	}
	slices.SortStableFunc(chosen, func(a, b int) int { return cmp.Compare(list[a].Priority, list[b].Priority) })
	return chosen
}
