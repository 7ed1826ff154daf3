// Package ipc is the Go SDK of Amplifier IPC: it turns functions into a service that a host can mount.
//
//	svc := ipc.NewService("words")
//	ipc.AddTool(svc, "word_count", "Count the words of a text.",
//		func(ctx context.Context, in CountInput) (int, error) { return len(strings.Fields(in.Text)), nil })
//	log.Fatal(svc.Serve(context.Background()))
//
// A tour: a [Service] is declared with [AddTool], [AddHook], [AddProvider], [AddContextManager], [AddOrchestrator],
// [AddApprovalProvider], [AddContent], [AddCapability], [AddChannel] and [OnConfigure], and served with
// [Service.Serve], over stdio or HTTP; [Handler] is for an HTTP server of one's own. Inside a handler, [FromContext]
// gives the [Call]: progress, log, session, and the [Host] that the handler may ask. The context of a handler ends when
// the caller cancels, at the deadline, and with the answer. Errors of the protocol are [*Error]; those of models are
// [*LLMError] and its fifteen classes, [Fail] makes a tool fail in words that the model sees. Package ipctest runs a
// service in memory with a fake host.
//
// The types of the protocol ([ToolResult], [ChatRequest], …) are generated from schemas/ into package protocol and
// have aliases here.
//
// Architecture invariant: imports point down only. ipc → internal/rpc (lines: goroutines, I/O) → internal/peer (pure) and
// internal/wire (pure) → internal/message → internal/jsontext; ipc → internal/httpconn (HTTP: goroutines, I/O) →
// internal/httpmap (pure) and internal/peer. Dispatch knows of either only what internal/exchange says.
package ipc
