package ipc

import (
	"encoding/json"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// UserMessage is a text of the user.
func UserMessage(text string) Message {
	return Message{Role: protocol.RoleUser, Content: protocol.TextContent(text)}
}

// AssistantMessage is a text of the model.
func AssistantMessage(text string) Message {
	return Message{Role: protocol.RoleAssistant, Content: protocol.TextContent(text)}
}

// TextResponse is a text as the answer of a provider.
func TextResponse(text string) ChatResponse {
	return ChatResponse{Content: []ContentBlock{&TextBlock{Text: text}}, FinishReason: new(FinishReasonStop)}
}

// TextIn returns the text of a member of a JSON object, such as the input of a tool; "" when there is none.
func TextIn(object json.RawMessage, member string) string {
	text, _ := jsontext.Text(jsontext.Last(object, member))
	return text
}
