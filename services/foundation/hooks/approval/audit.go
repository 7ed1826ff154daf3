package approval

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// record is a line of the audit file: a decision of the hook, or the answer to a question.
type record struct {
	TS         string `json:"ts"`
	SessionID  string `json:"session_id,omitempty"`
	Event      string `json:"event"` // tool:pre, approval:granted, approval:denied
	Tool       string `json:"tool"`
	ToolCallID string `json:"tool_call_id,omitempty"`
	Subject    string `json:"subject,omitempty"`  // of tool:pre: the command, path, URL or input, cut
	Decision   string `json:"decision,omitempty"` // of tool:pre: auto_approve, auto_deny, ask
	Risk       string `json:"risk,omitempty"`
	Rule       *Rule  `json:"rule,omitempty"`     // that decided; absent: the default did
	Option     string `json:"option,omitempty"`   // of an answer
	Remember   bool   `json:"remember,omitempty"` // of an answer
	Reason     string `json:"reason,omitempty"`   // of an answer
}

// place is the audit file of a configuration.
func place(file, cwd string) (string, error) {
	if file == "" {
		if own := os.Getenv("AMPLIFIER_HOME"); own != "" {
			return filepath.Join(own, "audit", "approvals.jsonl"), nil
		}
		file = "~/.amplifier/audit/approvals.jsonl"
	}
	if rest, below := strings.CutPrefix(file, "~/"); below {
		home, err := os.UserHomeDir()
		return filepath.Join(home, rest), err
	}
	if filepath.IsAbs(file) {
		return file, nil
	}
	if cwd == "" {
		return "", errors.New("the path of the file is relative, and the session has no directory")
	}
	return filepath.Join(cwd, file), nil
}

// appendLine writes a line at the end of a file in one write, so that several processes can share it. Folder and file
// are made for the user alone.
func appendLine(path string, line record) (err error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(line); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if is, err := os.Stat(path); err == nil && is.Mode()&os.ModeNamedPipe != 0 {
		return errors.New("it is a pipe, and waiting for its reader would hold the gate") // the open would block
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600) //nolint:gosec // the path is configured
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	_, err = file.Write(out.Bytes())
	return err
}
