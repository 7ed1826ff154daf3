package rpc_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/peer"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/rpc"
)

// pair is a connection and the bare pipes of its other side.
type pair struct {
	t    *testing.T
	conn *rpc.Conn
	in   *io.PipeWriter
	out  *bufio.Reader
}

func open(t *testing.T, handle func(*rpc.Request)) *pair {
	t.Helper()
	in, toConn := io.Pipe()
	fromConn, out := io.Pipe()
	p := &pair{t: t, in: toConn, out: bufio.NewReader(fromConn)}
	p.conn = rpc.Open(in, out, rpc.Options{Side: peer.Service, MaxConcurrency: 1000, Request: handle})
	t.Cleanup(func() {
		fromConn.Close() //nolint:errcheck // never fails
		toConn.Close()   //nolint:errcheck // never fails
	})
	return p
}

func (p *pair) write(format string, args ...any) {
	p.t.Helper()
	if _, err := fmt.Fprintf(p.in, format+"\n", args...); err != nil {
		p.t.Fatal(err)
	}
}

func (p *pair) read() map[string]any {
	p.t.Helper()
	line, err := p.out.ReadBytes('\n')
	if err != nil {
		p.t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(line, &m); err != nil {
		p.t.Fatal(err)
	}
	return m
}

func TestReadingGoesOnWhileWritesBlock(t *testing.T) {
	t.Parallel()
	const requests = 200
	handled := make(chan string, requests)
	big := json.RawMessage(`"` + strings.Repeat("x", 100<<10) + `"`)
	p := open(t, func(r *rpc.Request) {
		r.Answer(big)
		handled <- r.ID.Text()
	})
	for i := range requests { // nobody reads: the writer is stuck with the first answer
		p.write(`{"jsonrpc":"2.0","id":"%d","method":"x"}`, i)
	}
	for i := range requests {
		if got := <-handled; got != fmt.Sprint(i) {
			t.Fatalf("got %s, want %d", got, i)
		}
	}
	for i := range requests {
		if got := p.read()["id"]; got != fmt.Sprint(i) {
			t.Fatalf("got %v, want %d", got, i)
		}
	}
}

func TestNotificationsWaitWhenNobodyReads(t *testing.T) {
	t.Parallel()
	sent := make(chan int, 1000)
	params := json.RawMessage(`{"text":"` + strings.Repeat("x", 1<<20) + `"}`)
	const all = 20
	p := open(t, func(r *rpc.Request) {
		go func() {
			for i := range all {
				r.Notify("stream.tool.output", params)
				sent <- i
			}
			r.Answer(json.RawMessage("null"))
		}()
	})
	p.write(`{"jsonrpc":"2.0","id":1,"method":"x"}`)
	for i := range all {
		if got := p.read()["method"]; got != "stream.tool.output" {
			t.Fatalf("got %v", got)
		}
		// At most 4 MiB wait, and one more that was let in below that.
		if ahead := len(sent) - (i + 1); ahead > 5 {
			t.Fatalf("%d MiB are ahead", ahead)
		}
	}
	if got := p.read(); got["id"] != 1.0 {
		t.Fatalf("the answer comes last, got %v", got)
	}
}

func TestANotificationGivesUpWithItsRequest(t *testing.T) {
	t.Parallel()
	stuck, ended := make(chan struct{}), make(chan struct{})
	params := json.RawMessage(`{"text":"` + strings.Repeat("x", 1<<20) + `"}`)
	p := open(t, func(r *rpc.Request) {
		go func() {
			for i := 0; r.Context().Err() == nil; i++ {
				if i == 4 { // 4 MiB are queued: the next one waits
					close(stuck)
				}
				r.Notify("stream.tool.output", params)
			}
			close(ended)
		}()
	})
	p.write(`{"jsonrpc":"2.0","id":1,"method":"x"}`)
	<-stuck
	p.write(`{"jsonrpc":"2.0","method":"$/cancel","params":{"id":1}}`)
	<-ended
}

func TestSilenceEndsACallAndStreamsRenewIt(t *testing.T) {
	t.Parallel()
	p := open(t, nil)
	failed := make(chan error, 1)
	go func() {
		_, err := p.conn.Call(context.Background(), "x", nil, rpc.CallOptions{Patience: 20 * time.Millisecond})
		failed <- err
	}()
	id := p.read()["id"]
	cancel := p.read()
	if params, _ := cancel["params"].(map[string]any); cancel["method"] != "$/cancel" || params["id"] != id {
		t.Errorf("a time-out tells the other side, got %v", cancel)
	}
	var refused *rpc.CallError
	if err := <-failed; !errors.As(err, &refused) || refused.Failure.Code != -32001 {
		t.Errorf("got %v", err)
	}
}

func TestACallIsCancelledWithItsContext(t *testing.T) {
	t.Parallel()
	deadline := map[string]any{"id": "s-1", "mode": "immediate", "reason": "deadline exceeded"}
	for cause, want := range map[error]map[string]any{context.Canceled: {"id": "s-1"}, context.DeadlineExceeded: deadline} {
		p := open(t, nil)
		ctx, end := context.WithCancelCause(context.Background())
		failed := make(chan error, 1)
		go func() {
			_, err := p.conn.Call(ctx, "x", json.RawMessage("{}"), rpc.CallOptions{})
			failed <- err
		}()
		p.read() // the call
		end(cause)
		if got := p.read(); got["method"] != "$/cancel" || !reflect.DeepEqual(got["params"], any(want)) {
			t.Errorf("%v: got %v", cause, got)
		}
		if err := <-failed; !errors.Is(err, cause) {
			t.Errorf("got %v, want %v", err, cause)
		}
	}
}

func TestStreamsComeInOrderAndBeforeTheResult(t *testing.T) {
	t.Parallel()
	p := open(t, nil)
	var texts []string
	done := make(chan error, 1)
	go func() {
		_, err := p.conn.Call(context.Background(), "x", nil, rpc.CallOptions{Stream: func(_ string, params json.RawMessage) {
			texts = append(texts, string(params))
		}})
		done <- err
	}()
	id := p.read()["id"]
	for i := range 100 {
		p.write(`{"jsonrpc":"2.0","method":"stream.token","params":{"request_id":%q,"n":%d}}`, id, i)
	}
	p.write(`{"jsonrpc":"2.0","id":%q,"result":{}}`, id)
	if err := <-done; err != nil || len(texts) != 100 || !strings.HasSuffix(texts[99], `"n":99}`) {
		t.Errorf("got %d texts, %v", len(texts), err)
	}
}

func TestTheEndOfInputFailsCalls(t *testing.T) {
	t.Parallel()
	p := open(t, nil)
	failed := make(chan error, 1)
	go func() {
		_, err := p.conn.Call(context.Background(), "x", nil, rpc.CallOptions{})
		failed <- err
	}()
	p.read()
	p.in.Close() //nolint:errcheck // never fails
	var refused *rpc.CallError
	if err := <-failed; !errors.As(err, &refused) || refused.Failure.Code != -32002 {
		t.Errorf("got %v", err)
	}
	<-p.conn.Gone()
}

func TestAHostThatNoLongerReadsBlocksNobody(t *testing.T) {
	t.Parallel()
	in, toConn := io.Pipe()
	fromConn, out := io.Pipe()
	fromConn.Close()     //nolint:errcheck // never fails
	defer toConn.Close() //nolint:errcheck // never fails
	conn := rpc.Open(in, out, rpc.Options{Side: peer.Service})
	params := json.RawMessage(`{"text":"` + strings.Repeat("x", 1<<20) + `"}`)
	for range 20 {
		conn.Notify(context.Background(), "$/log", params)
	}
	if err := conn.Close(context.Background()); err != nil {
		t.Error(err)
	}
}
