// Package approval decides which tool calls run as they are, which do not run, and which the user is asked about.
package approval

// Action is what a rule wants.
type Action string

// The actions, from the weakest to the strongest.
const (
	Approve Action = "auto_approve"
	Ask     Action = "ask"
	Deny    Action = "auto_deny"
)

// Config of the hook.
type Config struct {
	Rules            []Rule                `json:"rules,omitempty" jsonschema:"the first rule that matches decides; without it, bash may run ls*, pwd and echo*"`
	DefaultAction    Action                `json:"default_action" default:"ask" enum:"auto_approve,auto_deny,ask" jsonschema:"for a call that needs approval and that no rule matches"`
	Tools            map[string]ToolPolicy `json:"tools,omitempty" jsonschema:"by name of the tool: whether it needs approval, whatever it says of itself"`
	PolicyDrivenOnly bool                  `json:"policy_driven_only" default:"false" jsonschema:"only rules and tools decide, not what a tool is or says of itself"`
	DefaultTimeout   float64               `json:"default_timeout" default:"300" minimum:"1" jsonschema:"seconds that a question stays open; then the answer is no"`
	Audit            *Audit                `json:"audit,omitempty" jsonschema:"where each decision and answer is written down"`
}

// Rule says what happens to the calls that it matches.
type Rule struct {
	Tool        string `json:"tool,omitempty" jsonschema:"the tool's name, * is any text; without it: every tool"`
	Pattern     string `json:"pattern,omitempty" jsonschema:"for each simple command of a command line, or for the path, the URL or the JSON of the input; * is any text, and at the end of a word of a command the rest of its words; without it: every call"`
	Action      Action `json:"action" enum:"auto_approve,auto_deny,ask"`
	Description string `json:"description,omitempty" jsonschema:"why, for the user and the model"`
}

// ToolPolicy is what holds for a tool.
type ToolPolicy struct {
	RequireApproval bool `json:"require_approval"`
}

// Audit says where decisions are written down.
type Audit struct {
	Enabled bool   `json:"enabled" default:"true"`
	File    string `json:"file,omitempty" jsonschema:"absolute, below ~, or relative to the session's directory; without it: audit/approvals.jsonl in AMPLIFIER_HOME, which is ~/.amplifier unless it is set"`
}

// builtIn are the rules of a configuration without any.
var builtIn = []Rule{
	{Tool: "bash", Pattern: "ls*", Action: Approve, Description: "lists files"},
	{Tool: "bash", Pattern: "pwd", Action: Approve, Description: "names the directory"},
	{Tool: "bash", Pattern: "echo*", Action: Approve, Description: "prints a text"},
}

func (c Config) rules() []Rule {
	if c.Rules == nil {
		return builtIn
	}
	return c.Rules
}
