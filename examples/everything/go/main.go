// Command everything is a service that shows every kind of component.
package main

import (
	"context"
	"embed"
	"io/fs"
	"log"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/ipctest"
)

//go:embed content
var files embed.FS

func main() {
	log.Fatal(service().Serve(context.Background()))
}

func service() *ipc.Service {
	svc := ipc.NewService("everything", ipc.Version("0.1.0"), ipc.Requires(ipc.GrantHookEmit, ipc.GrantToolExecute,
		ipc.GrantProviderComplete, ipc.GrantContext, ipc.GrantApproval, ipc.GrantSessionSpawn, ipc.GrantContentRead,
		ipc.GrantCapabilityCall, ipc.GrantChannelCollect))

	ipc.AddTool(svc, "word_count", "Count the words of a text.", wordCount, ipc.ReadOnly(), ipc.Idempotent())
	ipc.AddTool(svc, "stats", "Tell the most frequent words of a text.", stats, ipc.ReadOnly())
	ipc.AddTool(svc, "countdown", "Count, and tell how far it is.", countdown)
	ipc.AddTool(svc, "wait", "Wait to be cancelled.", wait)
	ipc.AddTool(svc, "about", "Tell what the call belongs to.", about, ipc.ReadOnly())
	ipc.AddTool(svc, "trouble", "Make trouble.", trouble)
	ipc.AddTool(svc, "ask_host", "Ask the host.", askHost)

	ipc.AddHook(svc, "guard", ipc.On("tool:pre").Priority(10).DenyOnError(), guard)
	ipc.AddHook(svc, "shout", ipc.On("prompt:*").Priority(50).Timeout(shoutPatience), shout)
	ipc.AddHook(svc, "brief", ipc.On("provider:request"), brief)

	ipc.AddProvider(svc, "parrot", "Parrot", parrot{})
	ipc.OnConfigure[settings](svc, "parrot", nil)
	ipc.AddContextManager(svc, "memory", &memory{})
	ipc.AddOrchestrator(svc, "once", ipc.ExecuteFunc(once))
	ipc.AddApprovalProvider(svc, "by_risk", ipc.ApprovalFunc(byRisk))

	content, err := fs.Sub(files, "content")
	if err != nil {
		log.Fatal(err)
	}
	ipc.AddContent(svc, content)
	ipc.AddCapability(svc, "words.count", "Count the words of a text.", countCapability)

	reader := &newsReader{}
	ipc.AddChannel(svc, "news", ipc.Channel{Collect: headline, Receive: reader.receive})
	ipc.AddTool(svc, "last_news", "Tell the last news.", reader.last, ipc.ReadOnly())
	ipctest.AddFixture(svc)
	return svc
}
