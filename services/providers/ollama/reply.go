package main

import (
	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/services/providers/kit-go"
	"github.com/ollama/ollama/api"
)

// reply takes what Ollama says, line by line; a plain answer is one line.
type reply struct {
	answer   *kit.Answer
	thinking *kit.ThinkingBlock // that grows; nil = none
	text     *kit.TextBlock     // that grows; nil = none
}

func newReply(answer *kit.Answer) *reply { return &reply{answer: answer} }

func (r *reply) take(said api.ChatResponse) error {
	if said.Model != "" {
		r.answer.Model(said.Model)
	}
	r.think(said.Message.Thinking)
	r.say(said.Message.Content)
	for _, call := range said.Message.ToolCalls {
		r.endBlocks()
		block := r.answer.ToolCall(call.ID, call.Function.Name) // old servers give no ids: the answer makes them up
		block.Write(call.Function.Arguments.String())
		block.End()
	}
	if said.Done {
		r.endBlocks()
		r.count(int64(said.PromptEvalCount), int64(said.EvalCount))
		r.answer.Finish(finishOf(said.DoneReason))
	}
	return nil
}

// count: a server that does not count says nothing, which the client reads as zeros.
func (r *reply) count(input, output int64) {
	if input > 0 || output > 0 {
		r.answer.Usage(kit.Counts{Input: &input, Output: &output})
	}
}

func (r *reply) think(piece string) {
	if piece == "" {
		return
	}
	if r.thinking == nil {
		r.endBlocks()
		r.thinking = r.answer.Thinking()
	}
	r.thinking.Write(piece)
}

func (r *reply) say(piece string) {
	if piece == "" {
		return
	}
	if r.text == nil {
		r.endBlocks()
		r.text = r.answer.Text()
	}
	r.text.Write(piece)
}

func (r *reply) endBlocks() {
	if r.thinking != nil {
		r.thinking.End()
	}
	if r.text != nil {
		r.text.End()
	}
	r.thinking, r.text = nil, nil
}

// finishOf: what the model's server calls anything else goes on as it is (PRV-006).
func finishOf(reason string) ipc.FinishReason {
	switch reason {
	case "", "stop", "load", "unload":
		return ipc.FinishReasonStop
	case "length":
		return ipc.FinishReasonLength
	}
	return ipc.FinishReason(reason)
}
