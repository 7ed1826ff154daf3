// Code generated from schemas/ by "make generate"; DO NOT EDIT.

package protocol

// The codes of the error kinds.
const (
	// CodeParseError: The line is not JSON.
	CodeParseError int64 = -32700
	// CodeInvalidRequest: The JSON is not a legal message.
	CodeInvalidRequest int64 = -32600
	// CodeMethodNotFound: No such method, or a contract that the service did not declare.
	CodeMethodNotFound int64 = -32601
	// CodeInvalidParams: The params do not fit; `data.errors` tells every fault.
	CodeInvalidParams int64 = -32602
	// CodeInternalError: The handler broke.
	CodeInternalError int64 = -32603
	// CodeCancelled: The caller cancelled the request.
	CodeCancelled int64 = -32800
	// CodeDeadlineExceeded: The deadline passed.
	CodeDeadlineExceeded int64 = -32001
	// CodeServiceUnavailable: The service crashed, did not start, or was stopped.
	CodeServiceUnavailable int64 = -32002
	// CodePermissionDenied: The caller lacks the grant.
	CodePermissionDenied int64 = -32003
	// CodeNotFound: No such tool, provider, hook, content path, session or capability.
	CodeNotFound int64 = -32004
	// CodeOverloaded: A queue, concurrency or depth limit.
	CodeOverloaded int64 = -32005
	// CodeMessageTooLarge: The message is longer than the recipient's limit.
	CodeMessageTooLarge int64 = -32006
	// CodeNotReady: Before describe, or after a refused configuration.
	CodeNotReady int64 = -32007
	// CodeUnsupportedVersion: No common protocol version.
	CodeUnsupportedVersion int64 = -32008
	// CodeLlmError: A provider failed; `data.llm_error` tells how.
	CodeLlmError int64 = -32010
)

// KindInfo is what there is to know about an error kind.
type KindInfo struct {
	Kind       ErrorKind
	Code       int64
	HTTPStatus int
}

// Kinds is the table of the error kinds by their names.
var Kinds = map[ErrorKind]KindInfo{
	ErrorKindParseError:         {Kind: ErrorKindParseError, Code: CodeParseError, HTTPStatus: 400},
	ErrorKindInvalidRequest:     {Kind: ErrorKindInvalidRequest, Code: CodeInvalidRequest, HTTPStatus: 400},
	ErrorKindMethodNotFound:     {Kind: ErrorKindMethodNotFound, Code: CodeMethodNotFound, HTTPStatus: 404},
	ErrorKindInvalidParams:      {Kind: ErrorKindInvalidParams, Code: CodeInvalidParams, HTTPStatus: 422},
	ErrorKindInternalError:      {Kind: ErrorKindInternalError, Code: CodeInternalError, HTTPStatus: 500},
	ErrorKindCancelled:          {Kind: ErrorKindCancelled, Code: CodeCancelled, HTTPStatus: 499},
	ErrorKindDeadlineExceeded:   {Kind: ErrorKindDeadlineExceeded, Code: CodeDeadlineExceeded, HTTPStatus: 504},
	ErrorKindServiceUnavailable: {Kind: ErrorKindServiceUnavailable, Code: CodeServiceUnavailable, HTTPStatus: 503},
	ErrorKindPermissionDenied:   {Kind: ErrorKindPermissionDenied, Code: CodePermissionDenied, HTTPStatus: 403},
	ErrorKindNotFound:           {Kind: ErrorKindNotFound, Code: CodeNotFound, HTTPStatus: 404},
	ErrorKindOverloaded:         {Kind: ErrorKindOverloaded, Code: CodeOverloaded, HTTPStatus: 429},
	ErrorKindMessageTooLarge:    {Kind: ErrorKindMessageTooLarge, Code: CodeMessageTooLarge, HTTPStatus: 413},
	ErrorKindNotReady:           {Kind: ErrorKindNotReady, Code: CodeNotReady, HTTPStatus: 503},
	ErrorKindUnsupportedVersion: {Kind: ErrorKindUnsupportedVersion, Code: CodeUnsupportedVersion, HTTPStatus: 400},
	ErrorKindLlmError:           {Kind: ErrorKindLlmError, Code: CodeLlmError, HTTPStatus: 502},
}

// LlmErrorInfo is what there is to know about an error of a provider; an empty Parent is the base.
type LlmErrorInfo struct {
	Name      LlmErrorName
	Class     string
	Parent    LlmErrorName
	Retryable bool
}

// LlmErrors is the table of the errors of providers by their names.
var LlmErrors = map[LlmErrorName]LlmErrorInfo{
	LlmErrorNameRateLimit:           {Name: LlmErrorNameRateLimit, Class: "RateLimitError", Retryable: true},
	LlmErrorNameQuotaExceeded:       {Name: LlmErrorNameQuotaExceeded, Class: "QuotaExceededError", Parent: LlmErrorNameRateLimit},
	LlmErrorNameAuthentication:      {Name: LlmErrorNameAuthentication, Class: "AuthenticationError"},
	LlmErrorNameAccessDenied:        {Name: LlmErrorNameAccessDenied, Class: "AccessDeniedError", Parent: LlmErrorNameAuthentication},
	LlmErrorNameContextLength:       {Name: LlmErrorNameContextLength, Class: "ContextLengthError"},
	LlmErrorNameContentFilter:       {Name: LlmErrorNameContentFilter, Class: "ContentFilterError"},
	LlmErrorNameInvalidRequest:      {Name: LlmErrorNameInvalidRequest, Class: "InvalidRequestError"},
	LlmErrorNameNotFound:            {Name: LlmErrorNameNotFound, Class: "NotFoundError"},
	LlmErrorNameProviderUnavailable: {Name: LlmErrorNameProviderUnavailable, Class: "ProviderUnavailableError", Retryable: true},
	LlmErrorNameNetwork:             {Name: LlmErrorNameNetwork, Class: "NetworkError", Parent: LlmErrorNameProviderUnavailable, Retryable: true},
	LlmErrorNameLlmTimeout:          {Name: LlmErrorNameLlmTimeout, Class: "LLMTimeoutError", Retryable: true},
	LlmErrorNameStreamError:         {Name: LlmErrorNameStreamError, Class: "StreamError", Retryable: true},
	LlmErrorNameAbort:               {Name: LlmErrorNameAbort, Class: "AbortError"},
	LlmErrorNameInvalidToolCall:     {Name: LlmErrorNameInvalidToolCall, Class: "InvalidToolCallError"},
	LlmErrorNameConfiguration:       {Name: LlmErrorNameConfiguration, Class: "ConfigurationError"},
}
