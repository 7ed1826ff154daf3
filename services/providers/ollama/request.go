package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
	"github.com/amplifier-ipc/amplifier-ipc/services/providers/kit-go"
	"github.com/ollama/ollama/api"
)

// notes takes what was done in another way than asked.
type notes interface {
	Degrade(requested, actual, reason string)
}

// requestOf returns a call as Ollama takes it. The error is a tool or an image that cannot be written so.
func requestOf(call *kit.Call[Config], facts facts, told notes) (*api.ChatRequest, error) {
	tools, err := toolsOf(call, told)
	if err != nil {
		return nil, err
	}
	messages, err := messagesOf(call, told)
	if err != nil {
		return nil, err
	}
	request := &api.ChatRequest{
		Model: call.Model, Messages: messages, Tools: tools, Stream: &call.Stream, Format: formatOf(call.Request.ResponseFormat),
		Options: optionsOf(call, facts), Think: thinkOf(call, facts, told),
		// Else Ollama would leave out the oldest messages in silence (PRV-010).
		Truncate: new(false), Shift: new(false),
	}
	if call.Config.KeepAlive != nil {
		request.KeepAlive = &call.Config.KeepAlive.Duration
	}
	return request, nil
}

func optionsOf(call *kit.Call[Config], facts facts) map[string]any {
	options := map[string]any{"num_predict": call.MaxTokens}
	if window := windowOf(call.Config.NumCtx, facts); window > 0 {
		options["num_ctx"] = window
	}
	if call.Temperature != nil {
		options["temperature"] = *call.Temperature
	}
	if call.Request.TopP != nil {
		options["top_p"] = *call.Request.TopP
	}
	if len(call.Request.Stop) > 0 {
		options["stop"] = call.Request.Stop
	}
	for name, value := range call.Config.Options {
		options[name] = value
	}
	return options
}

// formatOf returns `"json"`, a schema, or nothing.
func formatOf(wanted ipc.ResponseFormat) json.RawMessage {
	switch format := wanted.(type) {
	case *ipc.JsonFormat:
		return json.RawMessage(`"json"`)
	case *ipc.JsonSchemaFormat:
		return format.Schema
	}
	return nil
}

// thinkOf returns whether the model should think; nil = as it does by itself. Levels are for models of the family gptoss;
// to others Ollama refuses them.
func thinkOf(call *kit.Call[Config], facts facts, told notes) *api.ThinkValue {
	level, wanted := "", call.Config.Thinking != nil
	on := wanted && call.Config.Thinking.On()
	if effort := call.Request.ReasoningEffort; effort != nil {
		level, wanted = levelOf(string(*effort)), true
		on = level != ""
	}
	switch {
	case !wanted:
		return nil
	case on && facts.known && !facts.thinks:
		told.Degrade("thinking", "an answer without it", call.Model+" cannot think")
		return nil
	case on && level != "" && facts.levels:
		return &api.ThinkValue{Value: level}
	}
	return &api.ThinkValue{Value: on}
}

// levelOf returns one of the three levels that Ollama knows; "" = do not think.
func levelOf(effort string) string {
	switch effort {
	case "none", "off", "minimal":
		return ""
	case "low", "medium":
		return effort
	}
	return "high"
}

// toolsOf returns the tools; Ollama cannot be told which to call, but one that must be called can be the only one.
func toolsOf(call *kit.Call[Config], told notes) (tools api.Tools, err error) {
	choice := call.Request.ToolChoice
	wanted := func(string) bool { return true }
	switch {
	case choice == nil:
	case choice.NamedToolChoice != nil:
		wanted = func(name string) bool { return name == choice.NamedToolChoice.Name }
		told.Degrade("tool_choice "+choice.NamedToolChoice.Name, "only this tool was offered", "Ollama has no tool_choice")
	case isChoice(choice, "none"):
		return nil, nil
	case isChoice(choice, "required"):
		told.Degrade("tool_choice required", "auto", "Ollama has no tool_choice")
	}
	for _, spec := range call.Request.Tools {
		if !wanted(spec.Name) {
			continue
		}
		tool := api.Tool{Type: "function", Function: api.ToolFunction{Name: call.ToolName(spec.Name), Description: spec.Description}}
		if err := readSchema(spec.InputSchema, &tool.Function.Parameters); err != nil {
			return nil, invalid(call, fmt.Sprintf("the input_schema of %s is none that Ollama takes: %v", spec.Name, err))
		}
		if tool.Function.Parameters.Type == "" {
			tool.Function.Parameters.Type = "object"
		}
		tools = append(tools, tool)
	}
	return tools, nil
}

// readSchema: the API's library knows no schema that is true or false, which many tools have for "anything".
func readSchema(raw json.RawMessage, parameters *api.ToolFunctionParameters) error {
	err := json.Unmarshal(raw, parameters)
	if err == nil {
		return nil
	}
	var schema any
	if json.Unmarshal(raw, &schema) != nil {
		return err
	}
	plain, failed := json.Marshal(withoutBooleans(schema))
	if failed != nil {
		return err
	}
	*parameters = api.ToolFunctionParameters{}
	return json.Unmarshal(plain, parameters)
}

func withoutBooleans(schema any) any {
	object, ok := schema.(map[string]any)
	if !ok {
		return map[string]any{}
	}
	if properties, ok := object["properties"].(map[string]any); ok {
		for name, each := range properties {
			properties[name] = withoutBooleans(each)
		}
	}
	if choices, ok := object["anyOf"].([]any); ok {
		for i, each := range choices {
			choices[i] = withoutBooleans(each)
		}
	}
	return object
}

func isChoice(choice *ipc.ToolChoice, word string) bool {
	raw, err := choice.MarshalJSON()
	return err == nil && string(raw) == `"`+word+`"`
}

func invalid(call *kit.Call[Config], message string) error {
	return &ipc.InvalidRequestError{LLMError: ipc.LLMError{Message: message, Provider: "ollama", Model: call.Model}}
}

func messagesOf(call *kit.Call[Config], told notes) (messages []api.Message, err error) {
	if len(call.System) > 0 {
		messages = append(messages, api.Message{Role: "system", Content: strings.Join(call.System, "\n\n")})
	}
	for _, said := range call.Conversation {
		if said.Role == protocol.RoleTool {
			for _, result := range said.Parts {
				message := api.Message{Role: "tool", Content: result.Text, ToolName: call.ToolName(result.Name), ToolCallID: result.ID}
				if err := addImages(call, &message, result.Images, told); err != nil {
					return nil, err
				}
				messages = append(messages, message)
			}
			continue
		}
		message, err := messageOf(call, said, told)
		if err != nil {
			return nil, err
		}
		messages = append(messages, message)
	}
	return messages, nil
}

func messageOf(call *kit.Call[Config], said kit.Said, told notes) (message api.Message, err error) {
	message.Role = string(said.Role)
	if said.Role == protocol.RoleDeveloper { // Ollama has no such role
		message.Role = "system"
	}
	for _, part := range said.Parts {
		switch part.Type {
		case kit.Image:
			err = addImages(call, &message, []ipc.ImageSource{part.Source}, told)
		case kit.Thinking:
			message.Thinking += part.Text
		case kit.ToolCall:
			var made api.ToolCall
			made, err = toolCallOf(call, part, len(message.ToolCalls))
			message.ToolCalls = append(message.ToolCalls, made)
		default:
			message.Content += part.Words()
		}
		if err != nil {
			return message, err
		}
	}
	return message, nil
}

func toolCallOf(call *kit.Call[Config], part kit.Part, index int) (made api.ToolCall, err error) {
	made = api.ToolCall{ID: part.ID, Function: api.ToolCallFunction{Index: index, Name: call.ToolName(part.Name)}}
	if err := json.Unmarshal(part.Input, &made.Function.Arguments); err != nil {
		return made, invalid(call, fmt.Sprintf("the input of the tool call %s is no object: %v", part.ID, err))
	}
	return made, nil
}

// addImages adds those that come along; of one that is only an address the model is told the address.
func addImages(call *kit.Call[Config], message *api.Message, images []ipc.ImageSource, told notes) error {
	for _, source := range images {
		if source.Data == nil {
			message.Content += (kit.Part{Type: kit.Image, Source: source}).Words()
			told.Degrade("an image by its address", "the address as text", "Ollama takes images only as data")
			continue
		}
		data, err := base64.StdEncoding.DecodeString(*source.Data)
		if err != nil {
			return invalid(call, "an image is no base64")
		}
		message.Images = append(message.Images, data)
	}
	return nil
}
