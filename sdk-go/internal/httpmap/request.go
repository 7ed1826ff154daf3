package httpmap

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// maxDepth is how deep a body may nest (FRM-019).
const maxDepth = 128

// Header is the headers of a request or an answer, their names as HTTP/1.1 writes them.
type Header = map[string][]string

// HasBody tells whether the params stand in the body, and not in the query (HTP-002).
func (m Match) HasBody() bool { return m.verb != "GET" && m.verb != "DELETE" }

// Streams tells whether the answer is a stream (HTP-040).
func (m Match) Streams(header Header) bool {
	return m.always || m.accepted && Accepts(header, EventStream)
}

// Params returns the params that a request has; `_meta` comes from the headers, the query is that behind `?`.
func (m Match) Params(header Header, query string, body []byte) (json.RawMessage, *Refusal) {
	if m.Method == protocol.MethodPing {
		body, query = nil, ""
	}
	var params jsontext.Builder
	if meta := ReadMeta(header); meta != nil {
		params.Raw("_meta", meta)
	}
	for _, part := range m.parts { // in the order of the path
		name := strings.Trim(part, "{}")
		if value, named := m.members[name]; named {
			params.Text(name, value)
		}
	}
	if m.tells && m.always {
		params.Raw("stream", []byte("true"))
	}
	if m.Method == protocol.MethodDescribe {
		if versions := versionsIn(header); versions != nil {
			params.Raw("protocol_versions", versions)
		}
	}
	return m.withRest(&params, header, query, body)
}

// withRest adds the members that the path does not name.
func (m Match) withRest(params *jsontext.Builder, header Header, query string, body []byte) (json.RawMessage, *Refusal) {
	if !m.HasBody() {
		if !m.addQuery(params, header, query) {
			return nil, &Refusal{Kind: protocol.ErrorKindInvalidRequest, Reason: "the query is no percent-encoded UTF-8"}
		}
		return params.Object(), nil
	}
	if len(body) == 0 { // HTP-007
		return params.Object(), nil
	}
	err := jsontext.Object(body, maxDepth, func(name, value []byte) {
		if !m.told(string(name), header) {
			params.Raw(string(name), value)
		}
	})
	switch {
	case err == nil:
		return params.Object(), nil
	case errors.Is(err, jsontext.ErrTooDeep):
		return nil, &Refusal{Kind: protocol.ErrorKindInvalidRequest, Reason: "nested deeper than 128 levels"}
	case errors.Is(err, jsontext.ErrNotObject):
		return nil, &Refusal{Kind: protocol.ErrorKindInvalidRequest, Reason: "the body must be a JSON object"}
	}
	return nil, &Refusal{Kind: protocol.ErrorKindParseError, Reason: "the body is not JSON: " + err.Error()}
}

// told tells whether a member comes from the path or the headers, and from nowhere else (HTP-005).
func (m Match) told(name string, header Header) bool {
	_, inPath := m.members[name]
	versions := name == "protocol_versions" && m.Method == protocol.MethodDescribe && header[versionHeader] != nil
	return inPath || versions || name == "_meta" || name == "stream" && m.tells
}

// addQuery adds the members of a query: strings as they stand, anything else as JSON (HTP-006). What is a string, the
// schema of the params says.
func (m Match) addQuery(params *jsontext.Builder, header Header, query string) (legal bool) {
	type member struct{ name, text string }
	var members []member
	var asText jsontext.Builder
	for _, pair := range strings.Split(query, "&") {
		rawName, rawText, _ := strings.Cut(strings.ReplaceAll(pair, "+", " "), "=")
		name, legalName := unescape(rawName)
		text, legalText := unescape(rawText)
		if !legalName || !legalText {
			return false
		}
		if pair == "" || m.told(name, header) {
			continue
		}
		members = append(members, member{name, text})
		asText.Text(name, text)
	}
	known, misfits := typesOf(m.Method, asText.Object())
	for _, q := range members {
		switch {
		case !known(q.name): // RPC-010
		case misfits[q.name] && jsontext.Check([]byte(q.text), maxDepth) == nil:
			params.Raw(q.name, []byte(q.text))
		default:
			params.Text(q.name, q.text)
		}
	}
	return true
}

// typesOf tells which members the params of a method have, and which of those that are given here as texts must be
// something else.
func typesOf(method string, texts json.RawMessage) (known func(name string) bool, misfits map[string]bool) {
	value, err := protocol.DecodeAs(protocol.Methods[method].Params, texts)
	misfits = map[string]bool{}
	var faults protocol.Faults
	_ = errors.As(err, &faults)
	for _, fault := range faults {
		name, _, _ := strings.Cut(strings.TrimPrefix(fault.Path, "/"), "/")
		misfits[name] = true
	}
	extra, _ := reflect.ValueOf(value).FieldByName("Extra").Interface().(map[string]json.RawMessage)
	return func(name string) bool { return extra[name] == nil }, misfits
}

// versionHeader has the versions that a caller speaks (HTP-022), and the one that a service speaks (HTP-023).
const versionHeader = "Amplifier-Protocol"

// versionsIn returns the versions in a header as a JSON list; nil without the header.
func versionsIn(header Header) json.RawMessage {
	values := header[versionHeader]
	if values == nil {
		return nil
	}
	var list []byte
	for _, version := range strings.Split(strings.Join(values, ","), ",") {
		if version = strings.Trim(version, " \t"); version != "" {
			list = jsontext.AppendText(append(list, ','), version)
		}
	}
	return append(append([]byte{'['}, strings.TrimPrefix(string(list), ",")...), ']')
}

// The media types of the binding.
const (
	JSON        = "application/json"
	ProblemJSON = "application/problem+json"
	EventStream = "text/event-stream"
)

// IsMedia tells whether a Content-Type is a media type, whatever its parameters.
func IsMedia(contentType, media string) bool {
	name, _, _ := strings.Cut(contentType, ";")
	return strings.EqualFold(strings.Trim(name, " \t"), media)
}

// Accepts tells whether the header Accept names a media type, with a weight above zero.
func Accepts(header Header, media string) bool {
	return slices.ContainsFunc(strings.Split(strings.Join(header["Accept"], ","), ","), func(one string) bool {
		return IsMedia(one, media) && weight(one) > 0
	})
}

func weight(one string) float64 {
	for _, parameter := range strings.Split(one, ";")[1:] {
		name, value, _ := strings.Cut(strings.Trim(parameter, " \t"), "=")
		if q, err := strconv.ParseFloat(value, 64); err == nil && strings.EqualFold(name, "q") {
			return q
		}
	}
	return 1
}
