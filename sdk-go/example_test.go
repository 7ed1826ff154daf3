package ipc_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/ipctest"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// CountInput is the input of the examples.
type CountInput struct {
	Text string `json:"text" jsonschema:"the text to count in"`
}

func countWords(_ context.Context, in CountInput) (int, error) {
	return len(strings.Fields(in.Text)), nil
}

// Settings are those of the examples.
type Settings struct {
	Prefix string `json:"prefix" default:"" jsonschema:"what each answer begins with"`
}

// Robot is the provider of the examples.
type Robot struct{}

func (r *Robot) Setup(context.Context) error   { return nil } // before the first request
func (r *Robot) Cleanup(context.Context) error { return nil } // when the service ends

func (r *Robot) Complete(ctx context.Context, _ ipc.ChatRequest) (ipc.ChatResponse, error) {
	call, text := ipc.FromContext(ctx), ipc.ConfigOf[Settings](ctx).Prefix+"hello"
	call.Token(0, text) // goes nowhere unless the caller wants a stream
	return ipc.TextResponse(text), nil
}

// History is the context manager of the examples.
type History struct{ messages []ipc.Message }

func (h *History) AddMessage(_ context.Context, message ipc.Message) error {
	h.messages = append(h.messages, message)
	return nil
}

func (h *History) GetMessages(context.Context, ipc.ContextGetMessagesParams) ([]ipc.Message, error) {
	return h.messages, nil
}

func (h *History) SetMessages(_ context.Context, messages []ipc.Message) error {
	h.messages = messages
	return nil
}

func (h *History) Clear(context.Context) error {
	h.messages = nil
	return nil
}

func once(ctx context.Context, turn ipc.OrchestratorExecuteParams) (ipc.OrchestratorExecuteResult, error) {
	call := ipc.FromContext(ctx)
	answer := call.Host().StreamComplete(ctx, ipc.ProviderCompleteParams{
		Request: ipc.ChatRequest{Messages: []ipc.Message{ipc.UserMessage(turn.Prompt)}},
	})
	for piece, err := range answer.Pieces() {
		if err == nil && piece.Kind == ipc.PieceToken {
			call.Token(piece.Index, piece.Text) // on to the user
		}
	}
	response, err := answer.Response()
	return ipc.OrchestratorExecuteResult{Response: response.Text(), Status: ipc.TurnStatusCompleted}, err
}

func byRisk(_ context.Context, request ipc.ApprovalRequest) (ipc.ApprovalResult, error) {
	return ipc.ApprovalResult{Approved: request.RiskLevel == ipc.RiskLevelLow}, nil
}

func headline(context.Context) (any, error) { return "all is well", nil }

func readNews(ctx context.Context, message ipc.ChannelMessageParams) error {
	ipc.FromContext(ctx).Log(ipc.LogLevelInfo, message.Sender+" has news", message.Data)
	return nil
}

func readme(files fs.FS) *ipc.Service {
	svc := ipc.NewService("robots", ipc.Requires(ipc.GrantProviderComplete, ipc.GrantToolExecute))
	ipc.AddTool(svc, "word_count", "Count the words of a text.", countWords, ipc.ReadOnly(), ipc.Idempotent())
	ipc.AddHook(svc, "note", ipc.On("prompt:*").Priority(50).Timeout(2*time.Second),
		func(context.Context, ipc.Event) (ipc.HookResult, error) {
			return ipc.Inject(ipc.InjectionRoleSystem, "Be brief."), nil
		})
	ipc.AddProvider(svc, "robot", "Robot", &Robot{})
	ipc.OnConfigure[Settings](svc, "robot", nil)
	ipc.AddContextManager(svc, "history", &History{})
	ipc.AddOrchestrator(svc, "once", ipc.ExecuteFunc(once))
	ipc.AddApprovalProvider(svc, "by_risk", ipc.ApprovalFunc(byRisk))
	ipc.AddContent(svc, files)
	ipc.AddCapability(svc, "words.count", "Count the words of a text.", countWords)
	ipc.AddChannel(svc, "news", ipc.Channel{Collect: headline, Receive: readNews})
	return svc
}

func work(ctx context.Context) (string, error) {
	call := ipc.FromContext(ctx)
	call.Progress("reading", 3, 10)                  // renews the caller's patience
	call.Log(ipc.LogLevelInfo, "cache is cold", nil) // the host's log
	call.Output(ipc.OutputChannelStdout, "line\n")   // output of a running tool, as it comes
	result, err := call.Host().ExecuteTool(ctx, ipc.ToolExecuteParams{Name: "read_file", Input: json.RawMessage(`{}`)})
	if err != nil {
		return "", err
	}
	select {
	case <-call.Graceful(): // finish what runs, start nothing new
		return "the half of it", nil
	case <-ctx.Done(): // cancelled, or past the deadline
		return "", ctx.Err()
	default:
		return string(result.Output), nil
	}
}

func serveBelowWords(ctx context.Context, svc *ipc.Service, address string) error {
	handler, err := ipc.Handler(svc)
	if err != nil {
		return err
	}
	server := &http.Server{Addr: address, Handler: http.StripPrefix("/words", handler), ReadHeaderTimeout: 10 * time.Second}
	context.AfterFunc(ctx, func() { // when the process is told to stop
		grace, stop := context.WithTimeout(context.Background(), 4*time.Second)
		defer stop()
		_ = handler.Close(grace) // waits for what is under way, cancels what is left, runs the cleanups
		_ = server.Shutdown(grace)
	})
	return server.ListenAndServe()
}

func TestTheServerOfOnesOwnInTheReadme(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	address, served := "127.0.0.1:"+freePort(t), make(chan error, 1)
	go func() { served <- serveBelowWords(ctx, readme(fstest.MapFS{}), address) }()
	w := &web{process: &process{t: t}, url: "http://" + address + "/words", client: http.DefaultClient}
	for { // until it listens
		if conn, err := net.Dial("tcp", address); err == nil {
			_ = conn.Close()
			break
		}
		select {
		case err := <-served:
			t.Fatal(err)
		default:
		}
	}
	w.run("word_count", nil, object{"text": "a b"}).wantResult(t, object{"output": 2.0})
	stop()
	if err := <-served; !errors.Is(err, http.ErrServerClosed) {
		t.Errorf("got %v", err)
	}
}

// freePort returns a port on which nobody listens.
func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close() //nolint:errcheck // nothing was accepted
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

func TestWordCount(t *testing.T) {
	t.Parallel()
	host := ipctest.Start(t, readme(fstest.MapFS{}))
	result, err := host.ExecuteTool("word_count", CountInput{Text: "a b"})
	if err != nil || string(result.Output) != "2" {
		t.Errorf("got %s, %v", result.Output, err)
	}
}

func TestOnce(t *testing.T) {
	t.Parallel()
	host := ipctest.Start(t, readme(fstest.MapFS{}))
	ipctest.Handle(host, protocol.CallRequestProviderComplete,
		func(context.Context, ipc.ProviderCompleteParams) (ipc.ChatResponse, error) {
			return ipc.TextResponse("hello"), nil
		})
	result, err := host.Execute("hi", ipc.OrchestratorExecuteParams{})
	if err != nil || result.Response != "hello" {
		t.Errorf("got %+v, %v", result, err)
	}
}

func TestTheSuite(t *testing.T) {
	suite, err := filepath.Abs("ipctest/testdata/suite.sh") // one that has no objections
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("AMPLIFIER_CONFORMANCE", suite)
	ipctest.Conforms(t, "./words")
	execute := map[string]any{"word_count": CountInput{Text: "a b"}}
	ipctest.Conformance{Only: []string{"tools"}, Execute: execute}.Check(t, "./words")
}

func TestTheFixtureStandsBesideWhatElseIsOffered(t *testing.T) {
	t.Parallel()
	svc := readme(fstest.MapFS{})
	ipctest.AddFixture(svc)
	host := ipctest.Start(t, svc)
	result, err := host.ExecuteTool("conformance.fixture", map[string]any{"echo": nil})
	if err != nil || string(result.Output) != `{"echo":null}` {
		t.Errorf("got %s, %v", result.Output, err)
	}
	if tools := host.Describe().Capabilities.Tools; len(tools) != 2 {
		t.Errorf("got %v", tools)
	}
}

func TestTheExamplesOfTheReadmeAnswer(t *testing.T) {
	t.Parallel()
	svc := readme(fstest.MapFS{"a.md": {Data: []byte("a")}})
	ipc.AddTool(svc, "work", "Work.", func(ctx context.Context, _ struct{}) (string, error) { return work(ctx) })
	host := ipctest.Start(t, svc)
	if err := host.Configure(map[string]any{"robot": Settings{Prefix: "> "}}); err != nil {
		t.Fatal(err)
	}
	if response, err := host.Complete("robot", ipc.ChatRequest{}); err != nil || response.Text() != "> hello" {
		t.Errorf("got %v, %v", response, err)
	}
	if result, err := host.EmitHook("prompt:submit", "note", map[string]string{"prompt": "x"}); err != nil || *result.ContextInjection != "Be brief." {
		t.Errorf("got %v, %v", result, err)
	}
	ipctest.Handle(host, protocol.CallRequestToolExecute, func(context.Context, ipc.ToolExecuteParams) (ipc.ToolResult, error) {
		return ipc.ToolResult{Output: json.RawMessage("7")}, nil
	})
	if result, err := host.ExecuteTool("work", struct{}{}); err != nil || string(result.Output) != `"7"` || len(host.Notifications()) != 3 {
		t.Errorf("got %s, %v, %v", result.Output, err, host.Notifications())
	}
}

func ExampleAddTool() {
	svc := ipc.NewService("words")
	ipc.AddTool(svc, "word_count", "Count the words of a text.", countWords, ipc.ReadOnly())
	fmt.Println(svc.Err())
	// Output: <nil>
}

func ExampleFail() {
	err := ipc.Fail("there is no %s", "a.txt")
	fmt.Println(err)
	// Output: there is no a.txt
}

func ExampleNotFound() {
	err := ipc.NotFound("page", "indx", "index", "about")
	fmt.Println(err, ipc.KindOf(err), err.Code)
	// Output: there is no page "indx" here; did you mean "index"? not_found -32004
}

func ExampleLLMError() {
	var err error = &ipc.QuotaExceededError{RateLimitError: ipc.RateLimitError{LLMError: ipc.LLMError{Message: "no money"}}}
	var limit *ipc.RateLimitError
	fmt.Println(errors.As(err, &limit), ipc.LLMErrorName(err), ipc.IsRetryable(err))
	// Output: true quota_exceeded false
}

func ExampleTextIn() {
	fmt.Println(ipc.TextIn(json.RawMessage(`{"command":"ls"}`), "command"))
	// Output: ls
}
