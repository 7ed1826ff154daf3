package main

import (
	"testing"

	"github.com/amplifier-ipc/amplifier-ipc/services/providers/kit-go/kittest"
)

// What the service says of itself is checked in, so that a change of it is seen.
func TestDescribe(t *testing.T) {
	t.Parallel()
	kittest.Described(t, open(t, startServer(t, nil), object{}))
}
