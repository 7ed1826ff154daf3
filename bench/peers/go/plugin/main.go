// Both sides with go-plugin over gRPC. With arguments: the host, which starts them as the plugin; else the plugin.
//
// The service is written down by hand, with a string of protobuf's own as request and response.
package main

import (
	"context"
	"log"
	"os"
	"os/exec"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/bench/driving"
	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

const method = "/bench.Tool/Echo"

var handshake = plugin.HandshakeConfig{ProtocolVersion: 1, MagicCookieKey: "BENCH", MagicCookieValue: "echo"}

type tool struct{ plugin.NetRPCUnsupportedPlugin }

func (tool) GRPCServer(_ *plugin.GRPCBroker, server *grpc.Server) error {
	server.RegisterService(&grpc.ServiceDesc{
		ServiceName: "bench.Tool",
		HandlerType: (*any)(nil),
		Methods:     []grpc.MethodDesc{{MethodName: "Echo", Handler: echo}},
	}, struct{}{})
	return nil
}

func (tool) GRPCClient(_ context.Context, _ *plugin.GRPCBroker, conn *grpc.ClientConn) (any, error) {
	return conn, nil
}

func echo(_ any, _ context.Context, decode func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
	in := &wrapperspb.StringValue{}
	if err := decode(in); err != nil {
		return nil, err
	}
	return wrapperspb.String(in.Value), nil
}

func main() {
	tools := map[string]plugin.Plugin{"tool": tool{}}
	if len(os.Args) == 1 {
		plugin.Serve(&plugin.ServeConfig{HandshakeConfig: handshake, Plugins: tools, GRPCServer: plugin.DefaultGRPCServer})
		return
	}
	client := plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig:  handshake,
		Plugins:          tools,
		Cmd:              exec.Command(os.Args[1], os.Args[2:]...),
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		Logger:           hclog.NewNullLogger(),
	})
	defer client.Kill()
	drive(client)
}

func drive(client *plugin.Client) {
	protocol, err := client.Client()
	if err != nil {
		log.Fatal(err)
	}
	dispensed, err := protocol.Dispense("tool")
	if err != nil {
		log.Fatal(err)
	}
	conn := dispensed.(*grpc.ClientConn) //nolint:forcetypeassert // it is what GRPCClient returns
	driving.Drive(func(text string) (string, error) {
		out := &wrapperspb.StringValue{}
		err := conn.Invoke(context.Background(), method, wrapperspb.String(text), out)
		return out.GetValue(), err
	})
}
