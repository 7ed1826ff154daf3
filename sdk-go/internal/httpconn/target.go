package httpconn

import (
	"bytes"
	"net"
	"net/http"
	"sync/atomic"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/httpmap"
)

// ReadableTargets lets the handler of a server see the targets that net/http would refuse itself, in plain text: those
// with a `%` that escapes nothing. They name no endpoint (HTP-009), which is for the handler to say. It is for one
// listener, and takes the server's hook ConnState.
func ReadableTargets(server *http.Server, listener net.Listener) net.Listener {
	server.ConnState = func(c net.Conn, state http.ConnState) {
		if mine, is := c.(*conn); is && state == http.StateIdle {
			mine.fresh.Store(true)
		}
	}
	return targetListener{listener}
}

type targetListener struct{ net.Listener }

func (l targetListener) Accept() (net.Conn, error) {
	accepted, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := &conn{Conn: accepted}
	c.fresh.Store(true)
	return c, nil
}

// conn is a connection whose request lines can be read.
type conn struct {
	net.Conn
	fresh atomic.Bool // what comes next is a request line
	http2 bool        // there are none; belongs to the reader, as ready does
	ready []byte
}

// lineSize: what does not come in one piece of this size stays as it is.
const lineSize = 4 << 10

// Read reads. A request line is read ahead of who asks, which may want a few bytes only.
func (c *conn) Read(p []byte) (int, error) {
	if len(c.ready) == 0 {
		if c.http2 || !c.fresh.Swap(false) {
			return c.Conn.Read(p)
		}
		chunk := make([]byte, lineSize)
		n, err := c.Conn.Read(chunk)
		if n == 0 {
			c.fresh.Store(true)
			return 0, err
		}
		c.ready = c.readable(chunk[:n]) // an error comes again
	}
	n := copy(p, c.ready)
	c.ready = c.ready[n:]
	return n, nil
}

func (c *conn) readable(chunk []byte) []byte {
	line, rest, whole := bytes.Cut(chunk, []byte("\n"))
	c.http2 = bytes.HasPrefix(line, []byte("PRI "))
	if !whole || bytes.IndexByte(line, '%') < 0 {
		return chunk
	}
	return append(append(httpmap.ReadableTarget(line), '\n'), rest...)
}
