// Command provider-vllm serves the provider `vllm`: models of a vLLM server, or of another that speaks the chat API of
// OpenAI.
package main

import (
	_ "embed"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
	"github.com/amplifier-ipc/amplifier-ipc/services/providers/kit-go"
)

//go:embed models.json
var modelsFile []byte

func main() { kit.Run("provider-vllm", modelsFile, service) }

func service(models kit.ModelsFile) *ipc.Service {
	svc := ipc.NewService("provider-vllm", ipc.Version("0.1.0"), ipc.Requires(protocol.GrantHookEmit),
		ipc.Description("Models of a vLLM server, or of another that speaks the chat API of OpenAI."))
	kit.Add[Config](svc, kit.Vendor{
		Name: "vllm", DisplayName: "vLLM", Keys: []string{"VLLM_API_KEY"},
		BaseURLVariable: "VLLM_API_BASE", BaseURL: "http://localhost:8000/v1",
		Capabilities: []ipc.ModelCapability{
			ipc.ModelCapabilityStreaming, ipc.ModelCapabilityTools, ipc.ModelCapabilityVision, ipc.ModelCapabilityThinking, ipc.ModelCapabilityJsonMode,
		},
		Models: models, Hint: hint,
	}, adapter{})
	return svc
}

// Config of the provider.
type Config struct {
	kit.KeyedConfig
	ExtraBody map[string]any `json:"extra_body,omitempty" jsonschema:"Further members of each request as the server has them, such as top_k, min_p or chat_template_kwargs."`
}

// hint is what a user can do.
func hint(failure kit.Failure) string {
	switch {
	case failure.Kind == ipc.LlmErrorNameNotFound && failure.Status != 0:
		return "`amplifier-ipc provider models vllm` lists the models of the server"
	case failure.Status == 0 && (failure.Kind == ipc.LlmErrorNameProviderUnavailable || failure.Kind == ipc.LlmErrorNameNetwork):
		return "is the server running? Start it with `vllm serve MODEL`, or set base_url or VLLM_API_BASE"
	}
	return ""
}
