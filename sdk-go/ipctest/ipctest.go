// Package ipctest runs a service in memory, with a fake host and without a process.
//
//	host := ipctest.Start(t, svc)
//	result, err := host.ExecuteTool("word_count", map[string]any{"text": "a b"})
//
// It also has the conformance suite in one line ([Conforms]), and the tool by which the suite sees the most
// ([AddFixture]).
package ipctest

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"sync"
	"testing"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/message"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/peer"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/rpc"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/schema"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// Notification is what the service sent without wanting an answer: progress, tokens, log lines.
type Notification struct {
	Method string
	Params json.RawMessage
}

// Answer answers a request of the service: with a result, or with an error such as [*ipc.Error].
type Answer func(ctx context.Context, params json.RawMessage) (any, error)

// Host is the fake host. Its methods may be called from several goroutines.
type Host struct {
	t       testing.TB
	conn    *rpc.Conn
	outputs map[string]*schema.Schema
	cwd     string

	mu       sync.Mutex
	answers  map[string]Answer
	notified []Notification
}

// Start serves svc and describes it. At the end of the test the connection is closed and the service's cleanups run.
func Start(t testing.TB, svc *ipc.Service) *Host {
	t.Helper()
	toService, fromHost := io.Pipe()
	toHost, fromService := io.Pipe()
	h := &Host{t: t, answers: map[string]Answer{}, outputs: map[string]*schema.Schema{}, cwd: t.TempDir()}
	opened := make(chan struct{})
	h.conn = rpc.Open(toHost, fromHost, rpc.Options{Side: peer.Host, Request: func(r *rpc.Request) {
		<-opened
		go h.answer(r)
	}, Notification: h.note})
	close(opened)
	served := make(chan error, 1)
	go func() {
		served <- svc.ServeOn(context.Background(), toService, fromService)
		_ = fromService.Close() // never fails
	}()
	t.Cleanup(func() {
		_ = fromHost.Close() // never fails
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	if err := svc.Err(); err != nil {
		t.Fatal(err)
	}
	h.learn(h.Describe())
	return h
}

// learn remembers the output schemas, which outputs are checked against.
func (h *Host) learn(described ipc.DescribeResult) {
	h.t.Helper()
	for _, tool := range described.Capabilities.Tools {
		if tool.OutputSchema == nil {
			continue
		}
		compiled, err := schema.Compile(tool.OutputSchema)
		if err != nil {
			h.t.Fatalf("output schema of %s: %v", tool.Name, err)
		}
		h.outputs[tool.Name] = compiled
	}
}

// Handle sets how the fake host answers a method, such as [protocol.MethodRequestToolExecute]. What has no answer is
// refused with permission_denied, as a host does without a grant. The package's function of this name does the same
// with types.
func (h *Host) Handle(method string, answer Answer) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.answers[method] = answer
}

// Notifications returns what the service has sent so far. What belongs to a request is there when its answer is.
func (h *Host) Notifications() []Notification {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]Notification(nil), h.notified...)
}

func (h *Host) note(method string, params json.RawMessage) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.notified = append(h.notified, Notification{method, params})
}

type requestKey struct{}

// Stream sends a notification about the call that an [Answer] answers, which its context belongs to; the params are an
// object without `request_id`.
func Stream(ctx context.Context, method string, params any) {
	r, is := ctx.Value(requestKey{}).(*rpc.Request)
	raw, err := jsontext.Marshal(params)
	if is && err == nil {
		r.Notify(method, raw)
	}
}

func (h *Host) answer(r *rpc.Request) {
	h.mu.Lock()
	answer := h.answers[r.Method]
	h.mu.Unlock()
	var result any
	var err error = ipc.NewError(ipc.ErrorKindPermissionDenied, "the fake host does not serve "+r.Method+": say host.Handle")
	if answer != nil {
		result, err = answer(context.WithValue(r.Context(), requestKey{}, r), r.Params)
	}
	var raw json.RawMessage
	if err == nil {
		raw, err = jsontext.Marshal(result)
	}
	if err != nil {
		failure := ipc.AsError(err)
		data, _ := failure.Data.MarshalJSON() // generated types hold only what has been JSON
		r.Fail(message.Error{Code: failure.Code, Message: failure.Message, Data: data})
		return
	}
	r.Answer(raw)
}

// Call makes any request. The error is an [*ipc.Error], or an LLM error of its class.
func (h *Host) Call(ctx context.Context, method string, params any) (json.RawMessage, error) {
	h.t.Helper()
	raw, err := jsontext.Marshal(params)
	if err != nil {
		h.t.Fatalf("params of %s: %v", method, err)
	}
	answer, err := h.conn.Call(ctx, method, raw, rpc.CallOptions{Stream: h.note})
	var refused *rpc.CallError
	if errors.As(err, &refused) {
		return nil, ipc.ErrorFrom(refused.Failure.Code, refused.Failure.Message, refused.Failure.Data)
	}
	return answer, err
}

func call[R any](h *Host, method string, params any) (result R, err error) {
	h.t.Helper()
	raw, err := h.Call(context.Background(), method, params)
	if err != nil {
		return result, err
	}
	if err := json.Unmarshal(raw, &result); err != nil {
		h.t.Fatalf("the service's answer to %s does not fit: %v", method, err)
	}
	return result, nil
}

// Describe asks what the service offers.
func (h *Host) Describe() ipc.DescribeResult {
	h.t.Helper()
	result, err := call[ipc.DescribeResult](h, protocol.MethodDescribe, map[string]any{})
	if err != nil {
		h.t.Fatal(err)
	}
	return result
}

// Configure sends a configuration: component → its config.
func (h *Host) Configure(config map[string]any) error {
	h.t.Helper()
	params := map[string]any{"config": config, "session": map[string]any{"id": "test", "cwd": h.cwd}}
	_, err := call[ipc.ConfigureResult](h, protocol.MethodConfigure, params)
	return err
}

// ExecuteTool runs a tool. The output of one that succeeds is checked against its output schema.
func (h *Host) ExecuteTool(name string, input any) (ipc.ToolResult, error) {
	h.t.Helper()
	result, err := call[ipc.ToolResult](h, protocol.MethodToolExecute, map[string]any{"name": name, "input": input})
	if outputs := h.outputs[name]; err == nil && outputs != nil && result.SuccessOrDefault() {
		if _, faults := outputs.Check(result.Output); len(faults) > 0 {
			h.t.Errorf("the output of %s does not fit its output schema: %v", name, faults)
		}
	}
	return result, err
}

// EmitHook asks one hook, or with an empty name all that want the event.
func (h *Host) EmitHook(event, hook string, data any) (ipc.HookResult, error) {
	h.t.Helper()
	params := map[string]any{"event": event, "data": data}
	if hook != "" {
		params["hook"] = hook
	}
	return call[ipc.HookResult](h, protocol.MethodHookEmit, params)
}
