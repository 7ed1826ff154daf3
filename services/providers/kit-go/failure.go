package kit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"
	"time"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
)

func (w about) details(message string) ipc.LLMError {
	return ipc.LLMError{Message: message, Provider: w.provider, Model: w.model}
}

// failureOf returns whatever a try failed with as one of the fifteen errors. An error that nobody knows is the base, not
// to be tried again.
func failureOf(err error, saw seen, whom about) error {
	var fault *Fault
	switch {
	case ipc.KindOf(err) == ipc.ErrorKindLlmError:
		return incomplete(err, saw, whom)
	case errors.As(err, &fault): // also below what the vendor's library makes of it
		return errorOf(fault, whom)
	case saw.answering && (saw.broke != nil || isLost(err)):
		return &ipc.StreamError{LLMError: whom.details(told("The stream of %s broke off", saw.broke, err, whom))}
	case errors.Is(err, syscall.ECONNREFUSED):
		refused := whom.details(told("Nobody answers where %s should be", err, nil, whom))
		return &ipc.ProviderUnavailableError{LLMError: refused}
	case isLost(err):
		unreached := ipc.NetworkError{}
		unreached.LLMError = whom.details(told("%s could not be reached", err, nil, whom))
		return &unreached
	case isGarbled(err):
		return &ipc.StreamError{LLMError: whom.details(told("%s answered what cannot be read", err, nil, whom))}
	}
	unknown := whom.details(told("The request to %s failed", err, nil, whom))
	unknown.Retryable = new(false)
	return ipc.NewLLMError(base, unknown)
}

// incomplete adds why a stream broke off, which the vendor's library may not have told.
func incomplete(err error, saw seen, whom about) error {
	if saw.broke == nil || ipc.LLMErrorName(err) != ipc.LlmErrorNameStreamError {
		return err
	}
	return &ipc.StreamError{LLMError: whom.details(told("The stream of %s broke off", saw.broke, nil, whom))}
}

func told(format string, err, instead error, whom about) string {
	if err == nil {
		err = instead
	}
	message := fmt.Sprintf(format, whom.display)
	if why := sentence(err.Error(), whom.secrets); why != "" {
		message += ": " + why
	}
	return message
}

// isLost tells whether a connection could not be made, or ended too soon.
func isLost(err error) bool {
	var lost net.Error // also *url.Error and *net.OpError
	return errors.As(err, &lost) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || errors.Is(err, context.DeadlineExceeded)
}

// isGarbled tells whether what came is no JSON, or not of its documented form.
func isGarbled(err error) bool {
	var syntax *json.SyntaxError
	var misfit *json.UnmarshalTypeError
	var noTime *time.ParseError
	text := err.Error()
	return errors.As(err, &syntax) || errors.As(err, &misfit) || errors.As(err, &noTime) || strings.Contains(text, "JSON") || strings.Contains(text, "invalid character")
}
