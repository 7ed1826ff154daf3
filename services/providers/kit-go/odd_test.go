package kit

import (
	"strings"
	"testing"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
)

func TestARequestThatSaysNothingIsRefused(t *testing.T) {
	t.Parallel()
	s := open(t, map[string]any{}, say("yes."))
	thinking := &ipc.ThinkingBlock{Thinking: "Hm."}
	thoughts := []ipc.Message{{Role: "assistant", Content: ipc.MessageContent{Blocks: []ipc.ContentBlock{thinking}}}}
	for _, messages := range [][]ipc.Message{{}, ask("").Messages, thoughts} {
		_, err := s.Complete("", ipc.ChatRequest{Messages: messages})
		if data := wireOf(err); *data.LlmError != "invalid_request" || len(s.asked) > 0 {
			t.Errorf("got %+v after %d requests", data, len(s.asked))
		}
	}
}

func TestTheStreamSaysWhatTheAnswerSays(t *testing.T) {
	t.Parallel()
	s := open(t, map[string]any{}, say("a\xff\xfeb."))
	tokens, response, err := s.StreamComplete("", ask("hi"))
	if got := strings.Join(tokens, ""); err != nil || got != response.Text() || !strings.HasPrefix(got, "a\uFFFD") {
		t.Errorf("got %q and %q, %v", got, response.Text(), err)
	}
}
