package kit

import (
	"bytes"
	"encoding/json"
	"strings"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// PartType tells what a [Part] is.
type PartType string

// The types of parts.
const (
	Text       PartType = "text"
	Image      PartType = "image"
	ToolCall   PartType = "tool_call"
	ToolResult PartType = "tool_result"
	Thinking   PartType = "thinking"
	// Opaque is a block that only its own vendor can read: redacted_thinking, reasoning.
	Opaque PartType = "opaque"
	// Other is a block of a type that nobody knows.
	Other PartType = "other"
)

// Part is a piece of what somebody said.
type Part struct {
	Type PartType
	// Text is that of a text or of thoughts, and the output of a tool (JSON where it is no string).
	Text string
	// Source of an image.
	Source ipc.ImageSource
	// ID is that of a tool call, and of the call that a result answers.
	ID string
	// Name is the tool's; empty for a result where nobody said it.
	Name string
	// Input of a tool call, an object.
	Input json.RawMessage
	// IsError tells whether the tool failed.
	IsError bool
	// Images are what a result shows.
	Images []ipc.ImageSource
	// Block is the block as it came; nil for what was none.
	Block ipc.ContentBlock
}

// Said is one message: a role that every vendor can be told, and its parts. The results of tools are messages of their
// own.
type Said struct {
	Role  ipc.Role
	Parts []Part
}

// conversationOf returns the messages in one shape, none left out, in their order (PRV-010).
func conversationOf(messages []ipc.Message) []Said {
	names := map[string]string{}
	var all []Said
	for _, message := range messages {
		for _, said := range saidIn(message, names) {
			if len(said.Parts) > 0 {
				all = append(all, said)
			}
		}
	}
	return all
}

// splitSystem returns the texts of the system prompt and of the system messages before all others, and the rest.
func splitSystem(system *string, said []Said) (texts []string, rest []Said) {
	if system != nil && *system != "" {
		texts = append(texts, *system)
	}
	for len(said) > 0 && said[0].Role == protocol.RoleSystem {
		if text := TextOf(said[0].Parts); text != "" {
			texts = append(texts, text)
		}
		said = said[1:]
	}
	return texts, said
}

// TextOf returns the text of parts, joined; what is no text is told in words.
func TextOf(parts []Part) string {
	var text strings.Builder
	for _, part := range parts {
		text.WriteString(part.Words())
	}
	return text.String()
}

// Words is a part in words, for a vendor that has nothing of the kind: kept or told, never dropped in silence. Thoughts
// are nobody's words but the model's: they are empty.
func (p Part) Words() string {
	switch p.Type {
	case Text:
		return p.Text
	case Image:
		if p.Source.URL != nil {
			return "[image " + *p.Source.URL + "]"
		}
		return "[image]"
	case ToolCall:
		return "[call of " + p.Name + " with " + string(p.Input) + "]"
	case ToolResult:
		return "[result of " + orElse(p.Name, "a tool") + ": " + p.Text + "]"
	case Other:
		raw, err := json.Marshal(p.Block)
		if err != nil {
			return "[block]"
		}
		return "[block: " + string(raw) + "]"
	default:
		return ""
	}
}

// Joined returns neighbours of one role as one message: for models whose templates want roles to alternate.
func Joined(said []Said) (joined []Said) {
	for _, each := range said {
		if last := len(joined) - 1; last >= 0 && joined[last].Role == each.Role {
			joined[last].Parts = append(joined[last].Parts[:len(joined[last].Parts):len(joined[last].Parts)], each.Parts...)
			continue
		}
		joined = append(joined, each)
	}
	return joined
}

func saidIn(message ipc.Message, names map[string]string) []Said {
	parts := partsOf(message)
	for _, part := range parts {
		if part.Type == ToolCall {
			names[part.ID] = part.Name
		}
	}
	if message.Role == protocol.RoleTool || message.Role == protocol.RoleFunction {
		return []Said{{protocol.RoleTool, resultsIn(message, parts, names)}}
	}
	results, others := split(parts, ToolResult)
	for i := range results {
		results[i].Name = orElse(results[i].Name, names[results[i].ID])
	}
	return []Said{{protocol.RoleTool, results}, {message.Role, others}}
}

// partsOf returns the blocks of a message, and the calls that stand only in `tool_calls`.
func partsOf(message ipc.Message) []Part {
	var parts []Part
	if message.Content.Text != nil {
		parts = textParts(*message.Content.Text)
	}
	there := map[string]bool{}
	for _, block := range message.Content.Blocks {
		for _, part := range partOf(block) {
			parts = append(parts, part)
			there[part.ID] = there[part.ID] || part.Type == ToolCall
		}
	}
	for _, call := range message.ToolCalls {
		if !there[call.ID] {
			parts = append(parts, Part{Type: ToolCall, ID: call.ID, Name: call.Name, Input: call.Arguments})
		}
	}
	return parts
}

func textParts(text string) []Part {
	if text == "" {
		return nil
	}
	return []Part{{Type: Text, Text: text}}
}

func partOf(block ipc.ContentBlock) []Part {
	switch b := block.(type) {
	case *ipc.TextBlock:
		return textParts(b.Text)
	case *ipc.ImageBlock:
		return []Part{imagePart(b)}
	case *ipc.ToolCallBlock:
		return []Part{{Type: ToolCall, ID: b.ID, Name: b.Name, Input: b.Input, Block: b}}
	case *ipc.ToolResultBlock:
		return []Part{{Type: ToolResult, ID: b.ToolCallID, Text: outputText(b.Output), IsError: orZero(b.IsError), Block: b}}
	case *ipc.ThinkingBlock:
		return []Part{{Type: Thinking, Text: b.Thinking, Block: b}}
	case *ipc.RedactedThinkingBlock, *ipc.ReasoningBlock:
		return []Part{{Type: Opaque, Block: b}}
	default:
		return []Part{{Type: Other, Block: b}}
	}
}

// imagePart returns an image by what it has, bytes or an address; one with neither is a note: vendors refuse a request
// with such an image.
func imagePart(block *ipc.ImageBlock) Part {
	source := block.Source
	data, url := orZero(source.Data) != "", orZero(source.URL) != ""
	switch {
	case !data && !url:
		return Part{Type: Text, Text: "[an image with neither data nor url]"}
	case !data:
		source.Type = protocol.ImageSourceTypeUrl
	case !url:
		source.Type = protocol.ImageSourceTypeBase64
	}
	return Part{Type: Image, Source: source, Block: block}
}

// outputText returns an output as models read it: a string as it is, else compact JSON.
func outputText(output json.RawMessage) string {
	var text string
	if json.Unmarshal(output, &text) == nil && len(output) > 0 && output[0] == '"' {
		return text
	}
	var compact bytes.Buffer
	if len(output) == 0 || json.Compact(&compact, output) != nil {
		return "null"
	}
	return compact.String()
}

// resultsIn returns what a message of role tool holds: its blocks of type tool_result, or else the whole of it is one.
func resultsIn(message ipc.Message, parts []Part, names map[string]string) []Part {
	failed := isErrorIn(message.Metadata)
	images, parts := imagesIn(parts)
	results, rest := split(parts, ToolResult)
	switch {
	case len(results) == 0:
		results = []Part{{Type: ToolResult, ID: orZero(message.ToolCallID), Text: TextOf(rest)}}
	case len(rest) > 0:
		results[0].Text += "\n" + TextOf(rest)
	}
	results[0].Images = images
	for i := range results {
		results[i].Name = orElse(orZero(message.Name), names[results[i].ID])
		results[i].IsError = results[i].IsError || failed
	}
	return results
}

func isErrorIn(metadata json.RawMessage) bool {
	var said struct {
		IsError any `json:"is_error"`
	}
	return json.Unmarshal(metadata, &said) == nil && said.IsError == true
}

func imagesIn(parts []Part) (images []ipc.ImageSource, rest []Part) {
	pictures, rest := split(parts, Image)
	for _, picture := range pictures {
		images = append(images, picture.Source)
	}
	return images, rest
}

func split(parts []Part, wanted PartType) (those, others []Part) {
	for _, part := range parts {
		if part.Type == wanted {
			those = append(those, part)
		} else {
			others = append(others, part)
		}
	}
	return those, others
}

func orElse(text, instead string) string {
	if text == "" {
		return instead
	}
	return text
}

func orZero[T any](pointer *T) (value T) {
	if pointer != nil {
		value = *pointer
	}
	return value
}
