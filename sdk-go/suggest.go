package ipc

import "strings"

// nearest returns the known name that `name` is most likely a slip of: at most a third of its letters differ.
func nearest(name string, known []string) (near string, ok bool) {
	best := max(len([]rune(name))/3, 1) + 1
	for _, candidate := range known {
		if d := distance(strings.ToLower(name), strings.ToLower(candidate)); d < best {
			near, best, ok = candidate, d, true
		}
	}
	return near, ok
}

// distance counts the edits (insert, delete, replace, swap of neighbours) from one name to the other.
func distance(from, to string) int {
	a, b := []rune(from), []rune(to)
	before, last := []int{}, make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			replace := last[j-1]
			if a[i-1] != b[j-1] {
				replace++
			}
			row[j] = min(replace, last[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
