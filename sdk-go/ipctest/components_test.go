package ipctest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/ipctest"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// notebook is a context manager that tells of its set-up and its cleanup.
type notebook struct {
	mu       sync.Mutex
	messages []ipc.Message
	broken   int // how many set-ups fail
	events   []string
}

func (n *notebook) note(event string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.events = append(n.events, event)
}

func (n *notebook) Setup(context.Context) error {
	n.note("set up")
	switch n.broken--; n.broken {
	case 1:
		return errors.New("the disk is full")
	case 0:
		panic("the disk is on fire")
	}
	return nil
}

func (n *notebook) Cleanup(context.Context) error {
	n.note("cleaned up")
	return nil
}

func (n *notebook) AddMessage(_ context.Context, message ipc.Message) error {
	n.messages = append(n.messages, message)
	return nil
}

func (n *notebook) GetMessages(context.Context, ipc.ContextGetMessagesParams) ([]ipc.Message, error) {
	return n.messages, nil
}

func (n *notebook) SetMessages(_ context.Context, messages []ipc.Message) error {
	n.messages = messages
	return nil
}

func (n *notebook) Clear(context.Context) error {
	n.messages = nil
	return nil
}

func TestAContextManager(t *testing.T) {
	t.Parallel()
	svc := ipc.NewService("history")
	ipc.AddContextManager(svc, "notebook", &notebook{})
	host := ipctest.Start(t, svc)
	if err := host.AddMessage(ipc.UserMessage("a")); err != nil {
		t.Fatal(err)
	}
	if err := host.SetMessages([]ipc.Message{ipc.UserMessage("b"), ipc.AssistantMessage("c")}); err != nil {
		t.Fatal(err)
	}
	messages, err := host.GetMessages(ipc.ContextGetMessagesParams{})
	if err != nil || len(messages) != 2 || messages[1].Content.String() != "c" {
		t.Errorf("got %v, %v", messages, err)
	}
	if err := host.ClearMessages(); err != nil {
		t.Fatal(err)
	}
	if messages, err = host.GetMessages(ipc.ContextGetMessagesParams{}); err != nil || messages == nil || len(messages) > 0 {
		t.Errorf("no messages are an empty list: got %v, %v", messages, err)
	}
}

func TestASetUpThatFailsFailsItsRequestAlone(t *testing.T) {
	t.Parallel()
	book := &notebook{broken: 2}
	t.Run("served", func(t *testing.T) {
		svc := ipc.NewService("history")
		ipc.AddContextManager(svc, "notebook", book)
		host := ipctest.Start(t, svc)
		for _, want := range []string{"the disk is full", "the disk is on fire"} {
			if err := host.ClearMessages(); ipc.KindOf(err) != ipc.ErrorKindInternalError || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v", err)
			}
		}
		for range 2 {
			if err := host.ClearMessages(); err != nil {
				t.Error(err)
			}
		}
	})
	if want := []string{"set up", "set up", "set up", "cleaned up"}; !reflect.DeepEqual(book.events, want) {
		t.Errorf("got %v", book.events)
	}
}

func TestWhatWasNotSetUpIsNotCleanedUp(t *testing.T) {
	t.Parallel()
	book := &notebook{}
	t.Run("served", func(t *testing.T) {
		svc := ipc.NewService("history")
		ipc.AddContextManager(svc, "notebook", book)
		ipctest.Start(t, svc)
	})
	if book.events != nil {
		t.Errorf("got %v", book.events)
	}
}

func TestEveryKindHasASetUp(t *testing.T) {
	t.Parallel()
	var done []string
	t.Run("served", func(t *testing.T) {
		svc := ipc.NewService("setups")
		ipc.AddTool(svc, "tool", "", func(context.Context, struct{}) (struct{}, error) { return struct{}{}, nil })
		ipc.AddHook(svc, "hook", ipc.On("*"), func(context.Context, ipc.Event) (ipc.HookResult, error) { return ipc.Continue(), nil })
		ipc.AddCapability(svc, "capability", "", func(context.Context, struct{}) (int, error) { return 0, nil })
		ipc.AddChannel(svc, "channel", ipc.Channel{Collect: func(context.Context) (any, error) { return 1, nil }})
		ipc.AddContent(svc, fstest.MapFS{"a.txt": {Data: []byte("a")}})
		for _, name := range []string{"tool", "hook", "capability", "channel", "content"} {
			svc.OnSetup(name, func(context.Context) error { done = append(done, name); return nil })
			svc.OnCleanup(name, func(context.Context) error { done = append(done, "no "+name); return nil })
		}
		host := ipctest.Start(t, svc)
		for range 2 {
			_, tool := host.ExecuteTool("tool", struct{}{})
			_, hook := host.EmitHook("vendor:x", "", struct{}{})
			_, capability := host.CallCapability("capability", struct{}{})
			_, channel := host.CollectChannel("channel")
			_, content := host.ReadContent("a.txt")
			if err := errors.Join(tool, hook, capability, channel, content); err != nil {
				t.Fatal(err)
			}
		}
	})
	want := []string{"tool", "hook", "capability", "channel", "content", "no content", "no channel", "no capability", "no hook", "no tool"}
	if !reflect.DeepEqual(done, want) {
		t.Errorf("got %v", done)
	}
}

func TestAnOrchestratorStreamsThroughAFakeHost(t *testing.T) {
	t.Parallel()
	svc := ipc.NewService("turns")
	ipc.AddOrchestrator(svc, "once", ipc.ExecuteFunc(func(ctx context.Context, turn ipc.OrchestratorExecuteParams) (ipc.OrchestratorExecuteResult, error) {
		call := ipc.FromContext(ctx)
		answer := call.Host().StreamComplete(ctx, ipc.ProviderCompleteParams{
			Request: ipc.ChatRequest{Messages: []ipc.Message{ipc.UserMessage(turn.Prompt)}},
		})
		for piece, err := range answer.Pieces() {
			if err == nil && piece.Kind == ipc.PieceToken {
				call.Token(piece.Index, piece.Text)
			}
		}
		response, err := answer.Response()
		return ipc.OrchestratorExecuteResult{Response: response.Text(), Status: ipc.TurnStatusCompleted}, err
	}))
	host := ipctest.Start(t, svc)
	ipctest.Handle(host, protocol.CallRequestProviderComplete, func(_ context.Context, p ipc.ProviderCompleteParams) (ipc.ChatResponse, error) {
		return ipc.TextResponse("you said " + p.Request.Messages[0].Content.String()), nil
	})
	result, err := host.Execute("hello", ipc.OrchestratorExecuteParams{})
	if err != nil || result.Response != "you said hello" || result.Status != ipc.TurnStatusCompleted {
		t.Errorf("got %+v, %v", result, err)
	}
	ipctest.Handle(host, protocol.CallRequestProviderComplete, func(context.Context, ipc.ProviderCompleteParams) (ipc.ChatResponse, error) {
		return ipc.ChatResponse{}, ipc.NewLLMError(ipc.LlmErrorNameQuotaExceeded, ipc.LLMError{Message: "no money", Provider: "robot"})
	})
	_, err = host.Execute("hello", ipc.OrchestratorExecuteParams{})
	var limit *ipc.RateLimitError
	if !errors.As(err, &limit) || ipc.LLMErrorName(err) != ipc.LlmErrorNameQuotaExceeded || ipc.IsRetryable(err) {
		t.Errorf("got %v", err)
	}
}

func TestAProviderIsStreamedOnlyIfAsked(t *testing.T) {
	t.Parallel()
	svc := ipc.NewService("models")
	ipc.AddProvider(svc, "echo", "", ipc.CompleteFunc(func(ctx context.Context, r ipc.ChatRequest) (ipc.ChatResponse, error) {
		call := ipc.FromContext(ctx)
		call.Token(0, r.Messages[0].Content.String())
		return ipc.TextResponse(r.Messages[0].Content.String()), nil
	}))
	host := ipctest.Start(t, svc)
	request := ipc.ChatRequest{Messages: []ipc.Message{ipc.UserMessage("hi")}}
	tokens, response, err := host.StreamComplete("echo", request)
	if err != nil || response.Text() != "hi" || !reflect.DeepEqual(tokens, []string{"hi"}) {
		t.Errorf("got %v, %v, %v", tokens, response, err)
	}
	before := len(host.Notifications())
	if response, err = host.Complete("", request); err != nil || response.Text() != "hi" || len(host.Notifications()) != before {
		t.Errorf("got %v, %v", response, err)
	}
}

func TestAnApprovalProvider(t *testing.T) {
	t.Parallel()
	svc := ipc.NewService("approvals")
	ipc.AddApprovalProvider(svc, "by_risk", ipc.ApprovalFunc(func(_ context.Context, r ipc.ApprovalRequest) (ipc.ApprovalResult, error) {
		return ipc.ApprovalResult{Approved: r.RiskLevel == ipc.RiskLevelLow}, nil
	}))
	host := ipctest.Start(t, svc)
	for risk, want := range map[ipc.RiskLevel]bool{ipc.RiskLevelLow: true, ipc.RiskLevelHigh: false} {
		result, err := host.RequestApproval("by_risk", ipc.ApprovalRequest{ToolName: "bash", Action: "run", RiskLevel: risk})
		if err != nil || result.Approved != want {
			t.Errorf("%s: got %+v, %v", risk, result, err)
		}
	}
}

func TestContent(t *testing.T) {
	t.Parallel()
	svc := ipc.NewService("files")
	ipc.AddContent(svc, fstest.MapFS{
		"b/hello.md": {Data: []byte("Hello.\n")}, "a.bin": {Data: []byte{0xff}}, "c.unknown": {Data: nil},
	})
	host := ipctest.Start(t, svc)
	paths, err := host.ListContent("")
	if want := []string{"a.bin", "b/hello.md", "c.unknown"}; err != nil || !reflect.DeepEqual(paths, want) {
		t.Errorf("got %v, %v", paths, err)
	}
	hello, err := host.ReadContent("b/hello.md")
	if err != nil || hello.Content != "Hello.\n" || hello.Encoding != "utf-8" || *hello.MimeType != "text/markdown" {
		t.Errorf("got %+v, %v", hello, err)
	}
	binary, err := host.ReadContent("a.bin")
	if err != nil || binary.Content != "/w==" || binary.Encoding != "base64" {
		t.Errorf("got %+v, %v", binary, err)
	}
	for _, path := range []string{"b", "../b/hello.md", "/b/hello.md", "b//hello.md", "b\\hello.md", "a.bin\x00", ""} {
		var refused *ipc.Error
		if _, err := host.ReadContent(path); !errors.As(err, &refused) || refused.Kind() != ipc.ErrorKindNotFound || *refused.Data.What != "content" {
			t.Errorf("%q: got %v", path, err)
		}
	}
}

func TestCapabilitiesAndChannels(t *testing.T) {
	t.Parallel()
	svc := ipc.NewService("exports")
	var news []string
	ipc.AddCapability(svc, "words.count", "Count.", func(_ context.Context, words []string) (int, error) { return len(words), nil })
	ipc.AddChannel(svc, "news", ipc.Channel{
		Collect: func(context.Context) (any, error) { return news, nil },
		Receive: func(ctx context.Context, m ipc.ChannelMessageParams) error {
			if string(m.Data) == "0" {
				panic("bad news")
			}
			value, err := ipc.FromContext(ctx).Host().GetState(ctx, "place")
			news = append(news, m.Sender+" "+string(m.Data)+" "+string(value))
			return err
		},
	})
	host := ipctest.Start(t, svc)
	ipctest.Handle(host, protocol.CallStateGet, func(context.Context, ipc.StateGetParams) (ipc.StateGetResult, error) {
		return ipc.StateGetResult{Value: json.RawMessage(`"here"`)}, nil
	})
	if output, err := host.CallCapability("words.count", []string{"a", "b"}); err != nil || string(output) != "2" {
		t.Errorf("got %s, %v", output, err)
	}
	var refused *ipc.Error
	if _, err := host.CallCapability("words.count", []any{1, "a", nil}); !errors.As(err, &refused) || len(refused.Data.Errors) != 2 || refused.Data.Errors[1].Path != "/input/2" {
		t.Errorf("got %v", err)
	}
	host.Publish("news", "weather", 0)
	host.Publish("weather", "weather", 1)
	host.Publish("news", "weather", 2)
	if data, err := host.CollectChannel("news"); err != nil || string(data) != `["weather 2 \"here\""]` {
		t.Errorf("got %s, %v", data, err)
	}
}

func TestLeavingAStreamCancelsIt(t *testing.T) {
	t.Parallel()
	svc := ipc.NewService("impatient")
	cancelled := make(chan struct{})
	ipc.AddTool(svc, "ask", "", func(ctx context.Context, _ struct{}) (string, error) {
		answer := ipc.FromContext(ctx).Host().StreamComplete(ctx, ipc.ProviderCompleteParams{})
		text := ""
		for piece, err := range answer.Pieces() {
			if text = piece.Text; err == nil {
				break
			}
		}
		_, err := answer.Response()
		return fmt.Sprint(text, ": ", err), nil
	})
	ipc.AddTool(svc, "panic", "", func(ctx context.Context, _ struct{}) (string, error) {
		for _, err := range ipc.FromContext(ctx).Host().StreamComplete(ctx, ipc.ProviderCompleteParams{}).Pieces() {
			if err != nil {
				return "", err
			}
			panic("in the loop")
		}
		return "", nil
	})
	host := ipctest.Start(t, svc)
	host.Handle(protocol.MethodRequestProviderComplete, func(ctx context.Context, _ json.RawMessage) (any, error) {
		ipctest.Stream(ctx, protocol.MethodStreamProviderToken, map[string]any{"index": 0, "text": "a"})
		<-ctx.Done()
		cancelled <- struct{}{}
		return nil, ctx.Err()
	})
	if result, err := host.ExecuteTool("ask", struct{}{}); err != nil || string(result.Output) != `"a: the loop over the pieces was left before the answer was complete"` {
		t.Errorf("got %s, %v", result.Output, err)
	}
	<-cancelled
	if _, err := host.ExecuteTool("panic", struct{}{}); ipc.KindOf(err) != ipc.ErrorKindInternalError {
		t.Errorf("got %v", err)
	}
	<-cancelled
}
