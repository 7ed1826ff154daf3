// Both sides with the Go SDK. With arguments: the calling side, which starts them as the service; else the service.
package main

import (
	"context"
	"encoding/json"
	"log"
	"os"
	"os/exec"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/bench/driving"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/peer"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/rpc"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/wire"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

type input struct {
	Text string `json:"text"`
}

func echo(_ context.Context, in input) (string, error) { return in.Text, nil }

func main() {
	if len(os.Args) > 1 {
		call(os.Args[1:])
		return
	}
	svc := ipc.NewService("echo")
	ipc.AddTool(svc, "echo", "Return the text.", echo, ipc.ReadOnly())
	log.Fatal(svc.Serve(context.Background()))
}

// call is a host over the pipes of a service process: the connection of which ipctest makes its fake host.
func call(command []string) {
	service := exec.Command(command[0], command[1:]...)
	service.Stderr = os.Stderr
	toService, err := service.StdinPipe()
	check(err)
	toHost, err := service.StdoutPipe()
	check(err)
	check(service.Start())
	conn := rpc.Open(toHost, toService, rpc.Options{Side: peer.Host, Request: func(r *rpc.Request) { log.Fatal(r.Method) }})
	ask := func(method string, params json.Marshaler) (json.RawMessage, error) { // as the SDK's client of a host does
		raw, err := params.MarshalJSON()
		check(err)
		raw, err = wire.Payload(raw, 1)
		check(err)
		return conn.Call(context.Background(), method, raw, rpc.CallOptions{})
	}
	_, err = ask(protocol.MethodDescribe, protocol.DescribeParams{})
	check(err)
	driving.Drive(func(text string) (string, error) {
		in, err := json.Marshal(input{text})
		check(err)
		raw, err := ask(protocol.MethodToolExecute, protocol.ToolExecuteParams{Name: "echo", Input: in})
		if err != nil {
			return "", err
		}
		var result ipc.ToolResult
		if err := result.UnmarshalJSON(raw); err != nil {
			return "", err
		}
		var output string
		err = json.Unmarshal(result.Output, &output)
		return output, err
	})
	check(toService.Close())
	check(service.Wait())
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
