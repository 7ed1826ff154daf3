// Command foundation-hooks serves the hooks of the foundation: logging, shell_guard and approval.
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
	"github.com/amplifier-ipc/amplifier-ipc/services/foundation/hooks/approval"
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
		ipc.Description("Writes events to a log, denies dangerous shell commands, and has the user asked before others run."))

	logger := logging.New()
	ipc.AddHook(svc, "logging", ipc.On("*").Priority(100), logger.Handle)
	ipc.OnConfigure(svc, "logging", logger.Configure)
	svc.OnCleanup("logging", logger.Close)

	guard := shellguard.NewHook()
	ipc.AddHook(svc, "shell_guard", ipc.On(protocol.EventToolPre).Priority(5).DenyOnError(), guard.Handle)
	ipc.OnConfigure(svc, "shell_guard", guard.Configure)

	// Behind the guard, which has the same priority: nobody is asked about what is denied anyway.
	decides := ipc.On(protocol.EventToolPre, protocol.EventApprovalGranted, protocol.EventApprovalDenied)
	ipc.AddHook(svc, "approval", decides.Priority(5).Timeout(2*time.Second).DenyOnError(), approval.Handle)
	ipc.OnConfigure[approval.Config](svc, "approval", nil)
	return svc
}
