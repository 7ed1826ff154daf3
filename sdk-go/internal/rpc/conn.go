// Package rpc is the one place that reads, writes and starts goroutines for a connection.
//
// Architecture invariant: one goroutine reads and one writes; everything shared lies behind one door (Conn.mu), which
// is never held during I/O or an author's code. Handling a request never blocks the reader, and reading goes on while
// writes block.
package rpc

import (
	"context"
	"encoding/json"
	"io"
	"sync"
	"time"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/message"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/peer"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/wire"
)

// Options of a connection.
type Options struct {
	Side peer.Side
	// MaxMessageBytes is the largest line that is read; 0 = the default.
	MaxMessageBytes int
	// MaxConcurrency is how many requests are handled at once; 0 = the default.
	MaxConcurrency int
	// Request is called for each request, in the order of lines, by the reader: it must not block.
	Request func(*Request)
	// Notification is called for notifications about no call, by the reader: it must not block. May be nil.
	Notification func(method string, params json.RawMessage)
}

// Conn is a connection.
type Conn struct {
	options Options
	out     io.Writer
	gone    chan struct{}   // closed when nothing more can be read
	written chan struct{}   // closed when the writer has ended
	base    context.Context //nolint:containedctx // what the contexts of all requests begin with

	mu       sync.Mutex
	peer     *peer.Peer
	requests map[message.ID]*Request
	calls    map[message.ID]*call
	timer    *time.Timer
	draining bool
	idle     chan struct{} // closed when no request is under way; nil unless somebody waits

	queue     []message.Message
	queued    int // bytes, about
	sendLimit int
	closing   bool
	broken    bool          // the other side no longer reads
	work      chan struct{} // wakes the writer
	room      chan struct{} // closed when the queue has room again; nil unless somebody waits
	empty     chan struct{} // closed when all has been written; nil unless somebody waits
}

// connKey is where the contexts of requests have their connection.
type connKey struct{}

// Open starts to read and write.
func Open(in io.Reader, out io.Writer, options Options) *Conn {
	if options.MaxMessageBytes == 0 {
		options.MaxMessageBytes = wire.DefaultMaxMessageBytes
	}
	if options.MaxConcurrency == 0 {
		options.MaxConcurrency = peer.DefaultMaxConcurrency
	}
	c := &Conn{
		options: options, out: out,
		gone: make(chan struct{}), written: make(chan struct{}), work: make(chan struct{}, 1),
		peer:     peer.New(options.Side, options.MaxConcurrency),
		requests: map[message.ID]*Request{}, calls: map[message.ID]*call{},
		sendLimit: wire.DefaultMaxMessageBytes,
	}
	c.base = context.WithValue(context.Background(), connKey{}, c)
	c.timer = time.AfterFunc(time.Hour, c.tick)
	c.timer.Stop()
	go c.read(in)
	go c.write()
	return c
}

// Gone is closed when the other side has closed its end.
func (c *Conn) Gone() <-chan struct{} { return c.gone }

// SetSendLimit sets the largest line that the other side reads, in bytes.
func (c *Conn) SetSendLimit(bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sendLimit = bytes
}

// readSize: what one read takes at most, the size of a pipe as the host sets it.
const readSize = 256 << 10

func (c *Conn) read(in io.Reader) {
	splitter := wire.NewSplitter(c.options.MaxMessageBytes)
	chunk := make([]byte, readSize)
	for {
		n, err := in.Read(chunk)
		splitter.Feed(chunk[:n], c.record)
		if err != nil {
			break
		}
	}
	c.mu.Lock()
	c.apply(c.peer.Lost())
	c.mu.Unlock()
	close(c.gone)
}

// record takes one line. Its bytes are the splitter's, so a copy goes on.
func (c *Conn) record(record wire.Record) {
	record.Line = append([]byte(nil), record.Line...)
	verdict := wire.Judge(record, c.options.MaxMessageBytes)
	c.mu.Lock()
	started, notified := c.apply(c.judge(verdict))
	c.mu.Unlock()
	for _, request := range started {
		c.options.Request(request)
	}
	for _, n := range notified {
		if c.options.Notification != nil {
			c.options.Notification(n.Method, n.Params)
		}
	}
}

func (c *Conn) judge(verdict wire.Verdict) []peer.Effect {
	switch v := verdict.(type) {
	case wire.Received:
		return c.peer.Receive(time.Now(), v.Message)
	case wire.Refused:
		var data *jsontext.Builder
		if v.Limit > 0 {
			data = (&jsontext.Builder{}).Raw("limit", number(v.Limit))
		}
		return c.peer.Refuse(v.ID, v.Code, v.Reason, data)
	case wire.Dropped:
		return c.peer.Dropped(v.ID)
	}
	return nil
}

func (c *Conn) tick() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.apply(c.peer.Tick(time.Now()))
}

// apply does what the machine wants. What it returns is the reader's to hand on once the door is shut.
func (c *Conn) apply(effects []peer.Effect) (started []*Request, notified []peer.Notified) {
	for _, effect := range effects {
		switch e := effect.(type) {
		case peer.Send:
			c.enqueue(e.Message)
		case peer.Requested:
			if request := c.start(e); request != nil {
				started = append(started, request)
			}
		case peer.Notified:
			notified = append(notified, e)
		case peer.Streamed:
			c.calls[e.Call].streamed(e)
		case peer.Result:
			c.finishCall(e.Call, e.Result, nil)
		case peer.Failed:
			c.finishCall(e.Call, nil, &CallError{Failure: e.Error})
		case peer.Cancelled:
			c.requests[e.Request].cancelled(e.Mode)
		case peer.Expired:
			c.requests[e.Request].cancel(context.DeadlineExceeded)
			c.forget(e.Request)
		case peer.Stray: // nobody waits for it
		}
	}
	c.setTimer()
	return started, notified
}

func (c *Conn) setTimer() {
	if at, ok := c.peer.NextTick(); ok {
		c.timer.Reset(time.Until(at))
	} else {
		c.timer.Stop()
	}
}
