package ipc_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
)

// mount serves a service below /svc of a server of one's own, and returns it as the test service is spoken to.
func mount(t *testing.T, svc *ipc.Service) *web {
	t.Helper()
	handler, err := ipc.Handler(svc)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.StripPrefix("/svc", handler))
	t.Cleanup(func() {
		server.Close()
		if err := handler.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return &web{process: &process{t: t}, url: server.URL + "/svc", client: server.Client()}
}

func TestAServiceIsMountedInAServerOfOnesOwn(t *testing.T) {
	t.Parallel()
	svc := ipc.NewService("own")
	ipc.AddTool(svc, "a.b", "Add.", countTool)
	w := mount(t, svc)
	w.ask(http.MethodPost, "/tools/%61.b/execute", nil, `{"input":{"text":"a b"}}`).wantResult(t, object{"output": 2.0})
	w.ask(http.MethodPost, "/tools/a%2F../execute", nil, `{"input":{}}`).wantProblem(t, http.StatusNotFound, "not_found")
	w.ask(http.MethodPost, "/orchestrator/cancel", nil, `{}`).wantProblem(t, http.StatusNotFound, "method_not_found")
	if _, err := ipc.Handler(ipc.NewService("")); err == nil {
		t.Error("a service with faults is not served")
	}
}

func countTool(_ context.Context, in CountInput) (int, error) {
	return len(strings.Fields(in.Text)), nil
}

func TestCloseWaitsThenCancelsAndCleansUp(t *testing.T) {
	t.Parallel()
	svc := ipc.NewService("own")
	running, cause, cleaned := make(chan struct{}), make(chan error, 1), make(chan struct{})
	ipc.AddTool(svc, "wait", "Wait.", func(ctx context.Context, _ struct{}) (int, error) {
		close(running)
		<-ctx.Done()
		cause <- ctx.Err()
		return 0, ctx.Err()
	})
	svc.OnStop(func(context.Context) error { close(cleaned); return nil })
	handler, err := ipc.Handler(svc)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	w := &web{process: &process{t: t}, url: server.URL, client: server.Client()}
	answered := make(chan reply, 1)
	go func() { answered <- w.run("wait", nil, object{}) }()
	<-running
	ended, end := context.WithCancel(context.Background())
	end()
	if err := handler.Close(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	<-cleaned
	if err := <-cause; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	r := <-answered
	r.wantProblem(t, 499, "cancelled")
	w.run("wait", nil, object{}).wantProblem(t, http.StatusServiceUnavailable, "service_unavailable")
	w.ask(http.MethodGet, "/healthz", nil, "").wantResult(t, object{})
}

// guarded is a context manager that tells whether two requests of a session are in it at once.
type guarded struct {
	entered, leave chan string
}

func (g guarded) AddMessage(ctx context.Context, message ipc.Message) error {
	g.entered <- ipc.FromContext(ctx).SessionID() + message.Content.String()
	select {
	case <-g.leave:
	case <-ctx.Done():
	}
	return nil
}

func (g guarded) GetMessages(context.Context, ipc.ContextGetMessagesParams) ([]ipc.Message, error) {
	return nil, nil
}
func (g guarded) SetMessages(context.Context, []ipc.Message) error { return nil }
func (g guarded) Clear(context.Context) error                      { return nil }

func TestTheHistoryOfASessionIsChangedByOneAtATime(t *testing.T) {
	t.Parallel()
	svc := ipc.NewService("own")
	g := guarded{make(chan string, 10), make(chan string)}
	ipc.AddContextManager(svc, "guarded", g)
	w := mount(t, svc)
	answered := make(chan reply, 10)
	add := func(session, content string) {
		go func() {
			body := text(t, object{"message": object{"role": "user", "content": content}})
			answered <- w.ask(http.MethodPost, "/context/messages", headers{"Amplifier-Session": session}, body)
		}()
	}
	add("a", "1")
	wantEqual(t, <-g.entered, "a1")
	add("a", "2")
	add("b", "1")
	wantEqual(t, <-g.entered, "b1") // another session does not wait
	g.leave <- ""
	g.leave <- ""
	wantEqual(t, <-g.entered, "a2")
	g.leave <- ""
	for range 3 {
		r := <-answered
		r.wantResult(t, object{})
	}
}

func TestASilentHostIsGivenUpAndOneThatStreamsIsRead(t *testing.T) {
	t.Parallel()
	svc := ipc.NewService("own")
	ipc.AddTool(svc, "hurry", "Hurry.", func(ctx context.Context, in CountInput) (string, error) {
		patience, err := time.ParseDuration(in.Text)
		if err != nil {
			return "", err
		}
		result, err := ipc.FromContext(ctx).Host().Within(patience).ExecuteTool(ctx, ipc.ToolExecuteParams{Name: in.Text, Input: []byte(`{}`)})
		return string(result.Output), err
	})
	w, host := mount(t, svc), startHost(t)
	answered := make(chan reply, 1)
	ask := func(patience time.Duration) {
		go func() { answered <- w.run("hurry", host.way(), object{"text": patience.String()}) }()
	}
	// A question that was given up before it left reached nobody: then it gets more time.
	for patience, reached := 10*time.Millisecond, false; !reached; patience *= 2 {
		ask(patience)
		r := <-answered
		r.wantProblem(t, http.StatusGatewayTimeout, "deadline_exceeded")
		select {
		case q := <-host.asked:
			q.wantGone()
			reached = true
		default:
		}
	}

	ask(time.Minute)
	q := host.next("request.tool_execute")
	for q.body["name"] != time.Minute.String() { // an earlier one, heard late
		q = host.next("request.tool_execute")
	}
	q.write(http.StatusOK, "text/event-stream", "event: $/progress\ndata: {\"progress\":1}\n\n")
	q.more("event: error\ndata: {\"status\":404,\"detail\":\"no\",\"kind\":\"not_found\",\"code\":-32004}\n\n")
	q.end()
	r := <-answered
	r.wantProblem(t, http.StatusNotFound, "not_found")
}

func TestMessagesOfChannelsAndWhatTheirReceiversSay(t *testing.T) {
	t.Parallel()
	svc := ipc.NewService("own")
	ipc.AddChannel(svc, "news", ipc.Channel{Receive: func(ctx context.Context, message ipc.ChannelMessageParams) error {
		call := ipc.FromContext(ctx)
		call.Host().Show(ctx, ipc.MessageLevelInfo, call.SessionID()+" hears of "+message.Sender)
		return ipc.Fail("nobody waits for this")
	}})
	w, host := mount(t, svc), startHost(t)
	answered := make(chan reply, 1)
	go func() {
		answered <- w.ask(http.MethodPost, "/channels/news", host.way("Amplifier-Session", "S"), `{"sender":"x","data":1}`)
	}()
	q := host.next("display.show")
	wantEqual(t, q.body, object{"message": "S hears of x", "level": "info", "source": "news"})
	wantEqual(t, []string{q.header.Get("Amplifier-Token"), q.header.Get("Amplifier-Session")}, []string{token, "S"})
	q.accept()
	r := <-answered
	wantEqual(t, []any{r.status, r.body}, []any{http.StatusNoContent, nil})
	r = w.ask(http.MethodPost, "/channels/other", nil, `{"sender":"x","data":1}`)
	wantEqual(t, []any{r.status, r.body}, []any{http.StatusNoContent, nil})
	w.ask(http.MethodPost, "/channels/news", nil, `{}`).wantProblem(t, http.StatusUnprocessableEntity, "invalid_params")
}
