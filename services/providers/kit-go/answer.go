package kit

import (
	"cmp"
	"encoding/json"
	"slices"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// stream is what an answer goes to while it comes; an [ipc.Call] is one.
type stream interface {
	Streaming() bool
	BlockStart(index int, blockType string)
	Token(index int, text string)
	Thinking(index int, text string)
	BlockDelta(index int, delta any)
	BlockEnd(index int, blockType string)
	Stream(method string, params any) error
}

// Answer is an answer while it comes. Each block gets its place when its first piece comes, so that the index of the
// stream is the place in the content (PRV-033); blocks may grow side by side. An answer that nobody said to be complete
// is none: it ends as stream_error with the text so far (PRV-034). It is for one goroutine.
type Answer struct {
	stream      stream
	whom        about
	price       *Price
	ownName     func(vendorName string) string
	blocks      []block
	model       string
	counts      Counts
	finish      ipc.FinishReason
	degradation *ipc.Degradation
	notes       []string
	metadata    map[string]any
}

// Counts are tokens as a vendor counts them; nil = it did not say.
type Counts struct {
	// Input is all that was read, that from and to the cache among it.
	Input *int64
	// Output is all that was written, reasoning among it.
	Output                           *int64
	Reasoning, CacheRead, CacheWrite *int64
}

type block interface {
	end()
	content() (ipc.ContentBlock, error)
}

// Begun tells whether a piece has come: from then on nothing is tried again.
func (a *Answer) Begun() bool { return len(a.blocks) > 0 }

// Partial is the text so far.
func (a *Answer) Partial() (text string) {
	for _, each := range a.blocks {
		if block, is := each.(*TextBlock); is {
			text += block.text
		}
	}
	return text
}

// Text begins a text; it takes its place with its first piece that is not empty.
func (a *Answer) Text() *TextBlock { return &TextBlock{place: place{answer: a, kind: "text"}} }

// Thinking begins thoughts; they take their place with their first piece that is not empty.
func (a *Answer) Thinking() *ThinkingBlock {
	return &ThinkingBlock{place: place{answer: a, kind: "thinking"}}
}

// ToolCall begins a tool call, by the name that the vendor knows. An empty id is made up.
func (a *Answer) ToolCall(id, vendorName string) *ToolCallBlock {
	name := vendorName
	if a.ownName != nil {
		name = a.ownName(vendorName)
	}
	b := &ToolCallBlock{place: place{answer: a, kind: "tool_call"}, id: orElse(id, madeUpID()), name: name}
	b.take(b)
	a.tell(protocol.MethodStreamProviderToolCallStart, map[string]any{"id": b.id, "name": b.name})
	return b
}

// Usage notes tokens; what is said later replaces what was said before.
func (a *Answer) Usage(counts Counts) {
	a.counts = Counts{
		Input: cmp.Or(counts.Input, a.counts.Input), Output: cmp.Or(counts.Output, a.counts.Output),
		Reasoning: cmp.Or(counts.Reasoning, a.counts.Reasoning),
		CacheRead: cmp.Or(counts.CacheRead, a.counts.CacheRead), CacheWrite: cmp.Or(counts.CacheWrite, a.counts.CacheWrite),
	}
}

// Model notes the model that answers, as the vendor names it.
func (a *Answer) Model(name string) { a.model = name }

// Finish notes the vendor's terminal event: why the model stopped.
func (a *Answer) Finish(reason ipc.FinishReason) { a.finish = reason }

// Degrade notes something that was asked for and done in another way (PRV-011); the first is told, the others become
// notes.
func (a *Answer) Degrade(requested, actual, reason string) {
	if a.degradation == nil {
		a.degradation = &ipc.Degradation{Requested: requested, Actual: actual, Reason: reason}
		return
	}
	if told := a.degradation; told.Requested != requested || told.Reason != reason {
		a.Note(requested + ": " + actual + ": " + reason)
	}
}

// Note adds a line to `notes` in the metadata.
func (a *Answer) Note(text string) {
	if !slices.Contains(a.notes, text) {
		a.notes = append(a.notes, text)
	}
}

// Metadata sets a member of the metadata.
func (a *Answer) Metadata(name string, value any) {
	if a.metadata == nil {
		a.metadata = map[string]any{}
	}
	a.metadata[name] = value
}

// response is all of it; stream_error if it is not complete, invalid_tool_call if arguments cannot be read.
func (a *Answer) response() (response ipc.ChatResponse, err error) {
	if a.finish == "" {
		return response, ipc.NewLLMError(ipc.LlmErrorNameStreamError, a.details("The stream ended before the answer was complete."))
	}
	response.Content = []ipc.ContentBlock{}
	for _, each := range a.blocks {
		each.end()
		content, err := each.content()
		if err != nil {
			return response, err
		}
		response.Content = append(response.Content, content)
		if call, is := content.(*ipc.ToolCallBlock); is {
			response.ToolCalls = append(response.ToolCalls, ipc.ToolCall{ID: call.ID, Name: call.Name, Arguments: call.Input})
		}
	}
	if a.finish == ipc.FinishReasonStop && len(response.ToolCalls) > 0 {
		a.finish = ipc.FinishReasonToolCalls
	}
	response.FinishReason, response.Model = &a.finish, new(orElse(a.model, a.whom.model))
	response.Degradation = a.degradation
	if response.Usage, err = a.usage(); err != nil {
		return response, err
	}
	if len(a.notes) > 0 {
		a.Metadata("notes", a.notes)
	}
	if a.metadata != nil {
		response.Metadata, err = json.Marshal(a.metadata)
	}
	return response, err
}

func (a *Answer) details(message string) ipc.LLMError {
	return ipc.LLMError{Message: message, Provider: a.whom.provider, Model: a.whom.model}
}

// usage is nil when the vendor said nothing. The error is a price that cannot be read.
func (a *Answer) usage() (*ipc.Usage, error) {
	if a.counts.Input == nil && a.counts.Output == nil {
		return nil, nil
	}
	usage := &ipc.Usage{
		InputTokens: orZero(tokens(a.counts.Input)), OutputTokens: orZero(tokens(a.counts.Output)),
		ReasoningTokens: tokens(a.counts.Reasoning), CacheReadTokens: tokens(a.counts.CacheRead), CacheWriteTokens: tokens(a.counts.CacheWrite),
	}
	usage.TotalTokens = usage.InputTokens + usage.OutputTokens
	if a.price != nil {
		cost, err := CostOf(*usage, *a.price)
		if err != nil {
			return nil, ipc.NewLLMError(ipc.LlmErrorNameConfiguration, a.details("In the setting models of "+a.whom.provider+": "+err.Error()))
		}
		usage.CostUSD = &cost
	}
	a.tell(protocol.MethodStreamProviderUsage, map[string]any{"usage": usage})
	return usage, nil
}

func tokens(count *int64) *uint64 {
	if count == nil {
		return nil
	}
	return new(uint64(max(0, *count)))
}

// tell streams what the SDK has no method for.
func (a *Answer) tell(method string, params map[string]any) {
	if a.stream.Streaming() {
		_ = a.stream.Stream(method, params) // texts and numbers are JSON
	}
}
