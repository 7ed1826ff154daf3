package main

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// What the service says of itself is checked in, so that a change of it is seen.
func TestDescribe(t *testing.T) {
	t.Parallel()
	want, err := os.ReadFile("testdata/describe.json")
	if err != nil {
		t.Fatal(err)
	}
	host := open(t, startServer(t, nil), object{})
	got, err := host.Call(t.Context(), protocol.MethodDescribe, object{})
	if err != nil {
		t.Fatal(err)
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, got, "", "  "); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(append(indented.Bytes(), '\n'), want) {
		t.Errorf("it says\n%s", indented.String())
	}
}
