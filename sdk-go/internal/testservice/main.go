// Command testservice is the service that the stdio tests start: it misbehaves in every way that an author can.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/ipctest"
)

type textInput struct {
	Text   string `json:"text" jsonschema:"the text"`
	Unique bool   `json:"unique" default:"false" jsonschema:"count each word once"`
	Limit  int    `json:"limit,omitempty" minimum:"1" maximum:"10"`
}

type nothing struct{}

// gate holds calls of the tool `wait` back until the tool `open` is called.
var gate = make(chan string)

func main() {
	svc := ipc.NewService("test", append(limits(), ipc.Version("1.2.3"), ipc.Requires(ipc.GrantToolExecute))...)
	addTools(svc)
	addFaults(svc)
	ipctest.AddFixture(svc)
	ipc.AddHook(svc, "guard", ipc.On("tool:pre").Priority(5).DenyOnError(),
		func(_ context.Context, e ipc.ToolPreData) (ipc.HookResult, error) {
			if e.ToolName == "bash" {
				return ipc.Deny("no bash here"), nil
			}
			return ipc.HookResult{}, nil
		})
	ipc.AddHook(svc, "tagger", ipc.On("*"), func(_ context.Context, e ipc.Event) (ipc.HookResult, error) {
		return ipc.Modify(map[string]string{"seen": e.Name}), nil
	})
	ipc.AddProvider(svc, "parrot", "Parrot", ipc.CompleteFunc(complete))
	ipc.OnConfigure(svc, "word_count", func(_ context.Context, c struct {
		Language string `json:"language" enum:"en,de"`
	},
	) error {
		fmt.Fprintln(os.Stderr, "language", c.Language)
		return nil
	})
	if os.Getenv("TEST_ORCHESTRATOR") != "" {
		ipc.AddOrchestrator(svc, "relay", ipc.ExecuteFunc(relay))
	}
	svc.OnStop(func(context.Context) error {
		fmt.Fprintln(os.Stderr, "cleaned up")
		return nil
	})
	log.Fatal(svc.Serve(context.Background()))
}

// limits are those that a test asks for.
func limits() []ipc.Option {
	var options []ipc.Option
	for name, option := range map[string]func(int) ipc.Option{
		"TEST_MAX_CONCURRENCY": ipc.MaxConcurrency, "TEST_MAX_MESSAGE_BYTES": ipc.MaxMessageBytes,
	} {
		if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
			options = append(options, option(n))
		}
	}
	return options
}

// relay passes on what the host's provider says.
func relay(ctx context.Context, _ ipc.OrchestratorExecuteParams) (ipc.OrchestratorExecuteResult, error) {
	call := ipc.FromContext(ctx)
	answer := call.Host().StreamComplete(ctx, ipc.ProviderCompleteParams{})
	for piece, err := range answer.Pieces() {
		if err == nil {
			call.Token(piece.Index, piece.Text)
		}
	}
	response, err := answer.Response()
	result := ipc.OrchestratorExecuteResult{Response: response.Text(), Status: ipc.TurnStatusCompleted}
	select {
	case <-call.Graceful():
		result.Status = ipc.TurnStatusCancelled
	default:
	}
	return result, err
}

func addTools(svc *ipc.Service) {
	ipc.AddTool(svc, "word_count", "Count the words of a text.",
		func(_ context.Context, in textInput) (int, error) { return len(strings.Fields(in.Text)), nil }, ipc.ReadOnly())
	ipc.AddTool(svc, "wait", "Wait for one call of `open`.",
		func(ctx context.Context, _ nothing) (string, error) {
			select {
			case text := <-gate:
				return text, nil
			case <-ctx.Done():
				return "", ctx.Err()
			}
		})
	ipc.AddTool(svc, "open", "Let one call of `wait` go on.",
		func(ctx context.Context, in textInput) (struct{}, error) {
			select {
			case gate <- in.Text:
			case <-ctx.Done():
			}
			return struct{}{}, ctx.Err()
		})
	ipc.AddTool(svc, "ask", "Ask the host to run a tool.",
		func(ctx context.Context, in textInput) (string, error) {
			call := ipc.FromContext(ctx)
			call.Progress("asking", 1, 2)
			call.Log(ipc.LogLevelInfo, "asking", map[string]string{"tool": in.Text})
			result, err := call.Host().ExecuteTool(ctx, ipc.ToolExecuteParams{Name: in.Text, Input: []byte(`{}`)})
			return "the host says " + string(result.Output), err
		})
}

func addFaults(svc *ipc.Service) {
	ipc.AddTool(svc, "print", "Print, in this process and in a child.",
		func(ctx context.Context, _ nothing) (string, error) {
			fmt.Println("printed")
			if _, err := syscall.Write(1, []byte("written\n")); err != nil {
				return "", err
			}
			child := exec.CommandContext(ctx, "/bin/sh", "-c", "cat; echo from the child; yes | head -n 1")
			child.Stdin, child.Stdout, child.Stderr = os.Stdin, os.Stdout, os.Stderr
			return "done", child.Run()
		})
	ipc.AddTool(svc, "fail", "Fail as a tool does.",
		func(_ context.Context, in textInput) (int, error) { return 0, ipc.Fail("no %s here", in.Text) })
	ipc.AddTool(svc, "error", "Return an error.",
		func(context.Context, nothing) (int, error) { return 0, fmt.Errorf("outer: %w", errors.New("inner")) })
	ipc.AddTool(svc, "panic", "Panic.", func(context.Context, nothing) (int, error) {
		var list []int
		return list[len(os.Args)+5], nil //nolint:gosec // that it panics is the point
	})
	ipc.AddTool(svc, "goexit", "End the goroutine.", func(context.Context, nothing) (int, error) {
		runtime.Goexit()
		return 0, nil
	})
	ipc.AddTool(svc, "big", "Return two MiB.",
		func(context.Context, nothing) (string, error) { return strings.Repeat("x", 2<<20), nil })
	ipc.AddTool(svc, "deaf", "Ignore the cancel and the deadline.", func(context.Context, nothing) (int, error) {
		<-gate
		return 0, nil
	})
}

func complete(ctx context.Context, request ipc.ChatRequest) (ipc.ChatResponse, error) {
	if len(request.Messages) == 0 {
		return ipc.ChatResponse{}, &ipc.RateLimitError{LLMError: ipc.LLMError{Message: "slow down", Provider: "parrot", RetryAfter: 1.5}}
	}
	call := ipc.FromContext(ctx)
	call.Token(0, "hello ")
	call.Token(0, "there")
	return ipc.ChatResponse{Content: []ipc.ContentBlock{&ipc.TextBlock{Text: "hello there"}}}, nil
}
