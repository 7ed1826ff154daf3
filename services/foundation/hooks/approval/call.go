package approval

import (
	"bytes"
	"encoding/json"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/services/foundation/hooks/shellguard"
)

// call is a tool call as it is judged.
type call struct {
	tool        string
	annotations ipc.ToolAnnotations
	members     map[string]json.RawMessage
	// subject is what it is about, in a line for people: the command, the path, the URL, or the input.
	subject string
	// line is set for a command line, whose commands are its parts; anything else is one part.
	line  *shellguard.Line
	parts []part
}

// part is one thing that a call does. All forms name it, and the first is the most exact.
type part []string

// callOf reads a call; cwd makes paths inside of it relative.
func callOf(data ipc.ToolPreData, cwd string) call {
	c := call{tool: data.ToolName}
	if data.Annotations != nil {
		c.annotations = *data.Annotations
	}
	_ = json.Unmarshal(data.ToolInput, &c.members) // what is no object has no members
	if command, ok := c.text("command"); ok {
		c.readLine(command)
		return c
	}
	for _, name := range []string{"file_path", "path"} {
		if text, ok := c.text(name); ok {
			c.subject, c.parts = text, []part{pathForms(text, cwd)}
			return c
		}
	}
	if text, ok := c.text("url"); ok {
		c.subject, c.parts = text, []part{{text}}
		return c
	}
	var compact bytes.Buffer
	_ = json.Compact(&compact, data.ToolInput) // it came as JSON
	c.subject, c.parts = compact.String(), []part{{compact.String()}}
	return c
}

// text returns a member that is a string, by its exact name.
func (c *call) text(name string) (text string, ok bool) {
	raw := c.members[name]
	return text, raw != nil && json.Unmarshal(raw, &text) == nil
}

// readLine finds the parts of a command line. What is set in its environment is a part too: PATH says what `ls` is.
func (c *call) readLine(command string) {
	line := shellguard.Read(command)
	c.subject, c.line = command, &line
	for _, one := range line.Commands {
		c.parts = append(c.parts, part{one.Text, one.Bare()})
	}
	var env map[string]string
	_ = json.Unmarshal(c.members["env"], &env) // anything else is refused by the tool
	for _, name := range slices.Sorted(maps.Keys(env)) {
		c.parts = append(c.parts, part{name + "=" + env[name]})
	}
}

// pathForms are a path as it is given, without its detours, and seen from the session's directory.
func pathForms(text, cwd string) part {
	clean := path.Clean(text)
	if cwd == "" || !filepath.IsAbs(text) {
		return part{clean}
	}
	if inside, err := filepath.Rel(cwd, clean); err == nil && filepath.IsLocal(inside) {
		return part{inside, clean}
	}
	return part{clean}
}

// needs tells whether a call needs approval by what it is.
func (c *call) needs(config Config) bool {
	if policy, listed := config.Tools[c.tool]; listed {
		return policy.RequireApproval
	}
	if config.PolicyDrivenOnly {
		return false
	}
	is := func(flag *bool) bool { return flag != nil && *flag }
	switch {
	case c.tool == "bash":
		return !c.looksAtJob()
	case is(c.annotations.Destructive):
		return true
	}
	return is(c.annotations.OpenWorld) && !is(c.annotations.ReadOnly)
}

// looksAtJob: bash without a command tells about a job, or ends one.
func (c *call) looksAtJob() bool {
	action, given := c.text("action")
	return c.members["command"] == nil && (!given || action == "status" || action == "tail")
}

// shown is the subject, for people.
func (c *call) shown(longest int) string { return cut(c.subject, longest) }

// cut puts a text on one line of at most so many characters.
func cut(text string, longest int) string {
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return text
}
