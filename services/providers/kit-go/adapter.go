// Package kit is what is the same for every adapter in Go: it makes one shape of a conversation and repairs it, chooses
// the model, keeps time, tries again, tells errors apart, streams, counts and prices. An adapter maps a request to its
// vendor and what comes to an [Answer], on the vendor's official library.
//
// The kit of the adapters in TypeScript does the same; both are tested with ../vectors.
package kit

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"strings"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
)

// Vendor is what the kit must know of a vendor.
type Vendor struct {
	// Name is the provider's, as in `data.provider`; DisplayName is for people.
	Name, DisplayName string
	// Keys are the variables that may hold the key; the first that is set wins. Empty = there is none.
	Keys []string
	// BaseURLVariable is the variable that says where the vendor is, BaseURL where it is without any setting.
	BaseURLVariable, BaseURL string
	Capabilities             []ipc.ModelCapability
	Models                   ModelsFile
	// Hint is what a user can do about an error, in one sentence; "" = nothing is known.
	Hint func(failure Failure) string
}

// Failure is what a hint may go by.
type Failure struct {
	Kind ipc.LlmErrorName
	// Model is empty where none was chosen; Status is 0 where the vendor did not answer.
	Model  string
	Status int64
}

// Adapter is what differs from vendor to vendor; C is its configuration, which embeds [Config]. Its methods return what
// the vendor's library returns, or a [*Fault], or an LLM error; the kit tells which error that is.
type Adapter[C any] interface {
	// Attempt asks the vendor once. What comes goes to the answer; it returns when the vendor said that this was all.
	Attempt(ctx context.Context, call *Call[C], answer *Answer) error
	// ListModels asks the vendor for its models; what it leaves out is filled in from what is known.
	ListModels(ctx context.Context, conn *Conn[C]) ([]ipc.ModelInfo, error)
	// DefaultModel is the model where neither request nor configuration name one.
	DefaultModel(ctx context.Context, conn *Conn[C]) (string, error)
}

// Conn is how an adapter reaches its vendor.
type Conn[C any] struct {
	Config C
	// HTTP is the client for the vendor's library: with proxy, headers and time-outs. The library's own retries must be
	// off.
	HTTP *http.Client
	// BaseURL is where the vendor is: by the configuration, the environment, or as usual.
	BaseURL string
	// Key is empty where none is set.
	Key string
	log func(what string, data any)
}

// Debug writes a line to the host's log, only with the setting `debug`; keys are masked.
func (c *Conn[C]) Debug(what string, data any) { c.log(what, data) }

// Call is what is the same in each try of one `provider.complete`.
type Call[C any] struct {
	Conn[C]
	Request ipc.ChatRequest
	// System is the system prompt, and the system messages that stand before all others.
	System []string
	// Conversation is the messages after these, repaired: each tool call has its result right after it.
	Conversation []Said
	Model        string
	Facts        Facts
	// MaxTokens are the most tokens to write: by the request, else the configuration, at most what the model can.
	MaxTokens uint64
	// Temperature of request or configuration; nil = leave it to the vendor.
	Temperature *float64
	// Stream tells whether the caller wants a stream; else one plain request will do.
	Stream bool
	names  *toolNames
}

// ToolName returns the name that a tool has at the vendor: letters, digits, `_` and `-`, at most 64.
func (c *Call[C]) ToolName(name string) string { return c.names.toVendor(name) }

// Add adds the provider of a vendor to a service.
func Add[C any, P interface {
	*C
	Settings
}](svc *ipc.Service, vendor Vendor, adapter Adapter[C],
) {
	ipc.AddProvider(svc, vendor.Name, vendor.DisplayName, newProvider(vendor, adapter, systemClock()))
	ipc.OnConfigure[C](svc, vendor.Name, nil)
}

// info is what a provider says of itself, without a key and without the network (PRV-041).
func (v *Vendor) info() ipc.ProviderInfo {
	fields := []ipc.ConfigField{}
	if len(v.Keys) > 0 {
		fields = append(fields, ipc.ConfigField{
			ID: "api_key", DisplayName: "Key", FieldType: ipc.ConfigFieldTypeSecret, Prompt: "Key for " + v.DisplayName + " (leave empty if it wants none)",
			EnvVar: &v.Keys[0],
		})
	}
	fields = append(fields, ipc.ConfigField{
		ID: "base_url", DisplayName: "Base URL", FieldType: ipc.ConfigFieldTypeText, Prompt: "Where " + v.DisplayName + " is",
		EnvVar: &v.BaseURLVariable, Default: quoted(v.BaseURL),
	})
	defaults := json.RawMessage("{}")
	if v.Models.Default != "" {
		defaults = json.RawMessage(`{"model":` + string(quoted(v.Models.Default)) + "}")
	}
	return ipc.ProviderInfo{
		ID: v.Name, DisplayName: v.DisplayName, CredentialEnvVars: append([]string{}, v.Keys...),
		Capabilities: v.Capabilities, Defaults: defaults, ConfigFields: fields,
	}
}

// keyIn returns the key that a variable holds.
func keyIn(variable string) string { return strings.TrimSpace(os.Getenv(variable)) }

// baseURL is where the vendor is; configuration wins over environment.
func (v *Vendor) baseURL(config *Config) string {
	return orElse(config.BaseURL, orElse(os.Getenv(v.BaseURLVariable), v.BaseURL))
}

func quoted(text string) json.RawMessage {
	raw, _ := json.Marshal(text) // a text is always JSON
	return raw
}
