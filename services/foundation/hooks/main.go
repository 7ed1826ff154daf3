// Command foundation-hooks serves the hooks of the foundation: logging and shell_guard.
package main

import (
	"context"
	"fmt"
	"os"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
	"github.com/amplifier-ipc/amplifier-ipc/services/foundation/hooks/logging"
	"github.com/amplifier-ipc/amplifier-ipc/services/foundation/hooks/shellguard"
)

func main() {
	if err := service().Serve(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "foundation-hooks:", err)
		os.Exit(1)
	}
}

func service() *ipc.Service {
	svc := ipc.NewService("foundation-hooks", ipc.Version("0.1.0"),
		ipc.Description("Writes events to a log, and denies dangerous shell commands."))

	logger := logging.New()
	ipc.AddHook(svc, "logging", ipc.On("*").Priority(100), logger.Handle)
	ipc.OnConfigure(svc, "logging", logger.Configure)
	svc.OnCleanup("logging", logger.Close)

	guard := shellguard.NewHook()
	ipc.AddHook(svc, "shell_guard", ipc.On(protocol.EventToolPre).Priority(5).DenyOnError(), guard.Handle)
	ipc.OnConfigure(svc, "shell_guard", guard.Configure)
	return svc
}
