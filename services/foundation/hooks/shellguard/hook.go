package shellguard

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
)

// Config of the hook.
type Config struct {
	Profile Profile  `json:"profile" default:"strict" enum:"strict,permissive,unrestricted" jsonschema:"strict: all rules; permissive: only recursive removal of / or ~, and fork bombs; unrestricted: none"`
	Tools   []string `json:"tools,omitempty" jsonschema:"the tools whose input has a shell command in its member command; without it: bash"`
}

// Hook denies dangerous shell commands before they run.
type Hook struct {
	mu     sync.Mutex
	config Config
}

// NewHook returns a hook with the strict profile for the tool bash.
func NewHook() *Hook { return &Hook{config: Config{Profile: Strict, Tools: []string{"bash"}}} }

// Configure replaces the configuration.
func (h *Hook) Configure(_ context.Context, config Config) error {
	if config.Tools == nil {
		config.Tools = []string{"bash"}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.config = config
	return nil
}

// Handle decides about one tool call.
func (h *Hook) Handle(_ context.Context, event ipc.ToolPreData) (ipc.HookResult, error) {
	h.mu.Lock()
	config := h.config
	h.mu.Unlock()
	if !slices.Contains(config.Tools, event.ToolName) {
		return ipc.Continue(), nil
	}
	command, ok := commandOf(event.ToolInput)
	if !ok {
		return ipc.Continue(), nil // no command: the tool refuses the input itself
	}
	found, dangerous := Check(command, config.Profile)
	if !dangerous {
		return ipc.Continue(), nil
	}
	return ipc.Deny(reason(found)), nil
}

// commandOf returns the command by its exact name; of duplicates the last, as the tool itself reads it.
func commandOf(input json.RawMessage) (string, bool) {
	var members map[string]json.RawMessage
	if json.Unmarshal(input, &members) != nil {
		return "", false
	}
	var command string
	return command, members["command"] != nil && json.Unmarshal(members["command"], &command) == nil
}

// reason tells the model and the user what the rule is and what to do.
func reason(found Finding) string {
	how := "the user can run it, or change `profile` (strict, permissive, unrestricted) in the configuration of the hook shell_guard"
	if found.Rule == RecursiveRemoval || found.Rule == ForkBomb {
		how = "the user can run it; only the profile `unrestricted` of the hook shell_guard lets it through"
	}
	return fmt.Sprintf("shell_guard denies this by the rule %s. If it is really wanted, %s.", found, how)
}
