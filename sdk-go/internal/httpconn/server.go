// Package httpconn is to HTTP what package rpc is to stdio: the one place that reads, writes and starts goroutines for
// requests that come over HTTP, and for the calls that are made for them (chapter 13).
package httpconn

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/exchange"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/httpmap"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// Options of a server.
type Options struct {
	// Offers tells which methods are served.
	Offers func(method string) bool
	// Version is the version of the protocol that the service speaks.
	Version string
	// MaxMessageBytes is the longest body that is read.
	MaxMessageBytes int
	// MaxConcurrency is how many requests are handled at once.
	MaxConcurrency int
	// Token is what callers must show; empty = nothing.
	Token string
	// Silence is how long a stream may say nothing before it gets a comment; 0 = 15 s (HTP-047).
	Silence time.Duration
	// Request is called for each request, on a goroutine of its own; it is to answer it.
	Request func(*Request)
}

const defaultSilence = 15 * time.Second

// Server is a service over HTTP, an [http.Handler].
type Server struct {
	options Options
	router  *httpmap.Router
	client  *http.Client
	prefix  string // of the ids of own calls: replicas may share a callback
	calls   atomic.Uint64

	mu       sync.Mutex
	requests map[*Request]bool
	present  int // requests that are not over
	counted  int // those of them that count (HTP-074)
	draining bool
	idle     chan struct{} // closed when nobody is present; nil unless somebody waits
}

// New returns a server.
func New(options Options) *Server {
	if options.Silence == 0 {
		options.Silence = defaultSilence
	}
	return &Server{
		options: options, router: httpmap.NewRouter(options.Offers), client: newClient(),
		prefix: "s-" + rand.Text()[:8] + "-", requests: map[*Request]bool{},
	}
}

// openAPIPath is where the document of the binding is (HTP-014).
const openAPIPath = "/openapi.json"

// ServeHTTP serves one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	arrived := time.Now()
	w.Header().Set("Amplifier-Protocol", s.options.Version)
	if refusal := s.guard(w, r); refusal != nil {
		refuse(w, refusal)
		return
	}
	path := rawPath(r)
	if path == openAPIPath && r.Method == http.MethodGet {
		answerJSON(w, http.StatusOK, httpmap.JSON, protocol.OpenAPI)
		return
	}
	match, refusal := s.router.Route(r.Method, path)
	if refusal != nil {
		refuse(w, refusal)
		return
	}
	if match.Method == protocol.MethodPing {
		answerJSON(w, http.StatusOK, httpmap.JSON, []byte("{}"))
		return
	}
	s.serve(w, r, match, arrived)
}

// serve serves what is more than a look.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, match httpmap.Match, arrived time.Time) {
	free, refusal := s.enter(match.Method)
	if refusal != nil {
		refuse(w, refusal)
		return
	}
	defer s.leave(free)
	body, refusal := s.body(w, r, match)
	if refusal != nil {
		refuse(w, refusal)
		return
	}
	params, refusal := match.Params(r.Header, r.URL.RawQuery, body)
	if refusal != nil {
		refuse(w, refusal)
		return
	}
	if match.Method == protocol.MethodCancel {
		s.cancelExecutions(sessionOf(params), params)
		w.WriteHeader(http.StatusNoContent)
		return
	}
	request, refusal := s.newRequest(w, r, match, params, arrived)
	if refusal != nil {
		refuse(w, refusal)
		return
	}
	request.serve(free)
}

// guard refuses whom the service does not want to talk to (HTP-072, HTP-073).
func (s *Server) guard(w http.ResponseWriter, r *http.Request) *httpmap.Refusal {
	if r.Header["Origin"] != nil {
		return &httpmap.Refusal{Kind: protocol.ErrorKindPermissionDenied, Reason: "requests of browsers, which have the header Origin, are not served"}
	}
	isHealth := r.Method == http.MethodGet && rawPath(r) == protocol.Methods[protocol.MethodPing].HTTP.Path
	if s.options.Token == "" || isHealth || s.knows(r.Header.Get("Authorization")) {
		return nil
	}
	w.Header().Set("WWW-Authenticate", "Bearer")
	return &httpmap.Refusal{
		Status: httpmap.StatusUnauthorized, Kind: protocol.ErrorKindPermissionDenied,
		Reason: "the header Authorization lacks the token of this service: say Bearer and the token",
	}
}

// knows compares hashes, which takes as long whatever the token is.
func (s *Server) knows(authorization string) bool {
	scheme, token, _ := strings.Cut(authorization, " ")
	got, want := sha256.Sum256([]byte(strings.TrimLeft(token, " "))), sha256.Sum256([]byte(s.options.Token))
	return strings.EqualFold(scheme, "Bearer") && subtle.ConstantTimeCompare(got[:], want[:]) == 1
}

// rawPath is the path as it came. net/http keeps it beside the decoded one when the two differ; so does a handler that
// cuts off a prefix.
func rawPath(r *http.Request) string {
	if r.URL.RawPath != "" {
		return r.URL.RawPath
	}
	return r.URL.EscapedPath()
}

// counts tells whether a request takes one of the places of `limits.max_concurrency`. A cancel is over at once, and
// must come through to those that hold the places.
func counts(method string) bool {
	switch method {
	case protocol.MethodDescribe, protocol.MethodPing, protocol.MethodHookEmit, protocol.MethodCancel:
		return false
	}
	return true
}

// enter lets a request in. It keeps its place until it says free.
func (s *Server) enter(method string) (free func(), refusal *httpmap.Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.draining {
		return nil, &httpmap.Refusal{Kind: protocol.ErrorKindServiceUnavailable, Reason: "the service is stopping"}
	}
	if counts(method) {
		if s.counted >= s.options.MaxConcurrency {
			reason := strconv.Itoa(s.counted) + " requests are under way, the most that this service handles"
			return nil, &httpmap.Refusal{Kind: protocol.ErrorKindOverloaded, Reason: reason}
		}
		s.counted++
	}
	s.present++
	return sync.OnceFunc(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if counts(method) {
			s.counted--
		}
	}), nil
}

func (s *Server) leave(free func()) {
	free()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.present--
	if s.present == 0 && s.idle != nil {
		close(s.idle)
		s.idle = nil
	}
}

// body reads the body of a request (HTP-011, HTP-013); that of a GET or DELETE says nothing.
func (s *Server) body(w http.ResponseWriter, r *http.Request, match httpmap.Match) ([]byte, *httpmap.Refusal) {
	limit := s.options.MaxMessageBytes
	if r.ContentLength > int64(limit) {
		w.Header().Set("Connection", "close") // what comes is not read
		return nil, tooLong(limit)
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, int64(limit)))
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		return nil, tooLong(limit)
	case err != nil:
		return nil, &httpmap.Refusal{Kind: protocol.ErrorKindInvalidRequest, Reason: "the body broke off"}
	case len(body) == 0 || !match.HasBody():
		return nil, nil
	case !httpmap.IsMedia(r.Header.Get("Content-Type"), httpmap.JSON):
		return nil, unsupported("the body must be declared as application/json")
	case r.Header.Get("Content-Encoding") != "":
		return nil, unsupported("the body must have no Content-Encoding")
	}
	return body, nil
}

func tooLong(limit int) *httpmap.Refusal {
	reason := "longer than " + strconv.Itoa(limit) + " bytes, the most that this service reads"
	return &httpmap.Refusal{Kind: protocol.ErrorKindMessageTooLarge, Reason: reason, Limit: limit}
}

func unsupported(reason string) *httpmap.Refusal {
	return &httpmap.Refusal{Status: httpmap.StatusUnsupportedMedia, Kind: protocol.ErrorKindInvalidRequest, Reason: reason}
}

func refuse(w http.ResponseWriter, refusal *httpmap.Refusal) {
	if refusal.Allow != nil {
		w.Header().Set("Allow", strings.Join(refusal.Allow, ", "))
	}
	status, problem := httpmap.Problem(refusal.Failure(), refusal.Status)
	answerJSON(w, status, httpmap.ProblemJSON, problem)
}

func answerJSON(w http.ResponseWriter, status int, media string, body []byte) {
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) //nolint:gosec // JSON, and declared as such; who has gone needs no answer
}

// cancelExecutions cancels the turns of a session (HTP-051).
func (s *Server) cancelExecutions(session string, params []byte) {
	mode, _ := jsontext.Text(jsontext.Last(params, "mode"))
	reason, _ := jsontext.Text(jsontext.Last(params, "reason"))
	for _, request := range s.underWay() {
		if request.Method != protocol.MethodOrchestratorExecute || sessionOf(request.Params) != session {
			continue
		}
		if protocol.CancelMode(mode) == protocol.CancelModeGraceful {
			request.stopGracefully(reason)
		} else {
			request.cancel(exchange.ErrCancelled)
		}
	}
}

func sessionOf(params []byte) string {
	return string(jsontext.Last(jsontext.Last(params, "_meta"), "session_id"))
}
