// Package httpmap is the mapping between the methods of the protocol and HTTP (chapter 13): which request asks which
// method, what is a problem, what the bytes of a stream say. It does no I/O and starts nothing.
package httpmap

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// Endpoint is a method of the protocol as a method and a path of HTTP.
type Endpoint struct {
	Method string // of the protocol
	verb   string
	parts  []string // of the path; members of the params stand in braces
	// always and accepted say when it answers with a stream.
	always, accepted bool
	// tells: the method has a path for answers with a stream and one for those without, so that the path says whether
	// there is one, and not a member.
	tells bool
}

// Refusal is the answer to a request that reaches no handler.
type Refusal struct {
	Status int // 0 = that of the kind
	Kind   protocol.ErrorKind
	Reason string
	Allow  []string // the methods of HTTP that would do
	Limit  int      // of a body that was too long, in bytes
}

// Router knows the endpoints of a service.
type Router struct{ endpoints []Endpoint }

// NewRouter returns the endpoints of the methods that are offered.
func NewRouter(offers func(method string) bool) *Router {
	r := &Router{}
	for name, method := range protocol.Methods {
		if method.HTTP == nil || !offers(name) {
			continue
		}
		how := method.HTTP
		plain := Endpoint{
			Method: name, verb: how.Method, parts: strings.Split(how.Path, "/"),
			always: how.Stream == "always", accepted: how.Stream == "accept", tells: how.StreamPath != "",
		}
		r.endpoints = append(r.endpoints, plain)
		if how.StreamPath != "" {
			streamed := plain
			streamed.parts, streamed.always = strings.Split(how.StreamPath, "/"), true
			r.endpoints = append(r.endpoints, streamed)
		}
	}
	return r
}

// Match is an endpoint with the members of the params that a path has named.
type Match struct {
	Endpoint
	members map[string]string
}

// Route finds the endpoint of a path as it came, still escaped (HTP-004, HTP-009, HTP-010).
func (r *Router) Route(verb, path string) (Match, *Refusal) {
	parts, legal := decodedParts(path)
	var allow []string
	for _, endpoint := range r.endpoints {
		members, fits := endpoint.match(parts)
		if !legal || !fits {
			continue
		}
		if endpoint.verb == verb {
			return Match{endpoint, members}, nil
		}
		allow = append(allow, endpoint.verb)
	}
	if allow == nil {
		return Match{}, &Refusal{Kind: protocol.ErrorKindMethodNotFound, Reason: "there is no endpoint " + quoted(path) + " here"}
	}
	slices.Sort(allow)
	reason := fmt.Sprintf("%s takes %s here, not %s", quoted(path), strings.Join(allow, ", "), quoted(verb))
	return Match{}, &Refusal{Status: statusMethodNotAllowed, Kind: protocol.ErrorKindMethodNotFound, Reason: reason, Allow: allow}
}

// quoted is what a caller has sent as it may stand in a sentence: short, and without control characters.
func quoted(text string) string {
	const most = 200
	if len(text) > most {
		text = text[:most] + "…"
	}
	return strconv.Quote(text)
}

// match returns the members that the path names; fits is false when it is that of another endpoint.
func (e Endpoint) match(parts []string) (members map[string]string, fits bool) {
	members = map[string]string{}
	for i, want := range e.parts {
		if i >= len(parts) {
			return nil, false
		}
		name, isMember := strings.CutPrefix(want, "{")
		name = strings.TrimSuffix(name, "}")
		switch {
		case isMember && name == contentPath:
			members[name] = strings.Join(parts[i:], "/")
			return members, true
		case isMember:
			members[name] = parts[i]
		case want != parts[i]:
			return nil, false
		}
	}
	return members, len(parts) == len(e.parts)
}

// contentPath is the one member that takes all of the parts that are left (HTP-003).
const contentPath = "path"

// decodedParts takes a path apart and decodes the parts; one that spells no text is no path of ours.
func decodedParts(path string) (parts []string, legal bool) {
	parts = strings.Split(path, "/")
	for i, part := range parts {
		text, legal := unescape(part)
		if !legal {
			return nil, false
		}
		parts[i] = text
	}
	return parts, parts[0] == "" // a path begins with a slash
}

// unescape decodes what is percent-encoded (RFC 3986, 2.1).
func unescape(text string) (decoded string, legal bool) {
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		if text[i] != '%' {
			out = append(out, text[i])
			continue
		}
		if !escapes(text[i+1:]) {
			return "", false
		}
		code := jsontext.HexDigit(text[i+1])<<4 | jsontext.HexDigit(text[i+2])
		out = append(out, byte(code)) //nolint:gosec // two digits
		i += 2
	}
	return string(out), utf8.Valid(out)
}

// ReadableTarget returns a request line in whose path each `%` that escapes nothing is one that escapes no text: either
// names no endpoint.
func ReadableTarget(line []byte) []byte {
	out := make([]byte, 0, len(line))
	path := false // between the first space and the next one, or the query
	for i, c := range line {
		switch c {
		case ' ':
			path = !path && len(bytes.TrimLeft(line[:i], " ")) > 0
		case '?':
			path = false
		}
		out = append(out, c)
		if path && c == '%' && !escapes(line[i+1:]) {
			out = append(out, "FF"...)
		}
	}
	return out
}

// escapes tells whether what comes behind a `%` are two hex digits.
func escapes[T string | []byte](rest T) bool {
	return len(rest) >= 2 && jsontext.HexDigit(rest[0]) >= 0 && jsontext.HexDigit(rest[1]) >= 0
}
