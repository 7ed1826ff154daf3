// A tool, and five hooks of an event.
package main

import (
	"context"
	"fmt"
	"log"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
)

type input struct {
	Text string `json:"text"`
}

func main() {
	svc := ipc.NewService("hooks")
	ipc.AddTool(svc, "say", "Return the text.", func(_ context.Context, in input) (string, error) { return in.Text, nil })
	for n := range 5 {
		ipc.AddHook(svc, fmt.Sprintf("hook-%d", n), ipc.On("tool:post"),
			func(context.Context, ipc.Event) (ipc.HookResult, error) { return ipc.Continue(), nil })
	}
	log.Fatal(svc.Serve(context.Background()))
}
