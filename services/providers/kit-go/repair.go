package kit

import (
	"fmt"
	"slices"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// Missing stands for a result that is not there.
const Missing = "No result: the call was not carried out, or its result was lost."

// repair returns a conversation in which all results of an assistant's tool calls follow it as one message: a missing
// one is made up as a failure, and a result without its call becomes a text of the user behind them. Nothing is left
// out (PRV-010). Calls of one message that share an id get ids of their own: by nothing else would a vendor know whose a
// result is.
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
		open = callsOf(&each)
		whole = append(whole, each)
	}
	settle()
	return whole, repaired
}

// openCalls are the calls of one message, and what came back since.
type openCalls struct {
	calls   []openCall
	results []Part
	strays  []Part
}

// openCall is a call; asked is the id that its result refers to.
type openCall struct {
	ipc.RepairedToolCall
	asked    string
	answered bool
}

// callsOf returns the calls of a message, which gets ids of their own for them.
func callsOf(said *Said) *openCalls {
	open := &openCalls{}
	if said.Role != protocol.RoleAssistant {
		return open
	}
	calls, _ := split(said.Parts, ToolCall)
	taken := map[string]bool{}
	for _, call := range calls {
		taken[call.ID] = true
	}
	said.Parts = slices.Clone(said.Parts)
	for i := range said.Parts {
		if said.Parts[i].Type == ToolCall {
			open.add(&said.Parts[i], taken)
		}
	}
	return open
}

func (o *openCalls) add(part *Part, taken map[string]bool) {
	asked := part.ID
	if slices.ContainsFunc(o.calls, func(call openCall) bool { return call.asked == asked }) {
		for number := 2; taken[part.ID]; number++ {
			part.ID = fmt.Sprintf("%s_%d", asked, number)
		}
		taken[part.ID] = true
	}
	o.calls = append(o.calls, openCall{ipc.RepairedToolCall{ID: part.ID, Name: part.Name}, asked, false})
}

func (o *openCalls) take(parts []Part) {
	for _, part := range parts {
		at := slices.IndexFunc(o.calls, func(call openCall) bool { return !call.answered && call.asked == part.ID })
		if at < 0 {
			o.strays = append(o.strays, strayParts(part)...)
			continue
		}
		call := &o.calls[at]
		call.answered = true
		part.ID, part.Name = call.ID, orElse(part.Name, call.Name)
		o.results = append(o.results, part)
	}
}

func (o *openCalls) missing() (missing []ipc.RepairedToolCall) {
	for _, call := range o.calls {
		if !call.answered {
			missing = append(missing, call.RepairedToolCall)
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
