package main

import (
	"context"
	"log"
	"slices"
	"strings"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
)

type CountInput struct {
	Text   string `json:"text" jsonschema:"the text to count in"`
	Unique bool   `json:"unique" default:"false" jsonschema:"count each word once"`
}

func countWords(_ context.Context, in CountInput) (int, error) {
	words := strings.Fields(in.Text)
	if in.Unique {
		slices.Sort(words)
		words = slices.Compact(words)
	}
	return len(words), nil
}

func guard(_ context.Context, e ipc.ToolPreData) (ipc.HookResult, error) {
	if e.ToolName == "bash" && strings.Contains(ipc.TextIn(e.ToolInput, "command"), "rm -rf") {
		return ipc.Deny("rm -rf is not allowed"), nil
	}
	return ipc.Continue(), nil
}

func main() {
	svc := ipc.NewService("words")
	ipc.AddTool(svc, "word_count", "Count the words of a text.", countWords, ipc.ReadOnly())
	ipc.AddHook(svc, "guard", ipc.On("tool:pre").Priority(10).DenyOnError(), guard)
	log.Fatal(svc.Serve(context.Background()))
}
