package main

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

type settings struct {
	Prefix string `json:"prefix" default:"" jsonschema:"What each answer begins with."`
}

// parrot says what it heard.
type parrot struct{}

func (parrot) Setup(context.Context) error {
	fmt.Println("parrot: set up")
	return nil
}

func (parrot) Cleanup(context.Context) error {
	fmt.Println("parrot: cleaned up")
	return nil
}

func (parrot) Complete(ctx context.Context, request ipc.ChatRequest) (ipc.ChatResponse, error) {
	heard, input := "", uint64(0)
	for _, message := range request.Messages {
		input += words(message.Content.String())
		if message.Role == protocol.RoleUser {
			heard = message.Content.String()
		}
	}
	if name, is := strings.CutPrefix(heard, "error:"); is {
		failure := ipc.LLMError{Message: "the parrot was asked for it", Provider: "parrot", Model: "parrot-1", Attempts: 1}
		if name == "rate_limit" {
			failure.RetryAfter = 2
		}
		return ipc.ChatResponse{}, ipc.NewLLMError(ipc.LlmErrorName(name), failure)
	}
	text := ipc.ConfigOf[settings](ctx).Prefix + heard
	stream(ipc.FromContext(ctx), text)
	response := ipc.TextResponse(text)
	output := words(text)
	response.Usage = &ipc.Usage{InputTokens: input, OutputTokens: output, TotalTokens: input + output}
	if request.ResponseFormat != nil {
		response.Degradation = &ipc.Degradation{Requested: "a format", Actual: "text", Reason: "a parrot repeats what it heard"}
	}
	return response, nil
}

var token = regexp.MustCompile(`\s*\S+(?:\s+$)?|^\s+$`)

// stream goes nowhere unless the caller has asked for it.
func stream(call *ipc.Call, text string) {
	call.BlockStart(0, "text")
	for _, piece := range token.FindAllString(text, -1) {
		call.Token(0, piece)
	}
	call.BlockEnd(0, "text")
}

func words(text string) uint64 { return uint64(len(strings.Fields(text))) }

func (parrot) Info(context.Context) (ipc.ProviderInfo, error) {
	return ipc.ProviderInfo{ID: "parrot", DisplayName: "Parrot", Capabilities: []ipc.ModelCapability{ipc.ModelCapabilityStreaming}}, nil
}

func (parrot) ListModels(context.Context) ([]ipc.ModelInfo, error) {
	return []ipc.ModelInfo{{ID: "parrot-1", DisplayName: "Parrot 1", ContextWindow: 100_000, MaxOutputTokens: 10_000}}, nil
}
