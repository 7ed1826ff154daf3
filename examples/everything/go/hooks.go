package main

import (
	"context"
	"strings"
	"time"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

func guard(_ context.Context, e ipc.ToolPreData) (ipc.HookResult, error) {
	switch {
	case e.ToolName == "bash" && strings.Contains(ipc.TextIn(e.ToolInput, "command"), "rm -rf"):
		return ipc.Deny("rm -rf is not allowed"), nil
	case e.ToolName == "write_file":
		return ipc.AskUser("Write "+ipc.TextIn(e.ToolInput, "path")+"?", "yes", "no"), nil
	}
	return ipc.Continue(), nil
}

const shoutPatience = 2 * time.Second

// shout wants several events, so it takes the event as it came.
func shout(_ context.Context, e ipc.Event) (ipc.HookResult, error) {
	if e.Name != protocol.EventPromptSubmit {
		return ipc.Continue(), nil
	}
	return ipc.Modify(map[string]string{"prompt": strings.ToUpper(ipc.TextIn(e.Data, "prompt"))}), nil
}

func brief(context.Context, ipc.ProviderRequestData) (ipc.HookResult, error) {
	result := ipc.Inject(ipc.InjectionRoleSystem, "Be brief.")
	result.Ephemeral = new(true)
	return result, nil
}
