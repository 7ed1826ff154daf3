package ipctest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/rpc"
)

// crashed is the exit code of a process that was asked to crash.
const crashed = 70

// AddFixture adds the tool `conformance.fixture`, by which the conformance suite sees a service cancel, stream and
// crash (conformance/FIXTURE.md). It does as its caller says, up to the end of the process: for the builds that you
// test, not for those that you ship.
func AddFixture(svc *ipc.Service) {
	ipc.AddTool(svc, "conformance.fixture", "Answer as the caller says, for the conformance suite.", answerAsTold,
		ipc.ReadOnly(), ipc.InputSchema(json.RawMessage(fixtureInput)), ipc.OutputSchema(json.RawMessage(fixtureOutput)))
}

func answerAsTold(ctx context.Context, given json.RawMessage) (output ipc.FixtureOutput, err error) {
	var wanted ipc.FixtureInput
	if err := wanted.UnmarshalJSON(given); err != nil {
		return output, err
	}
	call := ipc.FromContext(ctx)
	tell(call, wanted)
	if output.Calls, err = replies(ctx, call.Host(), wanted.Calls); err != nil {
		return output, err
	}
	if wanted.DelayMS != nil {
		if output.Cancelled, err = wait(ctx, call, time.Duration(*wanted.DelayMS)*time.Millisecond); err != nil { //nolint:gosec // ten minutes at most
			return output, err
		}
	}
	if wanted.Crash != nil {
		crash(ctx, *wanted.Crash)
	}
	if wanted.Fail != nil {
		return output, &ipc.ToolFailure{Message: *wanted.Fail, Output: json.RawMessage("null")}
	}
	if wanted.OutputBytes != nil {
		output.Text = new(strings.Repeat("x", int(*wanted.OutputBytes))) //nolint:gosec // a GiB at most
	}
	output.Echo = jsontext.Last(given, "echo") // the typed input does not tell null from absent
	return output, nil
}

func tell(call *ipc.Call, wanted ipc.FixtureInput) {
	if wanted.Log != nil {
		call.Log(ipc.LogLevelInfo, *wanted.Log, nil)
	}
	if wanted.Print != nil {
		fmt.Println(*wanted.Print) //nolint:forbidigo // what is asked for
	}
	if wanted.Progress != nil {
		total := float64(*wanted.Progress)
		for n := 1.0; n <= total; n++ {
			call.Progress("", n, total)
		}
	}
	for _, text := range wanted.Stream {
		call.Output(ipc.OutputChannelStdout, text)
	}
}

// replies makes the calls; nil gives nil. The error is that of ctx.
func replies(ctx context.Context, host *ipc.Host, calls []ipc.FixtureCall) ([]ipc.FixtureReply, error) {
	if calls == nil {
		return nil, nil
	}
	replies := make([]ipc.FixtureReply, len(calls))
	for i, call := range calls {
		params := call.Params
		if params == nil {
			params = json.RawMessage("{}")
		}
		result, err := host.Call(ctx, call.Method, params)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		replies[i].Result = result
		if err != nil {
			told := ipc.AsError(err)
			replies[i].Error = &ipc.ErrorObject{Code: told.Code, Message: told.Message, Data: &told.Data}
		}
	}
	return replies, nil
}

// wait tells whether a graceful cancel ended it. The error is that of ctx.
func wait(ctx context.Context, call *ipc.Call, delay time.Duration) (*ipc.CancelMode, error) {
	over := time.NewTimer(delay)
	defer over.Stop()
	var cancelled *ipc.CancelMode
	select {
	case <-over.C:
	case <-call.Graceful():
		cancelled = new(ipc.CancelModeGraceful)
	case <-ctx.Done():
	}
	return cancelled, ctx.Err()
}

func crash(ctx context.Context, what ipc.FixtureCrash) {
	if what == ipc.FixtureCrashHandler {
		panic("the caller asked for a crash") //nolint:forbidigo // what is asked for
	}
	rpc.Flush(ctx) // what came before the crash is told
	os.Exit(crashed)
}
