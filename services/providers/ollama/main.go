// Command provider-ollama serves the provider `ollama`: models on the user's own machine.
package main

import (
	_ "embed"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
	"github.com/amplifier-ipc/amplifier-ipc/services/providers/kit-go"
)

//go:embed models.json
var modelsFile []byte

func main() { kit.Run("provider-ollama", modelsFile, service) }

func service(models kit.ModelsFile) *ipc.Service {
	svc := ipc.NewService("provider-ollama", ipc.Version("0.1.0"), ipc.Requires(protocol.GrantHookEmit),
		ipc.Description("Models of an Ollama server: on this machine, without a key."))
	kit.Add[Config](svc, kit.Vendor{
		Name: "ollama", DisplayName: "Ollama", BaseURLVariable: "OLLAMA_HOST", BaseURL: "http://localhost:11434",
		Capabilities: []ipc.ModelCapability{
			ipc.ModelCapabilityStreaming, ipc.ModelCapabilityTools, ipc.ModelCapabilityVision, ipc.ModelCapabilityThinking, ipc.ModelCapabilityJsonMode,
		},
		Models: models, Hint: hint,
	}, newAdapter())
	return svc
}

// hint is what a user can do.
func hint(failure kit.Failure) string {
	switch {
	case failure.Status != 0 && failure.Kind == ipc.LlmErrorNameNotFound && failure.Model != "":
		return "is it installed? `ollama pull " + failure.Model + "`"
	case failure.Status == 0 && (failure.Kind == ipc.LlmErrorNameProviderUnavailable || failure.Kind == ipc.LlmErrorNameNetwork):
		return "is Ollama running? Start it with `ollama serve`"
	}
	return ""
}
