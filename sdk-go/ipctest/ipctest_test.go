package ipctest_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/ipctest"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

type input struct {
	Path string `json:"path"`
}

// lineCount asks the host to read a file and counts its lines.
func lineCount(ctx context.Context, in input) (int, error) {
	call := ipc.FromContext(ctx)
	call.Progress("reading "+in.Path, 0, 0)
	raw, _ := json.Marshal(map[string]string{"file_path": in.Path}) //nolint:errchkjson // a map of strings
	result, err := call.Host().ExecuteTool(ctx, ipc.ToolExecuteParams{Name: "read_file", Input: raw})
	if err != nil {
		return 0, err
	}
	if !result.SuccessOrDefault() {
		return 0, ipc.Fail("cannot read %s", in.Path)
	}
	var lines []string
	err = json.Unmarshal(result.Output, &lines)
	return len(lines), err
}

func service(stopped *atomic.Bool) *ipc.Service {
	svc := ipc.NewService("lines")
	ipc.AddTool(svc, "line_count", "Count the lines of a file.", lineCount)
	ipc.AddTool(svc, "liar", "Promises a number.", func(context.Context, struct{}) (ipc.ToolResult, error) {
		return ipc.ToolResult{Output: json.RawMessage("1")}, nil
	}, ipc.OutputSchema(json.RawMessage(`{"type":"integer"}`)))
	svc.OnStop(func(context.Context) error {
		stopped.Store(true)
		return nil
	})
	return svc
}

func TestAServiceInMemory(t *testing.T) {
	t.Parallel()
	var stopped atomic.Bool
	t.Run("served", func(t *testing.T) {
		host := ipctest.Start(t, service(&stopped))
		host.Handle(protocol.MethodRequestToolExecute, func(_ context.Context, params json.RawMessage) (any, error) {
			var asked ipc.ToolExecuteParams
			if err := json.Unmarshal(params, &asked); err != nil {
				return nil, err
			}
			if string(asked.Input) != `{"file_path":"a.txt"}` {
				return map[string]any{"success": false, "output": "no such file"}, nil
			}
			return map[string]any{"output": []string{"x", "y"}}, nil
		})
		result, err := host.ExecuteTool("line_count", input{"a.txt"})
		if err != nil || string(result.Output) != "2" {
			t.Errorf("got %s, %v", result.Output, err)
		}
		if notes := host.Notifications(); len(notes) != 1 || notes[0].Method != "$/progress" {
			t.Errorf("got %v", notes)
		}
		result, err = host.ExecuteTool("line_count", input{"b.txt"})
		if err != nil || result.SuccessOrDefault() || result.Error.Message != "cannot read b.txt" {
			t.Errorf("got %+v, %v", result, err)
		}
		if _, err = host.ExecuteTool("liar", map[string]any{}); err != nil {
			t.Error(err)
		}
	})
	if !stopped.Load() {
		t.Error("the cleanup must run at the end of the test")
	}
}

func TestWhatIsNotHandledIsRefused(t *testing.T) {
	t.Parallel()
	var stopped atomic.Bool
	_, err := ipctest.Start(t, service(&stopped)).ExecuteTool("line_count", input{"a.txt"})
	if ipc.KindOf(err) != ipc.ErrorKindPermissionDenied {
		t.Errorf("got %v", err)
	}
}

func TestAPlainFunctionStaysOne(t *testing.T) {
	t.Parallel()
	_, err := lineCount(context.Background(), input{"a.txt"})
	if ipc.KindOf(err) != ipc.ErrorKindServiceUnavailable {
		t.Errorf("without a host there is none: %v", err)
	}
}

func TestEndingTheContextCancelsTheCall(t *testing.T) {
	t.Parallel()
	svc := ipc.NewService("slow")
	started, ended := make(chan struct{}), make(chan string, 1)
	ipc.AddTool(svc, "wait", "Wait to be cancelled.", func(ctx context.Context, _ struct{}) (int, error) {
		close(started)
		<-ctx.Done()
		ended <- context.Cause(ctx).Error()
		return 0, ctx.Err()
	})
	host := ipctest.Start(t, svc)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		_, err := host.Call(ctx, protocol.MethodToolExecute, map[string]any{"name": "wait", "input": map[string]any{}})
		done <- err
	}()
	<-started
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if got := <-ended; got != "the caller cancelled the request" {
		t.Errorf("got %s", got)
	}
}

func TestAHostThatIsSilentTimesOut(t *testing.T) {
	t.Parallel()
	svc := ipc.NewService("impatient")
	ipc.AddTool(svc, "ask", "Ask the state, but not for long.", func(ctx context.Context, _ struct{}) (string, error) {
		_, err := ipc.FromContext(ctx).Host().Within(10*time.Millisecond).GetState(ctx, "x")
		return string(ipc.KindOf(err)), nil
	})
	host := ipctest.Start(t, svc)
	host.Handle(protocol.MethodStateGet, func(ctx context.Context, _ json.RawMessage) (any, error) {
		<-ctx.Done() // the time-out of the service cancels it
		return nil, ctx.Err()
	})
	if result, err := host.ExecuteTool("ask", map[string]any{}); err != nil || string(result.Output) != `"deadline_exceeded"` {
		t.Errorf("got %s, %v", result.Output, err)
	}
}
