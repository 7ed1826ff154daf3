package stdio

import "golang.org/x/sys/unix"

// dup makes `to` another number of `from`, open in children too. (Linux on arm64 has no dup2.)
func dup(from, to int) error { return unix.Dup3(from, to, 0) }
