package main

import (
	"context"
	"encoding/json"
	"testing"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/ipctest"
)

func TestTheServiceHasEveryKindOfComponent(t *testing.T) {
	t.Parallel()
	described := ipctest.Start(t, service()).Describe()
	c := described.Capabilities
	got := []int{
		len(c.Tools), len(c.Hooks), len(c.Providers), len(c.ContextManagers), len(c.Orchestrators),
		len(c.ApprovalProviders), len(c.Exports), len(c.Channels), len(c.Content.Paths), len(described.Requires),
	}
	for i, want := range []int{9, 3, 1, 1, 1, 1, 1, 1, 2, 9} {
		if got[i] != want {
			t.Errorf("got %v", got)
			break
		}
	}
}

func TestStatsKeepTheOrderOfFirstOccurrence(t *testing.T) {
	t.Parallel()
	got, err := stats(context.Background(), statsInput{Text: "b a b c a d 😀é", Top: 3})
	if raw, _ := json.Marshal(got); err != nil || string(raw) != `{"words":7,"characters":14,"most_common":["b","a","c"]}` { //nolint:errchkjson // plain
		t.Errorf("got %s, %v", raw, err)
	}
}

func TestTheMemoryGivesTheLongestTailThatFits(t *testing.T) {
	t.Parallel()
	m := &memory{}
	messages := []ipc.Message{ipc.UserMessage("a b"), ipc.AssistantMessage("c d"), ipc.UserMessage("e")}
	if err := m.SetMessages(context.Background(), messages); err != nil {
		t.Fatal(err)
	}
	for budget, want := range map[uint64]int{0: 0, 1: 1, 2: 1, 3: 2, 4: 2, 5: 3} {
		got, err := m.GetMessages(context.Background(), ipc.ContextGetMessagesParams{TokenBudget: &budget})
		if err != nil || len(got) != want {
			t.Errorf("budget %d: got %d messages, %v", budget, len(got), err)
		}
	}
}
