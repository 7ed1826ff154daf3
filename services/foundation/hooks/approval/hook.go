package approval

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// Options of a question.
const (
	AllowOnce   = "Allow once"
	AllowAlways = "Allow always"
	DenyIt      = "Deny"
)

// How much of a call is written down, and told, in characters.
const (
	longestRecord = 2000
	longestTold   = 120
)

// Handle decides about tool calls, and writes down what the user answered.
func Handle(ctx context.Context, event ipc.Event) (ipc.HookResult, error) {
	if event.Name != protocol.EventToolPre {
		noteAnswer(ctx, event)
		return ipc.Continue(), nil
	}
	var data ipc.ToolPreData
	if err := json.Unmarshal(event.Data, &data); err != nil {
		return ipc.HookResult{}, ipc.InvalidParams(ipc.Fault{Path: "/data", Message: err.Error()})
	}
	config := ipc.ConfigOf[Config](ctx)
	c := callOf(data, ipc.FromContext(ctx).Session().Cwd)
	d := judge(c, config)
	if d.decided {
		noteDecision(ctx, data, c, d)
	}
	switch d.action {
	case Deny:
		return ipc.Deny(refusal(c, d)), nil
	case Ask:
		question := ipc.AskUser(prompt(c, d), AllowOnce, AllowAlways, DenyIt)
		question.ApprovalTimeout = new(config.DefaultTimeout)
		question.ApprovalDefault = new(protocol.ApprovalDefaultDeny)
		question.Reason = new(fmt.Sprintf("%s risk: %s needs approval", d.risk, c.tool))
		return question, nil
	default:
		return ipc.Continue(), nil
	}
}

// prompt is the question; who asks shows the input below it.
func prompt(c call, d decision) string {
	text := fmt.Sprintf("Allow %s?", c.tool)
	switch {
	case d.destroys != "":
		text = fmt.Sprintf("Run this command? It may destroy something: %s", cut(d.destroys, longestTold))
	case c.line != nil && c.line.Unreadable:
		text = "Run this command? It cannot be read as bash."
	case c.line != nil:
		text = "Run this command?"
	}
	if d.rule != nil && d.rule.Description != "" {
		text += " (" + d.rule.Description + ")"
	}
	return text
}

// refusal tells the model and the user what is denied, why, and how that can be changed.
func refusal(c call, d decision) string {
	why := "by its default_action"
	if d.rule != nil {
		why = "by a rule"
		if d.rule.Pattern != "" {
			why += fmt.Sprintf(" for `%s`", d.rule.Pattern)
		}
		if d.rule.Description != "" {
			why += ": " + d.rule.Description
		}
	}
	return fmt.Sprintf("approval denies %s `%s` %s. The user can change `rules` in the configuration of the hook approval.",
		c.tool, c.shown(longestTold), why)
}

func noteDecision(ctx context.Context, data ipc.ToolPreData, c call, d decision) {
	note(ctx, data.Timestamp, data.SessionID, record{
		Event: protocol.EventToolPre, Tool: c.tool, ToolCallID: orEmpty(data.ToolCallID), Subject: c.shown(longestRecord),
		Decision: string(d.action), Risk: string(d.risk), Rule: d.rule,
	})
}

// noteAnswer writes an answer down; granted and denied have the same members.
func noteAnswer(ctx context.Context, event ipc.Event) {
	var data ipc.ApprovalGrantedData
	if err := json.Unmarshal(event.Data, &data); err != nil {
		ipc.FromContext(ctx).Log(ipc.LogLevelWarning, "an answer is not in the audit file: "+err.Error(), nil)
		return
	}
	note(ctx, data.Timestamp, data.SessionID, record{
		Event: event.Name, Tool: data.ToolName, ToolCallID: orEmpty(data.ToolCallID), Option: orEmpty(data.Option),
		Remember: data.Remember != nil && *data.Remember, Reason: orEmpty(data.Reason),
	})
}

// note writes a line; what cannot be written is logged, and never fails the gate.
func note(ctx context.Context, timestamp, session *string, line record) {
	audit := ipc.ConfigOf[Config](ctx).Audit
	if audit == nil {
		audit = &Audit{Enabled: true}
	}
	if !audit.Enabled {
		return
	}
	from := ipc.FromContext(ctx)
	if line.TS = orEmpty(timestamp); line.TS == "" {
		line.TS = time.Now().UTC().Format(time.RFC3339Nano)
	}
	if line.SessionID = orEmpty(session); line.SessionID == "" {
		line.SessionID = from.SessionID()
	}
	path, err := place(audit.File, from.Session().Cwd)
	if err == nil {
		err = appendLine(path, line)
	}
	if err != nil {
		from.Log(ipc.LogLevelWarning, "the audit file of approvals cannot be written: "+err.Error(), nil)
	}
}

func orEmpty(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}
