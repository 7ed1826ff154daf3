// Both sides with the MCP Go SDK, over stdio. With arguments: the client, which starts them as the server; else the server.
package main

import (
	"context"
	"errors"
	"log"
	"os"
	"os/exec"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/bench/driving"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

type input struct {
	Text string `json:"text"`
}

func echo(_ context.Context, _ *mcp.CallToolRequest, in input) (*mcp.CallToolResult, any, error) {
	return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: in.Text}}}, nil, nil
}

func main() {
	ctx := context.Background()
	if len(os.Args) > 1 {
		call(ctx, os.Args[1:])
		return
	}
	server := mcp.NewServer(&mcp.Implementation{Name: "echo"}, nil)
	mcp.AddTool(server, &mcp.Tool{Name: "echo", Description: "Return the text."}, echo)
	if err := server.Run(ctx, &mcp.StdioTransport{}); err != nil {
		log.Fatal(err)
	}
}

func call(ctx context.Context, command []string) {
	client := mcp.NewClient(&mcp.Implementation{Name: "bench"}, nil)
	transport := &mcp.CommandTransport{Command: exec.Command(command[0], command[1:]...)}
	session, err := client.Connect(ctx, transport, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer session.Close()
	driving.Drive(func(text string) (string, error) {
		result, err := session.CallTool(ctx, &mcp.CallToolParams{Name: "echo", Arguments: input{text}})
		if err != nil {
			return "", err
		}
		content, ok := result.Content[0].(*mcp.TextContent)
		if !ok {
			return "", errors.New("the result is no text")
		}
		return content.Text, nil
	})
}
