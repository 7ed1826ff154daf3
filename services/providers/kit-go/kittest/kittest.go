// Package kittest is what the tests of every adapter share.
package kittest

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"testing"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/ipctest"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
	"github.com/amplifier-ipc/amplifier-ipc/services/providers/kit-go"
)

// Open returns an adapter behind its fake host: with these settings, at this base URL, without retries unless they say so.
func Open(t *testing.T, provider string, file []byte, service func(kit.ModelsFile) *ipc.Service, url string, config map[string]any) *ipctest.Host {
	t.Helper()
	models, err := kit.ReadModels(file)
	if err != nil {
		t.Fatal(err)
	}
	host := ipctest.Start(t, service(models))
	all := map[string]any{"base_url": url, "max_retries": 0}
	maps.Copy(all, config)
	if err := host.Configure(map[string]any{provider: all}); err != nil {
		t.Fatal(err)
	}
	return host
}

// Request reads a request as the host sends it.
func Request(t *testing.T, text string) (request ipc.ChatRequest) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &request); err != nil {
		t.Fatal(err)
	}
	return request
}

// WireOf is what an error tells programs.
func WireOf(err error) ipc.ErrorData { return ipc.AsError(err).Data }

// ListModels asks for the models.
func ListModels(t *testing.T, host *ipctest.Host) ([]ipc.ModelInfo, error) {
	t.Helper()
	result, err := ipctest.Ask(host, protocol.CallProviderListModels, ipc.ProviderListModelsParams{})
	return result.Models, err
}

// Described fails when the service says of itself anything else than its testdata/describe.json holds.
func Described(t *testing.T, host *ipctest.Host) {
	t.Helper()
	want, err := os.ReadFile("testdata/describe.json")
	if err != nil {
		t.Fatal(err)
	}
	got, err := host.Call(t.Context(), protocol.MethodDescribe, map[string]any{})
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
