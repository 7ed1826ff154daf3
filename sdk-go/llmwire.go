package ipc

import (
	"encoding/json"
	"errors"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// llmToError returns what an LLM error is on the wire (-32010). The base class travels as llm_error `llm_error`.
func llmToError(llm llmError) *Error {
	b := llm.base()
	e := NewError(ErrorKindLlmError, b.Message)
	if b.more != nil {
		e.Data = b.more.Data
	}
	name := llm.Name()
	if name == "" {
		name = baseName
	}
	retryable := protocol.LlmErrors[name].Retryable
	if b.Retryable != nil {
		retryable = *b.Retryable
	}
	d := &e.Data
	d.LlmError, d.Retryable, d.Provider = &name, &retryable, &b.Provider
	d.Model, d.StatusCode = unlessZero(b.Model), unlessZero(b.StatusCode)
	d.RetryAfter, d.DelayMultiplier = unlessZero(b.RetryAfter), unlessZero(b.DelayMultiplier)
	d.Attempts = unlessZero(b.Attempts)
	if b.Partial != "" {
		d.Partial = rawOrNull(b.Partial)
	}
	if call, ok := llm.(*InvalidToolCallError); ok {
		d.ToolName, d.RawArguments = &call.ToolName, &call.RawArguments
	}
	return e
}

// baseName is `llm_error` of an error that fits none of the fifteen classes.
const baseName LlmErrorName = "llm_error"

// fromLLM returns the class of an LLM error that came over the wire.
func fromLLM(e *Error) error {
	var llm llmError = &LLMError{name: *e.Data.LlmError}
	if class, known := llmClasses[*e.Data.LlmError]; known {
		llm = class()
	}
	b, d := llm.base(), e.Data
	b.Message, b.more, b.Retryable = e.Message, e, d.Retryable
	b.Provider, b.Model, b.StatusCode = orZero(d.Provider), orZero(d.Model), orZero(d.StatusCode)
	b.RetryAfter, b.DelayMultiplier = orZero(d.RetryAfter), orZero(d.DelayMultiplier)
	b.Attempts = orZero(d.Attempts)
	_ = json.Unmarshal(d.Partial, &b.Partial) // a partial that is no text stays in the error that this one wraps
	if call, ok := llm.(*InvalidToolCallError); ok {
		call.ToolName, call.RawArguments = orZero(d.ToolName), orZero(d.RawArguments)
	}
	return llm
}

// NewLLMError returns an error of the class that a name of the protocol stands for; an unknown name makes an
// [*LLMError] of that name.
func NewLLMError(name LlmErrorName, details LLMError) error {
	var llm llmError = &LLMError{}
	if class, known := llmClasses[name]; known {
		llm = class()
	}
	details.name = name
	*llm.base() = details
	return llm
}

// LLMErrorName returns the name of an LLM error's class on the wire; "" for any other error.
func LLMErrorName(err error) LlmErrorName {
	var llm llmError
	if !errors.As(err, &llm) {
		return ""
	}
	return llm.Name()
}

// IsRetryable tells whether err is an LLM error after which trying again may help.
func IsRetryable(err error) bool {
	var llm llmError
	if !errors.As(err, &llm) {
		return false
	}
	if said := llm.base().Retryable; said != nil {
		return *said
	}
	return protocol.LlmErrors[llm.Name()].Retryable
}

func unlessZero[T comparable](value T) *T {
	var zero T
	if value == zero {
		return nil
	}
	return &value
}

func orZero[T any](pointer *T) (value T) {
	if pointer != nil {
		value = *pointer
	}
	return value
}
