package kit

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"sync"
)

// longestBody of an error is read, in bytes.
const longestBody = 1 << 16

// watcher is the transport of one call: it adds headers, makes a [Fault] of what is no success, and sees what the
// vendor's library would not tell: that something came, and that a stream broke off.
type watcher struct {
	base    http.RoundTripper
	headers map[string]string
	alive   func()
	mu      sync.Mutex
	seen    seen
}

// seen is what the last response showed.
type seen struct {
	// answering tells whether a response has begun that is one.
	answering bool
	// broke is why reading it failed.
	broke error
}

func (w *watcher) look() seen {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.seen
}

func (w *watcher) note(now seen) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen = now
}

// RoundTrip makes one request.
func (w *watcher) RoundTrip(request *http.Request) (*http.Response, error) {
	w.note(seen{})
	request = request.Clone(request.Context())
	for name, value := range w.headers {
		request.Header.Set(name, value)
	}
	response, err := w.base.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	if response.StatusCode < http.StatusMultipleChoices {
		w.note(seen{answering: true})
		response.Body = &body{response.Body, w}
		return response, nil
	}
	// An error at once: not every library looks at the status of a redirect, nor keeps headers and body of a failure.
	return nil, &Fault{Status: response.StatusCode, Header: response.Header, Body: textOf(response)}
}

func textOf(response *http.Response) []byte {
	defer response.Body.Close() //nolint:errcheck // it has been read, or cannot be
	if response.StatusCode < http.StatusBadRequest {
		return []byte("it sends its callers on to " + response.Header.Get("Location") + ", which is not followed")
	}
	text, err := io.ReadAll(io.LimitReader(response.Body, longestBody))
	if err != nil && len(text) == 0 {
		return []byte("its answer broke off")
	}
	return text
}

type body struct {
	io.ReadCloser
	watcher *watcher
}

func (b *body) Read(into []byte) (n int, err error) {
	n, err = b.ReadCloser.Read(into)
	if n > 0 {
		b.watcher.alive()
	}
	if err != nil && !errors.Is(err, io.EOF) {
		b.watcher.note(seen{answering: true, broke: err})
	}
	return n, err
}

// transports are shared by all calls, so that connections are: one for each proxy.
type transports struct {
	mu    sync.Mutex
	proxy map[string]*http.Transport
}

// through returns the transport for a proxy; "" = as the environment says. The error is a proxy that is no URL.
func (t *transports) through(proxy string) (*http.Transport, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if known := t.proxy[proxy]; known != nil {
		return known, nil
	}
	transport, _ := http.DefaultTransport.(*http.Transport)
	transport = transport.Clone()
	if proxy != "" {
		address, err := url.Parse(proxy)
		if err != nil || address.Host == "" {
			return nil, errors.New("the setting proxy must be a URL such as http://proxy:3128")
		}
		transport.Proxy = http.ProxyURL(address)
	}
	t.proxy[proxy] = transport
	return transport, nil
}
