package kit

import (
	"context"
	"fmt"
	"os"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
)

// Run serves an adapter's service until its host is done with it: the main of a program. `file`: its models.json. It ends
// the process with exit code 1 and a sentence on stderr when that cannot be read, or serving fails.
func Run(program string, file []byte, service func(ModelsFile) *ipc.Service) {
	if err := run(file, service); err != nil {
		fmt.Fprintln(os.Stderr, program+":", err)
		os.Exit(1)
	}
}

func run(file []byte, service func(ModelsFile) *ipc.Service) error {
	models, err := ReadModels(file)
	if err != nil {
		return fmt.Errorf("models.json: %w", err)
	}
	return service(models).Serve(context.Background())
}
