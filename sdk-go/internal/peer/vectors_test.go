package peer_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/message"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/peer"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/vectors"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/wire"
)

type peerCase struct {
	vectors.Case
	Side   string `json:"side"`
	Limits struct {
		MaxConcurrency  int `json:"max_concurrency"`
		MaxMessageBytes int `json:"max_message_bytes"`
	} `json:"limits"`
	Steps []map[string]json.RawMessage `json:"steps"`
}

func TestPeerVectors(t *testing.T) {
	t.Parallel()
	for _, c := range vectors.Load[peerCase](t, "peer.json") {
		t.Run(c.ID, func(t *testing.T) {
			t.Parallel()
			run(t, c)
		})
	}
}

func run(t *testing.T, c peerCase) {
	t.Helper()
	side := peer.Service
	if c.Side == "host" {
		side = peer.Host
	}
	concurrency := c.Limits.MaxConcurrency
	if concurrency == 0 {
		concurrency = peer.DefaultMaxConcurrency
	}
	limit := c.Limits.MaxMessageBytes
	if limit == 0 {
		limit = wire.DefaultMaxMessageBytes
	}
	r := &runner{t: t, peer: peer.New(side, concurrency), splitter: wire.NewSplitter(limit), now: time.UnixMilli(0)}
	for i, step := range c.Steps {
		r.where = fmt.Sprintf("step %d %s", i, mustJSON(step))
		r.step(step)
	}
	if len(r.effects) > 0 {
		t.Fatalf("at the end nobody expects %s", describe(r.effects[0]))
	}
}

type runner struct {
	t        *testing.T
	peer     *peer.Peer
	splitter *wire.Splitter
	now      time.Time
	effects  []peer.Effect
	where    string
}

func (r *runner) step(step map[string]json.RawMessage) {
	r.t.Helper()
	if want, is := step["send"]; is {
		r.expectSend(want)
		return
	}
	if want, is := step["event"]; is {
		if got := describe(r.pop()); !vectors.Equal([]byte(got), want) {
			r.t.Fatalf("%s: got %s", r.where, got)
		}
		return
	}
	if len(r.effects) > 0 {
		r.t.Fatalf("%s: nobody expects %s", r.where, describe(r.effects[0]))
	}
	for name, raw := range step {
		r.effects = r.input(name, raw)
	}
}

func (r *runner) pop() peer.Effect {
	r.t.Helper()
	if len(r.effects) == 0 {
		r.t.Fatalf("%s: nothing happened", r.where)
	}
	effect := r.effects[0]
	r.effects = r.effects[1:]
	return effect
}

func (r *runner) input(name string, raw json.RawMessage) []peer.Effect {
	r.t.Helper()
	switch name {
	case "at":
		r.now = time.UnixMilli(decode[int64](r, raw))
		return r.peer.Tick(r.now)
	case "receive":
		return r.receive(raw)
	case "receive_text":
		return r.receive([]byte(decode[string](r, raw)))
	case "lost":
		return r.peer.Lost()
	}
	in := decode[struct {
		ID        json.RawMessage `json:"id"`
		Method    string          `json:"method"`
		Params    json.RawMessage `json:"params"`
		Parent    json.RawMessage `json:"parent"`
		TimeoutMS int64           `json:"timeout_ms"`
		Result    json.RawMessage `json:"result"`
		Error     json.RawMessage `json:"error"`
		Mode      string          `json:"mode"`
		Reason    string          `json:"reason"`
	}](r, raw)
	id, _ := message.ParseID(bytes.TrimSpace(in.ID))
	switch name {
	case "call":
		parent, _ := message.ParseID(in.Parent)
		options := peer.CallOptions{Parent: parent, Timeout: time.Duration(in.TimeoutMS) * time.Millisecond}
		_, effects := r.peer.Call(r.now, in.Method, in.Params, options)
		return effects
	case "notify":
		return r.peer.Notify(in.Method, in.Params)
	case "answer":
		return r.peer.Answer(id, in.Result)
	case "fail":
		failure := decode[struct {
			Code    int64           `json:"code"`
			Message string          `json:"message"`
			Data    json.RawMessage `json:"data"`
		}](r, in.Error)
		return r.peer.Fail(id, message.Error{Code: failure.Code, Message: failure.Message, Data: failure.Data})
	case "cancel":
		return r.peer.Cancel(id, peer.CancelMode(in.Mode), in.Reason)
	}
	r.t.Fatalf("%s: there is no input %q", r.where, name)
	return nil
}

func (r *runner) receive(line []byte) []peer.Effect {
	var compact bytes.Buffer
	if json.Compact(&compact, line) != nil {
		compact.Reset()
		compact.Write(line)
	}
	var effects []peer.Effect
	r.splitter.Feed(append(compact.Bytes(), '\n'), func(record wire.Record) {
		switch verdict := wire.Judge(record, r.splitter.Limit()).(type) {
		case wire.Received:
			effects = r.peer.Receive(r.now, verdict.Message)
		case wire.Refused:
			var data *jsontext.Builder
			if verdict.Limit > 0 {
				data = (&jsontext.Builder{}).Raw("limit", fmt.Appendf(nil, "%d", verdict.Limit))
			}
			effects = r.peer.Refuse(verdict.ID, verdict.Code, verdict.Reason, data)
		case wire.Dropped:
			effects = r.peer.Dropped(verdict.ID)
		}
	})
	return effects
}

// expectSend compares messages as JSON values, but for the text of an error, which people read.
func (r *runner) expectSend(want json.RawMessage) {
	r.t.Helper()
	send, ok := r.pop().(peer.Send)
	if !ok {
		r.t.Fatalf("%s: no message", r.where)
	}
	got := wire.Append(nil, send.Message)
	if mustJSON(withoutText(r, got)) != mustJSON(withoutText(r, want)) {
		r.t.Fatalf("%s: got %s", r.where, got)
	}
}

func withoutText(r *runner, raw json.RawMessage) map[string]any {
	object := decode[map[string]any](r, raw)
	if failure, ok := object["error"].(map[string]any); ok {
		delete(failure, "message")
	}
	if params, ok := object["params"].(map[string]any); ok && len(params) == 0 {
		delete(object, "params")
	}
	return object
}

func describe(effect peer.Effect) string {
	row := []any{}
	switch e := effect.(type) {
	case peer.Send:
		return string(wire.Append(nil, e.Message))
	case peer.Requested:
		row = append(row, "request", e.ID.JSON(), e.Method)
	case peer.Notified:
		row = append(row, "notification", e.Method)
	case peer.Streamed:
		row = append(row, "stream", e.Call.JSON(), e.Method)
	case peer.Result:
		row = append(row, "result", e.Call.JSON())
	case peer.Failed:
		row = append(row, "error", e.Call.JSON(), e.Error.Code)
	case peer.Cancelled:
		row = append(row, "cancelled", e.Request.JSON(), e.Mode)
	case peer.Expired:
		row = append(row, "expired", e.Request.JSON())
	case peer.Stray:
		row = append(row, "stray", e.ID.JSON())
	}
	return mustJSON(slices.Clip(row))
}

func decode[T any](r *runner, raw json.RawMessage) (value T) {
	r.t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		r.t.Fatalf("%s: %v", r.where, err)
	}
	return value
}

func mustJSON(value any) string {
	raw, err := json.Marshal(value)
	if err != nil {
		return err.Error()
	}
	return string(raw)
}
