package main

import (
	"context"
	"encoding/json"
	"io"
	"reflect"
	"strings"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/services/providers/kit-go"
	"github.com/ollama/ollama/api"
)

// preferred is the model without any setting, where it is installed.
const preferred = "llama3.1"

// adapter talks to Ollama through its own client.
type adapter struct {
	shown *shown
}

func newAdapter() *adapter { return &adapter{shown: newShown()} }

func client(conn *kit.Conn[Config]) (*api.Client, error) {
	address, err := addressOf(conn.BaseURL)
	if err != nil {
		return nil, &ipc.ConfigurationError{LLMError: ipc.LLMError{Message: err.Error(), Provider: "ollama"}}
	}
	return api.NewClient(address, conn.HTTP), nil
}

// Attempt asks once.
func (a *adapter) Attempt(ctx context.Context, call *kit.Call[Config], answer *kit.Answer) error {
	ollama, err := client(&call.Conn)
	if err != nil {
		return err
	}
	// What cannot be found out is left to Ollama: the chat itself will tell what is wrong.
	facts, _ := a.shown.of(ctx, ollama, call.BaseURL, call.Model)
	request, err := requestOf(call, facts, answer)
	if err != nil {
		return err
	}
	call.Debug("request", request)
	reply := newReply(answer)
	return faultIn(ollama.Chat(ctx, request, reply.take))
}

// faultIn tells errors apart that the client makes of a line of the stream: the line itself where it is no JSON, or else
// the text of its member `error`.
func faultIn(err error) error {
	if err == nil || !isPlain(err) {
		return err
	}
	text := err.Error()
	if text == "" || strings.ContainsAny(text[:1], `{["<`) {
		return &ipc.StreamError{LLMError: ipc.LLMError{Message: "Ollama sent a line that is no JSON.", Provider: "ollama"}}
	}
	body, err := json.Marshal(map[string]string{"error": text})
	if err != nil {
		return err
	}
	return &kit.Fault{Body: body}
}

// isPlain tells whether an error is of the type that errors.New returns.
func isPlain(err error) bool {
	return reflect.TypeOf(err) == reflect.TypeOf(io.EOF)
}

// DefaultModel is llama3.1 where it is installed, else the first that can chat.
func (a *adapter) DefaultModel(ctx context.Context, conn *kit.Conn[Config]) (string, error) {
	ollama, err := client(conn)
	if err != nil {
		return "", err
	}
	installed, err := ollama.List(ctx)
	if err != nil {
		return "", err
	}
	var first string
	for _, model := range installed.Models {
		name, _, _ := strings.Cut(model.Name, ":")
		if name == preferred {
			return model.Name, nil
		}
		if first == "" && !onlyEmbeds(model) {
			first = model.Name
		}
	}
	if first == "" {
		text := "No model is installed in Ollama: `ollama pull " + preferred + "`"
		return "", &ipc.NotFoundError{LLMError: ipc.LLMError{Message: text, Provider: "ollama"}}
	}
	return first, nil
}

// onlyEmbeds guesses by its family whether a model makes vectors instead of texts.
func onlyEmbeds(model api.ListModelResponse) bool {
	return strings.Contains(model.Details.Family, "bert") || strings.Contains(model.Name, "embed")
}

// ListModels are those that are installed and can chat.
func (a *adapter) ListModels(ctx context.Context, conn *kit.Conn[Config]) ([]ipc.ModelInfo, error) {
	ollama, err := client(conn)
	if err != nil {
		return nil, err
	}
	installed, err := ollama.List(ctx)
	if err != nil {
		return nil, err
	}
	models := []ipc.ModelInfo{}
	for _, each := range installed.Models {
		facts, err := a.shown.of(ctx, ollama, conn.BaseURL, each.Name)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err == nil && facts.known && !facts.chats || err != nil && onlyEmbeds(each) {
			continue
		}
		models = append(models, ipc.ModelInfo{
			ID: each.Name, ContextWindow: windowOf(conn.Config.NumCtx, facts), Capabilities: facts.capabilities(),
		})
	}
	return models, nil
}
