package httpconn

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/exchange"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/httpmap"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/message"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/peer"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// callback is the way back to the host that a request came with; the zero one is none.
type callback struct{ url, token string }

// callbackOf reads where a caller wants to be called: an absolute URL without a query (HTP-060).
func callbackOf(header http.Header) callback {
	given := header.Get("Amplifier-Callback")
	at, err := url.Parse(given)
	if err != nil || at.Scheme != "http" && at.Scheme != "https" || at.Host == "" || strings.ContainsAny(given, "?#") {
		return callback{}
	}
	return callback{strings.TrimSuffix(given, "/"), header.Get("Amplifier-Token")}
}

const (
	// spareConnections to one host are kept for later calls.
	spareConnections = 64
	// tellPatience is how long a notification, of which nobody waits for an answer, may take.
	tellPatience = 5 * time.Second
)

func newClient() *http.Client {
	transport := &http.Transport{
		Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true, DisableCompression: true,
		MaxIdleConnsPerHost: spareConnections, IdleConnTimeout: time.Minute,
	}
	return &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse // a token is for the address that it came with
	}}
}

// ownCall is a call back under way.
type ownCall struct {
	id     string
	cancel context.CancelCauseFunc
	sent   chan struct{} // closed when the host has been sent the whole of it
	late   bool          // made after the request had ended, such as to tell of that
}

// errSilent is the cause of a context whose host was silent for too long.
var errSilent = errors.New("no answer within the time given")

// Call asks the host while this request is being answered (HTP-061).
func (q *Request) Call(ctx context.Context, method string, params json.RawMessage, options exchange.CallOptions) (json.RawMessage, error) {
	if q.way.url == "" {
		return nil, failed(protocol.ErrorKindServiceUnavailable, "the request came without a way back to a host, so "+method+" cannot be asked") // HTP-067
	}
	if ctx.Err() != nil {
		return nil, ended(ctx, method)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	call := &ownCall{id: q.server.nextID(), cancel: cancel, sent: make(chan struct{}), late: q.ctx.Err() != nil}
	q.mu.Lock()
	q.calls[call] = true
	q.mu.Unlock()
	defer func() {
		q.mu.Lock()
		delete(q.calls, call)
		q.mu.Unlock()
	}()
	reader := &answerReader{ctx: ctx, cancel: cancel, method: method, options: options, limit: q.server.options.MaxMessageBytes}
	reader.renew()
	defer reader.stop()
	request, err := q.post(withSent(ctx, call), call.id, method, params)
	if err != nil {
		return nil, failed(protocol.ErrorKindServiceUnavailable, err.Error())
	}
	if reader.wantsStream() {
		request.Header.Set("Accept", httpmap.EventStream+", "+httpmap.JSON) // HTP-065
	}
	response, err := q.server.client.Do(request)
	if err != nil {
		return nil, reader.broken(err)
	}
	defer response.Body.Close() //nolint:errcheck // nothing was written to it
	return reader.read(response)
}

func withSent(ctx context.Context, call *ownCall) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) {
		select {
		case <-call.sent: // a second try on another connection
		default:
			close(call.sent)
		}
	}})
}

func (s *Server) nextID() string { return s.prefix + strconv.FormatUint(s.calls.Add(1), 10) }

// post makes the request of a call or notification to the host: `_meta` as headers, the rest of the params as body.
func (q *Request) post(ctx context.Context, id, method string, params json.RawMessage) (*http.Request, error) {
	params = peer.PassOn(time.Now(), jsontext.Last(q.Params, "_meta"), q.deadline, params)
	var body jsontext.Builder
	var meta json.RawMessage
	_ = jsontext.Object(params, maxParamsDepth, func(name, value []byte) {
		if string(name) == "_meta" {
			meta = value
		} else {
			body.Raw(string(name), value)
		}
	})
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, q.way.url+"/"+method, bytes.NewReader(body.Object()))
	if err != nil {
		return nil, errors.New("the way back to the host is no address")
	}
	httpmap.WriteMeta(meta, request.Header.Set)
	request.Header.Set("Content-Type", httpmap.JSON)
	request.Header.Set("Accept", httpmap.JSON)
	request.Header.Set("Amplifier-Request", id)
	if q.way.token != "" {
		request.Header.Set("Amplifier-Token", q.way.token)
	}
	return request, nil
}

// maxParamsDepth never stops anything: the params have been checked.
const maxParamsDepth = 1 << 20

// tellHost sends a notification, and waits until the host has it: what comes later must not overtake it.
func (q *Request) tellHost(ctx context.Context, method string, params json.RawMessage) {
	err := errors.New("the request came without a way back to a host")
	if q.way.url != "" {
		err = q.tell(ctx, method, params)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s was lost: %v\n", method, err)
	}
}

func (q *Request) tell(ctx context.Context, method string, params json.RawMessage) error {
	ctx, stop := context.WithTimeout(ctx, tellPatience)
	defer stop()
	request, err := q.post(ctx, q.server.nextID(), method, params)
	if err != nil {
		return err
	}
	response, err := q.server.client.Do(request)
	if err != nil {
		return bare(err)
	}
	defer response.Body.Close() //nolint:errcheck // nothing was written to it
	body, _ := io.ReadAll(io.LimitReader(response.Body, int64(q.server.options.MaxMessageBytes)))
	if response.StatusCode/100 == 2 {
		return nil
	}
	_, failure := httpmap.ReadAnswer(response.StatusCode, response.Header.Get("Content-Type"), body)
	return errors.New(failure.Message)
}

// passCancelOn tells the host that a call under way is to end gracefully. It waits until the host has been sent the
// call: of one that it does not know it could cancel nothing.
func (q *Request) passCancelOn(call *ownCall, reason string) {
	ctx := context.WithoutCancel(q.ctx)
	select {
	case <-call.sent:
	case <-q.done:
		return
	}
	params := (&jsontext.Builder{}).Text("id", call.id).Text("mode", string(protocol.CancelModeGraceful))
	if reason != "" {
		params.Text("reason", reason)
	}
	q.tellHost(ctx, protocol.MethodCancel, params.Object())
}

func failed(kind protocol.ErrorKind, reason string) error {
	return &exchange.CallError{Failure: (&httpmap.Refusal{Kind: kind, Reason: reason}).Failure()}
}

func ended(ctx context.Context, method string) error {
	return fmt.Errorf("%s: %w", method, context.Cause(ctx))
}

// bare is an error of the client without the address, which the caller knows.
func bare(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}

// answerReader reads the answer to a call.
type answerReader struct {
	ctx     context.Context //nolint:containedctx // that of the call
	cancel  context.CancelCauseFunc
	method  string
	options exchange.CallOptions
	limit   int
	silence *time.Timer

	partial strings.Builder // the text so far
	result  json.RawMessage
	failure *message.Error
	over    bool
}
