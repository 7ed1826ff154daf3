package ipc

// LLMError is what all errors of models have in common. Its classes are the types below: errors.As finds a
// [*QuotaExceededError] also as a [*RateLimitError] and as an [*LLMError].
type LLMError struct {
	Message string
	// Provider and Model name who failed; StatusCode is the HTTP status, 0 = none.
	Provider, Model string
	StatusCode      int64
	// Retryable tells whether to try again; nil = as the class says.
	Retryable *bool
	// RetryAfter is how long to wait, in seconds; DelayMultiplier stretches the caller's own waits. 0 = not said.
	RetryAfter, DelayMultiplier float64
	// Attempts is how often it has been tried; 0 = not said.
	Attempts uint64
	// Partial is the text so far, when it broke off.
	Partial string
	// more holds what came with it over the wire.
	more *Error
	// name is that on the wire of a class which this version does not know.
	name LlmErrorName
}

func (e *LLMError) Error() string { return e.Message }

// Unwrap returns the error that came over the wire, if it did.
func (e *LLMError) Unwrap() error {
	if e.more == nil {
		return nil
	}
	return e.more
}

// The fifteen classes.
type (
	// RateLimitError means: too many requests; retryable.
	RateLimitError struct{ LLMError }
	// QuotaExceededError means: the budget is used up; a RateLimitError that is not retryable.
	QuotaExceededError struct{ RateLimitError }
	// AuthenticationError means: who are you?
	AuthenticationError struct{ LLMError }
	// AccessDeniedError means: you may not; an AuthenticationError.
	AccessDeniedError struct{ AuthenticationError }
	// ContextLengthError means: the request is too long for the model.
	ContextLengthError struct{ LLMError }
	// ContentFilterError means: the provider refuses the content.
	ContentFilterError struct{ LLMError }
	// InvalidRequestError means: the provider does not understand the request.
	InvalidRequestError struct{ LLMError }
	// NotFoundError means: there is no such model.
	NotFoundError struct{ LLMError }
	// ProviderUnavailableError means: the provider is down; retryable.
	ProviderUnavailableError struct{ LLMError }
	// NetworkError means: the provider cannot be reached; a ProviderUnavailableError, retryable.
	NetworkError struct{ ProviderUnavailableError }
	// LLMTimeoutError means: no answer in time; retryable.
	LLMTimeoutError struct{ LLMError }
	// StreamError means: the stream broke off; retryable.
	StreamError struct{ LLMError }
	// AbortError means: the request was aborted.
	AbortError struct{ LLMError }
	// InvalidToolCallError means: the model's tool call cannot be read.
	InvalidToolCallError struct {
		LLMError
		ToolName, RawArguments string
	}
	// ConfigurationError means: a key or a setting is missing.
	ConfigurationError struct{ LLMError }
)

// llmError is any of the classes.
type llmError interface {
	error
	Name() LlmErrorName
	base() *LLMError
}

func (e *LLMError) base() *LLMError { return e }

// Name returns `llm_error` on the wire; that of the base class is empty unless it came from there.
func (e *LLMError) Name() LlmErrorName { return e.name }

// Name returns `llm_error` on the wire.
func (*RateLimitError) Name() LlmErrorName { return LlmErrorNameRateLimit }

// Name returns `llm_error` on the wire.
func (*QuotaExceededError) Name() LlmErrorName { return LlmErrorNameQuotaExceeded }

// Name returns `llm_error` on the wire.
func (*AuthenticationError) Name() LlmErrorName { return LlmErrorNameAuthentication }

// Name returns `llm_error` on the wire.
func (*AccessDeniedError) Name() LlmErrorName { return LlmErrorNameAccessDenied }

// Name returns `llm_error` on the wire.
func (*ContextLengthError) Name() LlmErrorName { return LlmErrorNameContextLength }

// Name returns `llm_error` on the wire.
func (*ContentFilterError) Name() LlmErrorName { return LlmErrorNameContentFilter }

// Name returns `llm_error` on the wire.
func (*InvalidRequestError) Name() LlmErrorName { return LlmErrorNameInvalidRequest }

// Name returns `llm_error` on the wire.
func (*NotFoundError) Name() LlmErrorName { return LlmErrorNameNotFound }

// Name returns `llm_error` on the wire.
func (*ProviderUnavailableError) Name() LlmErrorName { return LlmErrorNameProviderUnavailable }

// Name returns `llm_error` on the wire.
func (*NetworkError) Name() LlmErrorName { return LlmErrorNameNetwork }

// Name returns `llm_error` on the wire.
func (*LLMTimeoutError) Name() LlmErrorName { return LlmErrorNameLlmTimeout }

// Name returns `llm_error` on the wire.
func (*StreamError) Name() LlmErrorName { return LlmErrorNameStreamError }

// Name returns `llm_error` on the wire.
func (*AbortError) Name() LlmErrorName { return LlmErrorNameAbort }

// Name returns `llm_error` on the wire.
func (*InvalidToolCallError) Name() LlmErrorName { return LlmErrorNameInvalidToolCall }

// Name returns `llm_error` on the wire.
func (*ConfigurationError) Name() LlmErrorName { return LlmErrorNameConfiguration }

// Unwrap returns the class above.
func (e *RateLimitError) Unwrap() error { return &e.LLMError }

// Unwrap returns the class above.
func (e *QuotaExceededError) Unwrap() error { return &e.RateLimitError }

// Unwrap returns the class above.
func (e *AuthenticationError) Unwrap() error { return &e.LLMError }

// Unwrap returns the class above.
func (e *AccessDeniedError) Unwrap() error { return &e.AuthenticationError }

// Unwrap returns the class above.
func (e *ContextLengthError) Unwrap() error { return &e.LLMError }

// Unwrap returns the class above.
func (e *ContentFilterError) Unwrap() error { return &e.LLMError }

// Unwrap returns the class above.
func (e *InvalidRequestError) Unwrap() error { return &e.LLMError }

// Unwrap returns the class above.
func (e *NotFoundError) Unwrap() error { return &e.LLMError }

// Unwrap returns the class above.
func (e *ProviderUnavailableError) Unwrap() error { return &e.LLMError }

// Unwrap returns the class above.
func (e *NetworkError) Unwrap() error { return &e.ProviderUnavailableError }

// Unwrap returns the class above.
func (e *LLMTimeoutError) Unwrap() error { return &e.LLMError }

// Unwrap returns the class above.
func (e *StreamError) Unwrap() error { return &e.LLMError }

// Unwrap returns the class above.
func (e *AbortError) Unwrap() error { return &e.LLMError }

// Unwrap returns the class above.
func (e *InvalidToolCallError) Unwrap() error { return &e.LLMError }

// Unwrap returns the class above.
func (e *ConfigurationError) Unwrap() error { return &e.LLMError }

// llmClasses makes an empty error of each class.
var llmClasses = map[LlmErrorName]func() llmError{
	LlmErrorNameRateLimit:           func() llmError { return &RateLimitError{} },
	LlmErrorNameQuotaExceeded:       func() llmError { return &QuotaExceededError{} },
	LlmErrorNameAuthentication:      func() llmError { return &AuthenticationError{} },
	LlmErrorNameAccessDenied:        func() llmError { return &AccessDeniedError{} },
	LlmErrorNameContextLength:       func() llmError { return &ContextLengthError{} },
	LlmErrorNameContentFilter:       func() llmError { return &ContentFilterError{} },
	LlmErrorNameInvalidRequest:      func() llmError { return &InvalidRequestError{} },
	LlmErrorNameNotFound:            func() llmError { return &NotFoundError{} },
	LlmErrorNameProviderUnavailable: func() llmError { return &ProviderUnavailableError{} },
	LlmErrorNameNetwork:             func() llmError { return &NetworkError{} },
	LlmErrorNameLlmTimeout:          func() llmError { return &LLMTimeoutError{} },
	LlmErrorNameStreamError:         func() llmError { return &StreamError{} },
	LlmErrorNameAbort:               func() llmError { return &AbortError{} },
	LlmErrorNameInvalidToolCall:     func() llmError { return &InvalidToolCallError{} },
	LlmErrorNameConfiguration:       func() llmError { return &ConfigurationError{} },
}
