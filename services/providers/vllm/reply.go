package main

import (
	"encoding/json"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/services/providers/kit-go"
	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/packages/respjson"
)

// reply takes what the server says: chunks, or a whole answer.
type reply struct {
	answer *kit.Answer
	prose  *kit.Prose
	calls  map[int64]*pending // by the index that the server gives
}

// pending is a tool call that comes in pieces; it begins when its name is there.
type pending struct {
	id, arguments string
	block         *kit.ToolCallBlock
}

func newReply(answer *kit.Answer) *reply {
	return &reply{answer: answer, prose: kit.NewProse(answer), calls: map[int64]*pending{}}
}

// take takes a chunk. The error is one that the server sent as a chunk.
func (r *reply) take(chunk openai.ChatCompletionChunk) error {
	raw := chunk.RawJSON()
	if err := errorIn(raw); err != nil {
		return err
	}
	if string(chunk.Object) == "chat.completion" {
		var completion openai.ChatCompletion
		if err := json.Unmarshal([]byte(raw), &completion); err != nil {
			return err
		}
		return r.whole(&completion)
	}
	if chunk.Model != "" {
		r.answer.Model(chunk.Model)
	}
	if chunk.JSON.Usage.Valid() {
		r.count(chunk.Usage)
	}
	for _, choice := range chunk.Choices {
		if choice.Index != 0 {
			continue // one answer was asked for
		}
		r.think(choice.Delta.JSON.ExtraFields)
		r.prose.Say(choice.Delta.Content)
		r.prose.Say(choice.Delta.Refusal)
		for _, piece := range choice.Delta.ToolCalls {
			r.call(piece.Index, piece.ID, piece.Function.Name, piece.Function.Arguments)
		}
		r.finish(choice.FinishReason)
	}
	return nil
}

// whole takes an answer that was not streamed.
func (r *reply) whole(completion *openai.ChatCompletion) error {
	if completion == nil {
		return &ipc.StreamError{LLMError: ipc.LLMError{Message: "vLLM answered null instead of a completion.", Provider: "vllm"}}
	}
	if err := errorIn(completion.RawJSON()); err != nil {
		return err
	}
	r.answer.Model(completion.Model)
	if completion.JSON.Usage.Valid() {
		r.count(completion.Usage)
	}
	if len(completion.Choices) > 0 {
		choice := completion.Choices[0]
		r.think(choice.Message.JSON.ExtraFields)
		r.prose.Say(choice.Message.Content)
		r.prose.Say(choice.Message.Refusal)
		for i, call := range choice.Message.ToolCalls {
			r.call(int64(i), call.ID, call.Function.Name, call.Function.Arguments)
		}
		r.finish(choice.FinishReason)
	}
	r.end()
	return nil
}

// errorIn finds an error that looks like a chunk, as vLLM sent it before 0.10: {"object": "error", "message": …}, or as it
// would come with another status: {"error": {…}}.
func errorIn(raw string) error {
	var said struct {
		Object string
		Error  json.RawMessage
	}
	readable := json.Unmarshal([]byte(raw), &said) == nil
	told := said.Object == "error" || len(said.Error) > 0 && string(said.Error) != "null"
	if readable && told {
		return &kit.Fault{Body: []byte(raw)}
	}
	return nil
}

// think reads either name that servers have for thoughts.
func (r *reply) think(extra map[string]respjson.Field) {
	piece := textIn(extra["reasoning"].Raw())
	if piece == "" {
		piece = textIn(extra["reasoning_content"].Raw())
	}
	r.prose.Think(piece)
}

// call takes a piece of a tool call. A new id begins a new call, whatever its index: not all servers count.
func (r *reply) call(index int64, id, name, arguments string) {
	current := r.calls[index]
	if current == nil || id != "" && current.id != "" && id != current.id {
		if current != nil {
			r.endCall(current)
		}
		r.prose.End()
		current = &pending{}
		r.calls[index] = current
	}
	if current.id == "" {
		current.id = id
	}
	if current.block == nil && name != "" {
		current.block = r.answer.ToolCall(current.id, name)
		arguments = current.arguments + arguments
	}
	if current.block == nil {
		current.arguments += arguments
		return
	}
	current.block.Write(arguments)
}

func (r *reply) endCall(call *pending) {
	if call.block == nil && call.arguments != "" { // a call without a name is one that cannot be read
		call.block = r.answer.ToolCall(call.id, "")
		call.block.Write(call.arguments)
	}
	if call.block != nil {
		call.block.End()
	}
}

// end ends what is still growing, in its order.
func (r *reply) end() {
	r.prose.End()
	for index := range int64(len(r.calls)) {
		if call := r.calls[index]; call != nil {
			r.endCall(call)
		}
	}
}

func (r *reply) count(usage openai.CompletionUsage) {
	counts := kit.Counts{Input: &usage.PromptTokens, Output: &usage.CompletionTokens}
	if usage.PromptTokensDetails.JSON.CachedTokens.Valid() {
		counts.CacheRead = &usage.PromptTokensDetails.CachedTokens
	}
	if usage.CompletionTokensDetails.JSON.ReasoningTokens.Valid() {
		counts.Reasoning = &usage.CompletionTokensDetails.ReasoningTokens
	}
	r.answer.Usage(counts)
}

// finish: what the server calls anything else goes on as it is (PRV-006).
func (r *reply) finish(reason string) {
	switch reason {
	case "":
	case "function_call":
		r.answer.Finish(ipc.FinishReasonToolCalls)
	case "abort": // vLLM gave the request up
		r.answer.Finish(ipc.FinishReasonError)
	default:
		r.answer.Finish(ipc.FinishReason(reason))
	}
}
