package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
	"github.com/amplifier-ipc/amplifier-ipc/services/providers/kit-go"
	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/packages/param"
	"github.com/openai/openai-go/v3/shared"
)

// notes takes what was done in another way than asked.
type notes interface {
	Degrade(requested, actual, reason string)
}

// requestOf returns a call as the chat API takes it. The error is a schema that is no JSON object.
func requestOf(call *kit.Call[Config], told notes) (request openai.ChatCompletionNewParams, err error) {
	request = openai.ChatCompletionNewParams{Model: call.Model, Messages: messagesOf(call), MaxTokens: limitOf(call)}
	if request.Tools, err = toolsOf(call); err != nil {
		return request, err
	}
	if request.ResponseFormat, err = formatOf(call); err != nil {
		return request, err
	}
	if call.Temperature != nil {
		request.Temperature = openai.Float(*call.Temperature)
	}
	if call.Request.TopP != nil {
		request.TopP = openai.Float(*call.Request.TopP)
	}
	if len(call.Request.Stop) > 0 {
		request.Stop.OfStringArray = call.Request.Stop
	}
	if len(request.Tools) > 0 {
		request.ToolChoice = choiceOf(call, told)
	}
	if call.Stream {
		request.StreamOptions.IncludeUsage = openai.Bool(true)
	}
	if effort := call.Request.ReasoningEffort; effort != nil {
		request.ReasoningEffort = effortOf(string(*effort), told)
	}
	request.SetExtraFields(extraOf(call))
	return request, nil
}

// limitOf returns max_tokens; absent = what the window leaves. The server refuses a limit that does not fit into its
// window beside the prompt, so the common default is only sent to a window that is twice as long.
func limitOf(call *kit.Call[Config]) param.Opt[int64] {
	asked := call.Request.MaxOutputTokens != nil || call.Config.MaxTokens != kit.DefaultMaxTokens
	if asked || call.Facts.ContextWindow >= 2*call.MaxTokens {
		return openai.Int(int64(call.MaxTokens)) //nolint:gosec // JSON has no larger numbers
	}
	return param.Opt[int64]{}
}

// effortOf: servers know three levels and none.
func effortOf(effort string, told notes) shared.ReasoningEffort {
	switch effort {
	case "none", "low", "medium", "high":
		return shared.ReasoningEffort(effort)
	case "minimal":
		told.Degrade("reasoning_effort minimal", "low", "vLLM has no such level")
		return shared.ReasoningEffortLow
	}
	told.Degrade("reasoning_effort "+effort, "high", "vLLM has no such level")
	return shared.ReasoningEffortHigh
}

// extraOf returns the members that the API of OpenAI does not have. The setting `thinking` goes to the model's template:
// templates call it by either name.
func extraOf(call *kit.Call[Config]) map[string]any {
	extra := map[string]any{}
	if setting := call.Config.Thinking; setting != nil {
		extra["chat_template_kwargs"] = map[string]any{"enable_thinking": setting.On(), "thinking": setting.On()}
	}
	maps.Copy(extra, call.Config.ExtraBody)
	return extra
}

func toolsOf(call *kit.Call[Config]) (tools []openai.ChatCompletionToolUnionParam, err error) {
	for _, spec := range call.Request.Tools {
		schema, err := objectIn(spec.InputSchema)
		if err != nil {
			return nil, invalid(call, fmt.Sprintf("the input_schema of %s is no object: %v", spec.Name, err))
		}
		function := shared.FunctionDefinitionParam{Name: call.ToolName(spec.Name), Parameters: schema}
		if spec.Description != "" {
			function.Description = openai.String(spec.Description)
		}
		tools = append(tools, openai.ChatCompletionFunctionTool(function))
	}
	return tools, nil
}

func choiceOf(call *kit.Call[Config], told notes) (choice openai.ChatCompletionToolChoiceOptionUnionParam) {
	wanted := call.Request.ToolChoice
	switch {
	case wanted == nil:
		return choice
	case wanted.NamedToolChoice != nil:
		return namedChoice(call, wanted.NamedToolChoice.Name)
	}
	raw, err := wanted.MarshalJSON()
	if err != nil {
		return choice
	}
	switch mode := textIn(string(raw)); mode {
	case "auto", "none", "required":
		choice.OfAuto = openai.String(mode)
	case "any":
		choice.OfAuto = openai.String("required")
	default:
		if slices.ContainsFunc(call.Request.Tools, func(tool ipc.ToolSpec) bool { return tool.Name == mode }) {
			return namedChoice(call, mode)
		}
		told.Degrade("tool_choice "+mode, "auto", "it is neither a mode nor a tool of the request")
	}
	return choice
}

func namedChoice(call *kit.Call[Config], name string) openai.ChatCompletionToolChoiceOptionUnionParam {
	return openai.ToolChoiceOptionFunctionToolChoice(openai.ChatCompletionNamedToolChoiceFunctionParam{Name: call.ToolName(name)})
}

func formatOf(call *kit.Call[Config]) (format openai.ChatCompletionNewParamsResponseFormatUnion, err error) {
	switch wanted := call.Request.ResponseFormat.(type) {
	case *ipc.JsonFormat:
		format.OfJSONObject = &shared.ResponseFormatJSONObjectParam{}
	case *ipc.JsonSchemaFormat:
		schema, err := objectIn(wanted.Schema)
		if err != nil {
			return format, invalid(call, fmt.Sprintf("the schema of response_format is no object: %v", err))
		}
		json := shared.ResponseFormatJSONSchemaJSONSchemaParam{Name: "response", Schema: schema}
		if wanted.Strict != nil {
			json.Strict = openai.Bool(*wanted.Strict)
		}
		format.OfJSONSchema = &shared.ResponseFormatJSONSchemaParam{JSONSchema: json}
	}
	return format, nil
}

func objectIn(raw json.RawMessage) (object map[string]any, err error) {
	err = json.Unmarshal(raw, &object)
	return object, err
}

func invalid(call *kit.Call[Config], message string) error {
	return &ipc.InvalidRequestError{LLMError: ipc.LLMError{Message: message, Provider: "vllm", Model: call.Model}}
}

func messagesOf(call *kit.Call[Config]) (messages []openai.ChatCompletionMessageParamUnion) {
	if len(call.System) > 0 {
		messages = append(messages, openai.SystemMessage(strings.Join(call.System, "\n\n")))
	}
	for _, said := range kit.Joined(call.Conversation) {
		switch said.Role {
		case protocol.RoleSystem, protocol.RoleDeveloper: // models' templates know no developer
			messages = append(messages, openai.SystemMessage(kit.TextOf(said.Parts)))
		case protocol.RoleAssistant:
			messages = append(messages, openai.ChatCompletionMessageParamUnion{OfAssistant: assistantOf(call, said.Parts)})
		case protocol.RoleTool:
			messages = append(messages, resultsOf(said.Parts)...)
		default:
			messages = append(messages, userOf(said.Parts))
		}
	}
	return messages
}

func assistantOf(call *kit.Call[Config], parts []kit.Part) *openai.ChatCompletionAssistantMessageParam {
	message := &openai.ChatCompletionAssistantMessageParam{}
	text, thoughts := "", ""
	for _, part := range parts {
		switch part.Type {
		case kit.ToolCall:
			function := openai.ChatCompletionMessageFunctionToolCallFunctionParam{Name: call.ToolName(part.Name), Arguments: string(part.Input)}
			made := &openai.ChatCompletionMessageFunctionToolCallParam{ID: part.ID, Function: function}
			message.ToolCalls = append(message.ToolCalls, openai.ChatCompletionMessageToolCallUnionParam{OfFunction: made})
		case kit.Thinking:
			thoughts += part.Text
		default:
			text += part.Words()
		}
	}
	if text != "" || len(message.ToolCalls) == 0 {
		message.Content.OfString = openai.String(text)
	}
	if thoughts != "" { // the first is its name since vLLM 0.12, the second before
		message.SetExtraFields(map[string]any{"reasoning": thoughts, "reasoning_content": thoughts})
	}
	return message
}

// resultsOf returns a message for each result; images, which a tool's message cannot hold, follow as the user's.
func resultsOf(results []kit.Part) (messages []openai.ChatCompletionMessageParamUnion) {
	var images []kit.Part
	for _, result := range results {
		messages = append(messages, openai.ToolMessage(result.Text, result.ID))
		for i, source := range result.Images {
			if i == 0 {
				images = append(images, kit.Part{Type: kit.Text, Text: "[Shown by " + result.Name + ":]"})
			}
			images = append(images, kit.Part{Type: kit.Image, Source: source})
		}
	}
	if len(images) > 0 {
		messages = append(messages, userOf(images))
	}
	return messages
}

// userOf returns a text as a text: many models' templates take nothing else.
func userOf(parts []kit.Part) openai.ChatCompletionMessageParamUnion {
	var pieces []openai.ChatCompletionContentPartUnionParam
	var texts []string
	for _, part := range parts {
		if part.Type == kit.Image {
			image := openai.ChatCompletionContentPartImageImageURLParam{URL: urlOf(part.Source)}
			pieces = append(pieces, openai.ImageContentPart(image))
			continue
		}
		texts = append(texts, part.Words())
		pieces = append(pieces, openai.TextContentPart(part.Words()))
	}
	if len(texts) == len(pieces) {
		return openai.UserMessage(strings.Join(texts, "\n\n"))
	}
	return openai.UserMessage(pieces)
}

// urlOf is the address of an image, or the image itself as one.
func urlOf(source ipc.ImageSource) string {
	if source.URL != nil {
		return *source.URL
	}
	mediaType, data := "image/png", ""
	if source.MediaType != nil {
		mediaType = *source.MediaType
	}
	if source.Data != nil {
		data = *source.Data
	}
	return "data:" + mediaType + ";base64," + data
}
