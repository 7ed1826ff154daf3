package httpmap

import (
	"encoding/json"
	"strconv"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/message"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// The statuses that this chapter gives, whatever the kind.
const (
	StatusUnauthorized     = 401
	statusForbidden        = 403
	statusMethodNotAllowed = 405
	StatusUnsupportedMedia = 415
	statusGatewayTimeout   = 504
	statusOK               = 200
	statusInternalError    = 500
)

// titles are what the statuses are called (RFC 9110; 429: RFC 6585; 499 is of no RFC).
var titles = map[int]string{
	400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
	413: "Content Too Large", 415: "Unsupported Media Type", 422: "Unprocessable Content", 429: "Too Many Requests",
	499: "Client Closed Request", 500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable",
	504: "Gateway Timeout",
}

// Failure returns the error that a refusal is.
func (r *Refusal) Failure() message.Error {
	data := (&jsontext.Builder{}).Text("kind", string(r.Kind))
	if r.Limit > 0 {
		data.Raw("limit", strconv.AppendInt(nil, int64(r.Limit), 10))
	}
	return message.Error{Code: protocol.Kinds[r.Kind].Code, Message: r.Reason, Data: data.Object()}
}

// Problem writes an error as a problem (HTP-030). The status is that of its kind, unless one is given (HTP-031).
func Problem(failure message.Error, given int) (status int, body json.RawMessage) {
	kind, _ := jsontext.Text(jsontext.Last(failure.Data, "kind"))
	if kind == "" {
		kind = string(kindOf(failure.Code))
	}
	if status = given; status == 0 {
		status = statusOf(protocol.ErrorKind(kind), failure.Code)
	}
	problem := (&jsontext.Builder{}).Text("type", "about:blank")
	if title := titles[status]; title != "" {
		problem.Text("title", title)
	}
	problem.Raw("status", strconv.AppendInt(nil, int64(status), 10)).Text("detail", failure.Message).
		Text("kind", kind).Raw("code", strconv.AppendInt(nil, failure.Code, 10))
	if failure.Data != nil {
		problem.Raw("data", failure.Data)
	}
	return status, problem.Object()
}

// statusOf returns the status of a kind; an unknown one is read by its code.
func statusOf(kind protocol.ErrorKind, code int64) int {
	info, known := protocol.Kinds[kind]
	if !known {
		info, known = protocol.Kinds[kindOf(code)]
	}
	if !known {
		return statusInternalError
	}
	return info.HTTPStatus
}

func kindOf(code int64) protocol.ErrorKind {
	for kind, info := range protocol.Kinds {
		if info.Code == code {
			return kind
		}
	}
	return protocol.ErrorKindInternalError
}

// ReadAnswer reads an answer that is no stream: its result, or else the error as it is over stdio (HTP-032).
func ReadAnswer(status int, contentType string, body []byte) (json.RawMessage, *message.Error) {
	if status == statusOK && IsMedia(contentType, JSON) && jsontext.Check(body, maxDepth) == nil {
		return body, nil
	}
	if IsMedia(contentType, ProblemJSON) {
		if failure := ReadProblem(body); failure != nil {
			return nil, failure
		}
	}
	return nil, foreign(status)
}

// ReadProblem returns the error of a problem; nil when it is none.
func ReadProblem(body []byte) *message.Error {
	var problem protocol.Problem
	if jsontext.Check(body, maxDepth) != nil || problem.UnmarshalJSON(body) != nil {
		return nil
	}
	data := jsontext.Last(body, "data")
	if data == nil {
		data = (&jsontext.Builder{}).Text("kind", string(problem.Kind)).Object()
	}
	return &message.Error{Code: problem.Code, Message: problem.Detail, Data: data}
}

// foreign is what an answer says that is none of ours, such as that of a proxy.
func foreign(status int) *message.Error {
	kind := protocol.ErrorKindServiceUnavailable
	switch status {
	case statusForbidden:
		kind = protocol.ErrorKindPermissionDenied
	case statusGatewayTimeout:
		kind = protocol.ErrorKindDeadlineExceeded
	}
	failure := (&Refusal{Kind: kind, Reason: "the host answered with status " + strconv.Itoa(status) + ", and with nothing that can be read"}).Failure()
	return &failure
}
