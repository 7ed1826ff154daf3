package wire_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/message"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/vectors"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/wire"
)

type framingCase struct {
	vectors.Case
	MaxMessageBytes int             `json:"max_message_bytes"`
	Input           []vectors.Piece `json:"input"`
	Records         []framingRecord `json:"records"`
}

type framingRecord struct {
	vectors.Piece
	Oversized *struct {
		Refuse, Drop *struct {
			ID json.RawMessage `json:"id"`
		}
	} `json:"oversized"`
}

func TestFramingVectors(t *testing.T) {
	t.Parallel()
	for _, c := range vectors.Load[framingCase](t, "framing.json") {
		t.Run(c.ID, func(t *testing.T) {
			t.Parallel()
			limit := c.MaxMessageBytes
			if limit == 0 {
				limit = wire.DefaultMaxMessageBytes
			}
			input := vectors.Join(c.Input)
			check(t, c, limit, [][]byte{input})
			if len(input) < 1<<20 {
				check(t, c, limit, splitEvery(input, 1))
			}
			step := max(len(input)/64, 1)
			for at := 0; at <= len(input); at += step {
				check(t, c, limit, [][]byte{input[:at], input[at:]})
			}
		})
	}
}

func splitEvery(input []byte, size int) [][]byte {
	var chunks [][]byte
	for at := 0; at < len(input); at += size {
		chunks = append(chunks, input[at:at+size])
	}
	return chunks
}

func check(t *testing.T, c framingCase, limit int, chunks [][]byte) {
	t.Helper()
	splitter := wire.NewSplitter(limit)
	var got []wire.Record
	for _, chunk := range chunks {
		splitter.Feed(bytes.Clone(chunk), func(r wire.Record) {
			got = append(got, wire.Record{Line: bytes.Clone(r.Line), Oversized: r.Oversized})
		})
	}
	if len(got) != len(c.Records) {
		t.Fatalf("got %d records, want %d", len(got), len(c.Records))
	}
	for i, want := range c.Records {
		checkRecord(t, got[i], want, limit)
	}
}

func checkRecord(t *testing.T, got wire.Record, want framingRecord, limit int) {
	t.Helper()
	if want.Oversized == nil {
		if got.Oversized || !bytes.Equal(got.Line, want.Bytes()) {
			t.Fatalf("got %q (oversized: %v), want %q", got.Line, got.Oversized, want.Bytes())
		}
		return
	}
	switch verdict := wire.Judge(got, limit).(type) {
	case wire.Refused:
		if !got.Oversized || want.Oversized.Refuse == nil || !sameID(verdict.ID, want.Oversized.Refuse.ID) || verdict.Code != -32006 || verdict.Limit != limit {
			t.Fatalf("got %+v, want %+v", verdict, want.Oversized)
		}
	case wire.Dropped:
		if !got.Oversized || want.Oversized.Drop == nil || !sameID(verdict.ID, want.Oversized.Drop.ID) {
			t.Fatalf("got %+v, want %+v", verdict, want.Oversized)
		}
	default:
		t.Fatalf("got %+v", verdict)
	}
}

func sameID(id message.ID, want json.RawMessage) bool {
	if want == nil {
		want = json.RawMessage("null")
	}
	return vectors.Equal(id.JSON(), want)
}
