package ipc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/exchange"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/message"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// Error is an error of the protocol, as the wire carries it (protocol §3.3). Programs test the kind ([KindOf]),
// people read the message. A handler that returns one answers with it.
type Error struct {
	Code    int64
	Message string
	// Data says more; its Kind is always set.
	Data ErrorData
}

// NewError returns an error of a kind; an unknown kind has the code of internal_error.
func NewError(kind ErrorKind, text string) *Error {
	code := protocol.CodeInternalError
	if info, known := protocol.Kinds[kind]; known {
		code = info.Code
	}
	return &Error{Code: code, Message: text, Data: ErrorData{Kind: kind}}
}

func (e *Error) Error() string { return e.Message }

// Kind returns the name that programs test.
func (e *Error) Kind() ErrorKind { return e.Data.Kind }

// Is makes errors.Is match errors of the same kind.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && other.Kind() == e.Kind()
}

// KindOf returns the kind that err has on the wire; "" for nil.
func KindOf(err error) ErrorKind {
	if err == nil {
		return ""
	}
	return AsError(err).Kind()
}

// NotFound is -32004: there is no such tool, file, session. Of the names that exist, the nearest is suggested.
func NotFound(what, name string, known ...string) *Error {
	e := NewError(ErrorKindNotFound, fmt.Sprintf("there is no %s %q here", what, name))
	e.Data.What, e.Data.Name = &what, &name
	if near, ok := nearest(name, known); ok {
		e.Message += fmt.Sprintf("; did you mean %q?", near)
		e.Data.DidYouMean = &near
	}
	return e
}

// InvalidParams is -32602 with all faults; their paths are JSON Pointers from the params.
func InvalidParams(faults ...Fault) *Error {
	e := NewError(ErrorKindInvalidParams, protocol.Faults(faults).Error())
	e.Data.Errors = faults
	return e
}

// ToolFailure is a tool that ran and failed. It is no error of the protocol: the model sees the message.
type ToolFailure struct {
	Message string
	// Kind is the name that programs test: not_found, access_denied, invalid_input, … May be empty.
	Kind string
	// Details say more, as JSON. May be nil.
	Details any
	// Output is what the tool returns beside the error; nil = the message.
	Output any
}

func (f *ToolFailure) Error() string { return f.Message }

// Fail makes the tool that returns it fail in these words (success: false); the turn goes on.
func Fail(format string, args ...any) error {
	return &ToolFailure{Message: fmt.Sprintf(format, args...)}
}

// AsError returns what err is on the wire: an [*Error] as it is, an LLM error with its class in the data, anything
// unknown as internal_error with the name of its type.
func AsError(err error) *Error {
	var llm llmError
	var own *Error
	var faults protocol.Faults
	switch {
	case errors.As(err, &llm):
		return llmToError(llm)
	case errors.As(err, &own):
		return own
	case errors.As(err, &faults):
		return InvalidParams(faults...)
	case errors.Is(err, context.DeadlineExceeded):
		return NewError(ErrorKindDeadlineExceeded, "the deadline passed before the answer was ready")
	case errors.Is(err, context.Canceled), errors.Is(err, exchange.ErrCancelled), errors.Is(err, exchange.ErrStopping):
		return NewError(ErrorKindCancelled, "the request was cancelled")
	}
	return internalError(typeName(err), err.Error())
}

// internalError is -32603: the handler broke. exception is the name of a type, never a stack trace.
func internalError(exception, text string) *Error {
	e := NewError(ErrorKindInternalError, text)
	e.Data.Exception = &exception
	return e
}

// typeName returns the type of an error below what only wraps it.
func typeName(err error) string {
	for {
		name := strings.TrimPrefix(fmt.Sprintf("%T", err), "*")
		below := errors.Unwrap(err)
		if name != "fmt.wrapError" || below == nil {
			return name
		}
		err = below
	}
}

func (e *Error) object() message.Error {
	data, err := e.Data.MarshalJSON()
	if err == nil {
		err = jsontext.Check(data, maxDataDepth)
	}
	if err != nil {
		data = (&jsontext.Builder{}).Text("kind", string(e.Data.Kind)).Object()
	}
	return message.Error{Code: e.Code, Message: e.Message, Data: data}
}

// maxDataDepth is what is left for error data below the envelope and the error object.
const maxDataDepth = 126

// ErrorFrom returns the error that an error object of the wire stands for: an LLM error of its class, else an [*Error].
func ErrorFrom(code int64, text string, data json.RawMessage) error {
	e := &Error{Code: code, Message: text}
	if e.Data.UnmarshalJSON(data) != nil || e.Data.Kind == "" {
		e.Data.Kind = kindOfCode(code)
	}
	if e.Data.LlmError != nil && e.Code == protocol.CodeLlmError {
		return fromLLM(e)
	}
	return e
}

func kindOfCode(code int64) ErrorKind {
	for kind, info := range protocol.Kinds {
		if info.Code == code {
			return kind
		}
	}
	return ErrorKindInternalError
}

// fromCall returns the error of a call to the host in the terms of this package.
func fromCall(err error) error {
	var answered *exchange.CallError
	if errors.As(err, &answered) {
		return ErrorFrom(answered.Failure.Code, answered.Failure.Message, answered.Failure.Data)
	}
	return err
}

func rawOrNull(value any) json.RawMessage {
	raw, err := jsontext.Marshal(value)
	if err != nil {
		return json.RawMessage("null")
	}
	return raw
}
