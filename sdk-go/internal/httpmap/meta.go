package httpmap

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// SessionHeader names the session that a request belongs to.
const SessionHeader = "Amplifier-Session"

// metaHeaders are the members of `_meta` as headers. `list` may stand in several.
var metaHeaders = []struct {
	member, header string
	integer, list  bool
}{
	{member: "traceparent", header: "Traceparent"},
	{member: "tracestate", header: "Tracestate", list: true},
	{member: "baggage", header: "Baggage", list: true},
	{member: "deadline_ms", header: "Amplifier-Deadline-Ms", integer: true},
	{member: "session_id", header: SessionHeader},
	{member: "parent_session_id", header: "Amplifier-Parent-Session"},
	{member: "turn_id", header: "Amplifier-Turn"},
	{member: "depth", header: "Amplifier-Depth", integer: true},
}

// ReadMeta returns `_meta`, nil without a member. A header that does not fit counts as absent (HTP-021).
func ReadMeta(header Header) json.RawMessage {
	var meta jsontext.Builder
	some := false
	for _, m := range metaHeaders {
		values := header[m.header]
		if len(values) == 0 || len(values) > 1 && !m.list {
			continue
		}
		text := strings.Join(values, ",")
		value := jsontext.AppendText(nil, text)
		if m.integer {
			value = []byte(text)
		}
		if !utf8.ValidString(text) || m.integer && !isInteger(text) || !fits(m.member, value) {
			continue
		}
		meta.Raw(m.member, value)
		some = true
	}
	if !some {
		return nil
	}
	return meta.Object()
}

// isInteger tells whether a text is a decimal integer as JSON writes it.
func isInteger(text string) bool {
	n, err := strconv.ParseInt(text, 10, 64)
	return err == nil && strconv.FormatInt(n, 10) == text
}

func fits(member string, value []byte) bool {
	return len(protocol.Validate("Meta", (&jsontext.Builder{}).Raw(member, value).Object())) == 0
}

// WriteMeta puts `_meta` into headers. A member that is no value of a header is left out (HTP-020).
func WriteMeta(meta json.RawMessage, set func(header, value string)) {
	for _, m := range metaHeaders {
		raw := jsontext.Last(meta, m.member)
		if raw == nil || !fits(m.member, raw) {
			continue
		}
		value := string(raw)
		if !m.integer {
			value, _ = jsontext.Text(raw)
		}
		if isFieldValue(value) {
			set(m.header, value)
		}
	}
}

// isFieldValue tells whether a text is a value of a header (RFC 9110, 5.5).
func isFieldValue(text string) bool {
	control := slices.ContainsFunc([]byte(text), func(c byte) bool { return c < ' ' && c != '\t' || c == 0x7f })
	return !control && strings.Trim(text, " \t") == text
}
