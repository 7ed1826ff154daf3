package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/services/providers/kit-go"
	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/packages/ssestream"
)

// noKey is what a server without a key is told, as its documentation has it.
const noKey = "EMPTY"

// adapter talks to the server through OpenAI's own library.
type adapter struct{}

// options of the library. It must not try again by itself, nor read variables that are meant for OpenAI: so its services
// are made one by one.
func options(conn *kit.Conn[Config]) []option.RequestOption {
	key := conn.Key
	if key == "" {
		key = noKey
	}
	return []option.RequestOption{
		option.WithBaseURL(conn.BaseURL), option.WithAPIKey(key), option.WithHTTPClient(conn.HTTP), option.WithMaxRetries(0),
	}
}

// checked refuses an address that is none, before the library says so in its own words.
func checked(conn *kit.Conn[Config]) error {
	address, err := url.Parse(conn.BaseURL)
	if err == nil && (address.Scheme == "http" || address.Scheme == "https") && address.Host != "" {
		return nil
	}
	text := fmt.Sprintf("%q is no address of a server: it must be a URL such as http://localhost:8000/v1 (base_url, VLLM_API_BASE)", conn.BaseURL)
	return &ipc.ConfigurationError{LLMError: ipc.LLMError{Message: text, Provider: "vllm"}}
}

// Attempt asks once.
func (adapter) Attempt(ctx context.Context, call *kit.Call[Config], answer *kit.Answer) error {
	if err := checked(&call.Conn); err != nil {
		return err
	}
	request, err := requestOf(call, answer)
	if err != nil {
		return err
	}
	call.Debug("request", request)
	chat := openai.NewChatCompletionService(options(&call.Conn)...)
	reply := newReply(answer)
	if !call.Stream {
		completion, err := chat.New(ctx, request, option.WithMiddleware(asJSON))
		if err != nil {
			return err
		}
		return reply.whole(completion)
	}
	stream := chat.NewStreaming(ctx, request, option.WithMiddleware(asEvents))
	defer stream.Close() //nolint:errcheck // the answer is there, or the error is
	for stream.Next() {
		if err := reply.take(stream.Current()); err != nil {
			return err
		}
	}
	reply.end()
	return faultIn(stream.Err())
}

// faultIn returns the event of an error in the stream as what it is.
func faultIn(err error) error {
	var event *ssestream.StreamError
	if errors.As(err, &event) {
		return &kit.Fault{Body: event.Event.Data}
	}
	return err
}

// DefaultModel is the first that the server has: usually it has one.
func (a adapter) DefaultModel(ctx context.Context, conn *kit.Conn[Config]) (string, error) {
	models, err := a.ListModels(ctx, conn)
	if err != nil {
		return "", err
	}
	if len(models) == 0 {
		return "", &ipc.NotFoundError{LLMError: ipc.LLMError{Message: "The server lists no model: name one in the setting model.", Provider: "vllm"}}
	}
	return models[0].ID, nil
}

// ListModels are those of the server; vLLM says how long their windows are.
func (adapter) ListModels(ctx context.Context, conn *kit.Conn[Config]) ([]ipc.ModelInfo, error) {
	if err := checked(conn); err != nil {
		return nil, err
	}
	service := openai.NewModelService(options(conn)...)
	page, err := service.List(ctx)
	if err != nil {
		return nil, err
	}
	models := []ipc.ModelInfo{}
	for _, model := range page.Data {
		info := ipc.ModelInfo{ID: model.ID}
		if length, is := model.JSON.ExtraFields["max_model_len"]; is {
			window, err := strconv.ParseUint(length.Raw(), 10, 64)
			if err == nil {
				info.ContextWindow = window
			}
		}
		models = append(models, info)
	}
	return models, nil
}

func textIn(raw string) (text string) {
	if json.Unmarshal([]byte(raw), &text) != nil {
		return "" // null, or no text
	}
	return text
}
