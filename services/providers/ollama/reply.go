package main

import (
	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/services/providers/kit-go"
	"github.com/ollama/ollama/api"
)

// reply takes what Ollama says, line by line; a plain answer is one line.
type reply struct {
	answer *kit.Answer
	prose  *kit.Prose
}

func newReply(answer *kit.Answer) *reply { return &reply{answer: answer, prose: kit.NewProse(answer)} }

func (r *reply) take(said api.ChatResponse) error {
	if said.Model != "" {
		r.answer.Model(said.Model)
	}
	r.prose.Think(said.Message.Thinking)
	r.prose.Say(said.Message.Content)
	for _, call := range said.Message.ToolCalls {
		r.prose.End()
		block := r.answer.ToolCall(call.ID, call.Function.Name) // old servers give no ids: the answer makes them up
		block.Write(call.Function.Arguments.String())
		block.End()
	}
	if said.Done {
		r.prose.End()
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
