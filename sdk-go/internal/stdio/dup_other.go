//go:build unix && !linux

package stdio

import "golang.org/x/sys/unix"

// dup makes `to` another number of `from`, open in children too.
func dup(from, to int) error { return unix.Dup2(from, to) }
