package ipc_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
)

// slowHistory is a context manager in which a later message would overtake an earlier one, if it could.
type slowHistory struct{ messages []ipc.Message }

func (h *slowHistory) AddMessage(_ context.Context, message ipc.Message) error {
	for range len(message.Content.String()) {
		runtime.Gosched()
	}
	h.messages = append(h.messages, message)
	return nil
}

func (h *slowHistory) GetMessages(context.Context, ipc.ContextGetMessagesParams) ([]ipc.Message, error) {
	return h.messages, nil
}

func (h *slowHistory) SetMessages(_ context.Context, messages []ipc.Message) error {
	h.messages = messages
	return nil
}

func (h *slowHistory) Clear(context.Context) error {
	h.messages = nil
	return nil
}

func TestTheHistoryKeepsTheOrderOfLines(t *testing.T) {
	t.Parallel()
	const count = 60 // fewer than are handled at once
	svc := ipc.NewService("history")
	ipc.AddContextManager(svc, "slow", &slowHistory{})
	lines := `{"jsonrpc":"2.0","id":"d","method":"describe","params":{}}` + "\n"
	for i := range count {
		text := strings.Repeat("x", count-i)
		lines += fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"context.add_message","params":{"message":{"role":"user","content":%q}}}`, i, text) + "\n"
	}
	lines += `{"jsonrpc":"2.0","id":"g","method":"context.get_messages","params":{}}` + "\n"
	var out bytes.Buffer
	if err := svc.ServeOn(context.Background(), strings.NewReader(lines), &out); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out.String()) {
		var answer struct {
			ID     any `json:"id"`
			Result struct {
				Messages []struct{ Content string }
			} `json:"result"`
		}
		if err := json.Unmarshal([]byte(line), &answer); err != nil {
			t.Fatal(err)
		}
		if answer.ID != "g" {
			continue
		}
		if len(answer.Result.Messages) != count {
			t.Errorf("got %d messages", len(answer.Result.Messages))
		}
		for i, message := range answer.Result.Messages {
			if len(message.Content) != count-i {
				t.Fatalf("message %d is out of order", i)
			}
		}
		return
	}
	t.Error("the history was not answered")
}

func TestFaultsOfDeclarationsAreToldWhereTheyAre(t *testing.T) {
	t.Parallel()
	type config struct{}
	run := func(context.Context, struct{}) (int, error) { return 0, nil }
	svc := ipc.NewService("", ipc.MaxMessageBytes(1), ipc.MaxConcurrency(0))
	ipc.AddTool(svc, "not a name", "", run)
	ipc.AddTool(svc, "twice", "", run)
	ipc.AddTool(svc, "twice", "", run)
	ipc.AddTool(svc, "number", "", func(context.Context, int) (int, error) { return 0, nil })
	ipc.AddTool(svc, "channel", "", func(context.Context, chan int) (int, error) { return 0, nil })
	ipc.AddTool(svc, "schema", "", run, ipc.InputSchema(json.RawMessage(`{"type":"strnig"}`)))
	ipc.AddHook(svc, "deaf", ipc.On(), func(context.Context, ipc.Event) (ipc.HookResult, error) { return ipc.Continue(), nil })
	ipc.AddProvider(svc, "", "", nil)
	ipc.AddContextManager(svc, "m", nil)
	ipc.AddOrchestrator(svc, "", ipc.ExecuteFunc(nil))
	ipc.AddApprovalProvider(svc, "a", ipc.ApprovalFunc(nil))
	ipc.AddApprovalProvider(svc, "a", ipc.ApprovalFunc(nil))
	ipc.AddCapability(svc, "c", "", func(context.Context, chan int) (int, error) { return 0, nil })
	ipc.AddChannel(svc, "n", ipc.Channel{})
	ipc.AddContent(svc, nil)
	ipc.AddTool(svc, "both", "", func(context.Context, struct{ A chan int }) (func(), error) { return nil, nil })
	ipc.OnConfigure(svc, "nobody", func(context.Context, config) error { return nil })
	err := svc.Serve(context.Background())
	if err == nil {
		t.Fatal("faults must keep a service from being served")
	}
	for _, want := range []string{
		"needs a name", "MaxMessageBytes", "MaxConcurrency", `"not a name"`, `two tools "twice"`, `"number" must be an object`,
		`input of tool "channel"`, `input of tool "schema"`, `hook "deaf" subscribes to no event`, "a provider needs", `"nobody"`,
		"a context manager needs", "an orchestrator needs", `two approval providers "a"`, `input of capability "c"`,
		"a channel needs", "a service has one content", `input of tool "both"`, `output of tool "both"`,
		"service_test.go:",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error lacks %q:\n%v", want, err)
		}
	}
}
