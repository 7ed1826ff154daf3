package kit

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"strings"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
)

// place is where a block stands in the answer; it has none before its first piece.
type place struct {
	answer *Answer
	kind   string
	index  int
	taken  bool
	ended  bool
}

func (p *place) take(owner block) {
	if p.taken {
		return
	}
	p.taken, p.index = true, len(p.answer.blocks)
	p.answer.blocks = append(p.answer.blocks, owner)
	p.answer.stream.BlockStart(p.index, p.kind)
}

// end tells that the block is complete; a second time is nothing.
func (p *place) end() {
	if p.taken && !p.ended {
		p.ended = true
		p.answer.stream.BlockEnd(p.index, p.kind)
	}
}

// valid is what JSON would make of a piece, in the stream as in the answer.
func valid(piece string) string { return strings.ToValidUTF8(piece, "\uFFFD") }

// TextBlock is a text as it grows.
type TextBlock struct {
	place
	text string
}

// Write adds a piece.
func (b *TextBlock) Write(piece string) {
	if piece == "" {
		return
	}
	b.take(b)
	piece = valid(piece)
	b.text += piece
	b.answer.stream.Token(b.index, piece)
}

// End tells that the text is complete, so that its end is streamed before the next block begins.
func (b *TextBlock) End() { b.end() }

func (b *TextBlock) content() (ipc.ContentBlock, error) { return &ipc.TextBlock{Text: b.text}, nil }

// ThinkingBlock is thoughts as they grow.
type ThinkingBlock struct {
	place
	thinking string
}

// Write adds a piece.
func (b *ThinkingBlock) Write(piece string) {
	if piece == "" {
		return
	}
	b.take(b)
	piece = valid(piece)
	b.thinking += piece
	b.answer.stream.Thinking(b.index, piece)
}

// End tells that the thoughts are complete.
func (b *ThinkingBlock) End() { b.end() }

func (b *ThinkingBlock) content() (ipc.ContentBlock, error) {
	return &ipc.ThinkingBlock{Thinking: b.thinking}, nil
}

// ToolCallBlock is a tool call, its arguments as JSON in pieces or as a whole.
type ToolCallBlock struct {
	place
	id, name string
	json     bytes.Buffer
}

// Write adds a piece of the arguments' JSON.
func (b *ToolCallBlock) Write(piece string) {
	if piece == "" {
		return
	}
	b.json.WriteString(piece)
	b.answer.stream.BlockDelta(b.index, map[string]string{"partial_json": piece})
}

// End tells that the call is complete.
func (b *ToolCallBlock) End() { b.end() }

// content reads the arguments: nothing at all means none, what is no JSON object is invalid_tool_call (PRV-016).
func (b *ToolCallBlock) content() (ipc.ContentBlock, error) {
	raw := bytes.TrimSpace(b.json.Bytes())
	switch {
	case len(raw) == 0:
		raw = []byte("{}")
	case raw[0] != '{' || !json.Valid(raw):
		return nil, b.unreadable()
	}
	return &ipc.ToolCallBlock{ID: b.id, Name: b.name, Input: json.RawMessage(raw)}, nil
}

func (b *ToolCallBlock) unreadable() error {
	message := "The model called " + b.name + " with arguments that are no JSON object."
	if b.answer.finish == ipc.FinishReasonLength {
		message += " They were cut off: the limit of tokens was reached."
	}
	return &ipc.InvalidToolCallError{LLMError: b.answer.details(message), ToolName: b.name, RawArguments: b.json.String()}
}

// idBytes make ids that no conversation has twice.
const idBytes = 12

func madeUpID() string {
	random := make([]byte, idBytes)
	_, _ = rand.Read(random) // never fails
	return "call_" + hex.EncodeToString(random)
}
