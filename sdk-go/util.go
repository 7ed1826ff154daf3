package ipc

import (
	"cmp"
	"slices"
	"strings"
)

var pointerEscaper = strings.NewReplacer("~", "~0", "/", "~1")

// pointerTo returns the JSON Pointer of a member.
func pointerTo(name string) string { return "/" + pointerEscaper.Replace(name) }

func contains(list []string, item string) bool { return slices.Contains(list, item) }

func sortedFaults(faults []Fault) []Fault {
	slices.SortStableFunc(faults, func(a, b Fault) int { return cmp.Compare(a.Path, b.Path) })
	return faults
}
