//go:build unix

// Package stdio moves the wire out of reach of prints and children.
package stdio

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// firstPrivate: the private descriptors get numbers from here on, away from those that programs expect.
const firstPrivate = 10

// Guard moves descriptors 0 and 1 to private, close-on-exec numbers and returns them. From then on 0 reads nothing
// and 1 writes to stderr, for this process and its children: neither can touch the wire.
func Guard() (in, out *os.File, err error) {
	if in, err = private(0, "wire in"); err != nil {
		return nil, nil, err
	}
	out, err = GuardOut()
	return in, out, err
}

// GuardOut does the same for who has nothing to read: it returns what descriptor 1 was.
func GuardOut() (out *os.File, err error) {
	if out, err = private(1, "wire out"); err != nil {
		return nil, err
	}
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return nil, fmt.Errorf("stdin cannot be closed to prints and children: %w", err)
	}
	defer null.Close() //nolint:errcheck // nothing was written to it
	if err = replace(int(null.Fd()), 0); err != nil {
		return nil, err
	}
	if replace(2, 1) != nil { // stderr is closed
		err = replace(int(null.Fd()), 1)
	}
	return out, err
}

func private(fd int, name string) (*os.File, error) {
	moved, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, firstPrivate)
	if err != nil {
		return nil, fmt.Errorf("descriptor %d is not open; a service talks to its host over stdin and stdout: %w", fd, err)
	}
	return os.NewFile(uintptr(moved), name), nil
}

func replace(from, to int) error {
	if err := dup(from, to); err != nil {
		return fmt.Errorf("descriptor %d cannot be replaced: %w", to, err)
	}
	return nil
}
