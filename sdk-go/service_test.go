package ipc_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
)

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
