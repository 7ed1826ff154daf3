package ipc

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"strings"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// providerStream begins the names of what a provider streams.
const providerStream = "stream.provider."

// PieceKind is what a piece of a streamed answer is. Kinds are open: skip those that you do not know.
type PieceKind string

// The kinds of pieces.
const (
	PieceToken         PieceKind = "token"
	PieceThinking      PieceKind = "thinking"
	PieceToolCallStart PieceKind = "tool_call_start"
	PieceBlockStart    PieceKind = "content_block_start"
	PieceBlockDelta    PieceKind = "content_block_delta"
	PieceBlockEnd      PieceKind = "content_block_end"
	PieceUsage         PieceKind = "usage"
)

// Piece is a piece of an answer that is being made.
type Piece struct {
	Kind PieceKind
	// Index counts the blocks of the answer from zero.
	Index int
	// Text is that of a token or a thought.
	Text string
	// Params is the whole piece as it came.
	Params json.RawMessage
}

// Completion is an answer of a model that is being streamed. It is for one goroutine.
type Completion struct {
	ask      func(stream StreamFunc) (ChatResponse, error)
	cancel   context.CancelFunc
	asked    bool
	response ChatResponse
	err      error
}

// errStreamLeft is the error of a completion whose pieces nobody wanted to the end.
var errStreamLeft = errors.New("the loop over the pieces was left before the answer was complete")

// StreamComplete asks a model through its provider, for its answer piece by piece:
//
//	answer := call.Host().StreamComplete(ctx, params)
//	for piece, err := range answer.Pieces() {
//		…
//	}
//	response, err := answer.Response()
//
// The model is asked when the loop begins. Leaving the loop cancels the answer.
func (h *Host) StreamComplete(ctx context.Context, params ProviderCompleteParams) *Completion {
	params.Stream = new(true)
	ctx, cancel := context.WithCancel(ctx)
	return &Completion{cancel: cancel, ask: func(stream StreamFunc) (ChatResponse, error) {
		return invoke(ctx, h, protocol.CallRequestProviderComplete, params, stream)
	}}
}

// Pieces yields the pieces as they come, once; the last element has the error, if the answer failed.
func (c *Completion) Pieces() iter.Seq2[Piece, error] {
	return func(yield func(Piece, error) bool) {
		left := c.read(func(piece Piece) bool { return yield(piece, nil) })
		if c.err != nil && !left {
			yield(Piece{}, c.err)
		}
	}
}

// Response returns the whole answer, after the pieces or without looking at them.
func (c *Completion) Response() (ChatResponse, error) {
	c.read(func(Piece) bool { return true })
	return c.response, c.err
}

// read asks, unless that has been done. It tells whether take has had enough.
func (c *Completion) read(take func(Piece) bool) (left bool) {
	if c.asked {
		return false
	}
	c.asked, c.err = true, errStreamLeft // until the answer is there
	defer c.cancel()
	response, err := c.ask(func(method string, params json.RawMessage) {
		kind, is := strings.CutPrefix(method, providerStream)
		if !is || left {
			return
		}
		if !take(pieceOf(PieceKind(kind), params)) {
			left = true
			c.cancel()
		}
	})
	if !left {
		c.response, c.err = response, err
	}
	return left
}

func pieceOf(kind PieceKind, params json.RawMessage) Piece {
	piece := Piece{Kind: kind, Params: params}
	_ = json.Unmarshal(jsontext.Last(params, "index"), &piece.Index) // a piece without one is of the first block
	piece.Text, _ = jsontext.Text(jsontext.Last(params, "text"))
	return piece
}
