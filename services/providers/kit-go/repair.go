package kit

import (
	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// Missing stands for a result that is not there.
const Missing = "No result: the call was not carried out, or its result was lost."

// repair returns a conversation in which all results of an assistant's tool calls follow it as one message: a missing
// one is made up as a failure, and a result without its call becomes a text of the user behind them. Nothing is left
// out (PRV-010).
func repair(said []Said) (whole []Said, repaired []ipc.RepairedToolCall) {
	open := &openCalls{}
	settle := func() {
		missing := open.missing()
		repaired = append(repaired, missing...)
		whole = append(whole, open.settled(missing)...)
	}
	for _, each := range said {
		if each.Role == protocol.RoleTool {
			open.take(each.Parts)
			continue
		}
		settle()
		whole = append(whole, each)
		open = callsOf(each)
	}
	settle()
	return whole, repaired
}

// openCalls are the calls of one message, and what came back since.
type openCalls struct {
	calls    []Part
	results  []Part
	answered map[string]bool
	strays   []Part
}

func callsOf(said Said) *openCalls {
	open := &openCalls{answered: map[string]bool{}}
	if said.Role == protocol.RoleAssistant {
		open.calls, _ = split(said.Parts, ToolCall)
	}
	return open
}

func (o *openCalls) take(parts []Part) {
	for _, part := range parts {
		name, known := o.nameOf(part)
		if !known || o.answered[part.ID] {
			o.strays = append(o.strays, strayParts(part)...)
			continue
		}
		part.Name = orElse(part.Name, name)
		o.answered[part.ID] = true
		o.results = append(o.results, part)
	}
}

func (o *openCalls) nameOf(result Part) (name string, known bool) {
	for _, call := range o.calls {
		if call.ID == result.ID {
			return call.Name, true
		}
	}
	return "", false
}

func (o *openCalls) missing() (missing []ipc.RepairedToolCall) {
	for _, call := range o.calls {
		if !o.answered[call.ID] {
			missing = append(missing, ipc.RepairedToolCall{ID: call.ID, Name: call.Name})
		}
	}
	return missing
}

func (o *openCalls) settled(missing []ipc.RepairedToolCall) (said []Said) {
	results := o.results
	for _, call := range missing {
		results = append(results, Part{Type: ToolResult, ID: call.ID, Name: call.Name, Text: Missing, IsError: true})
	}
	if len(results) > 0 {
		said = append(said, Said{protocol.RoleTool, results})
	}
	if len(o.strays) > 0 {
		said = append(said, Said{protocol.RoleUser, o.strays})
	}
	return said
}

func strayParts(result Part) []Part {
	call := "a call"
	if result.ID != "" {
		call += " " + result.ID
	}
	note := "[Result of " + orElse(result.Name, "a tool") + ", of " + call + " that is not in this conversation]\n" + result.Text
	parts := []Part{{Type: Text, Text: note}}
	for _, source := range result.Images {
		parts = append(parts, Part{Type: Image, Source: source})
	}
	return parts
}
