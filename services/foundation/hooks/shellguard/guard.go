// Package shellguard finds what is dangerous in a shell command: by reading it as the shell does, not by searching
// for texts. It prevents accidents; it is no sandbox, and a program that wants to get around it can.
package shellguard

import (
	"fmt"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// Rule is the name of a thing that is not allowed.
type Rule string

// The rules.
const (
	RecursiveRemoval Rule = "recursive_removal" // of / or the home directory, whatever the flags look like
	Privilege        Rule = "privilege"         // sudo, su, doas, …
	Password         Rule = "password"          // passwd
	RawDevice        Rule = "raw_device"        // dd onto a device, or from /dev/zero, /dev/random
	Format           Rule = "format"            // mkfs
	DeviceRedirect   Rule = "device_redirect"   // > /dev/… except null, stdout, stderr, tty
	RootPermissions  Rule = "root_permissions"  // chmod 777 or chown -R on /
	ForkBomb         Rule = "fork_bomb"         // a function that calls itself in a pipe or in the background
	Unreadable       Rule = "unreadable"        // cannot be read as bash, so it cannot be checked
)

// Finding is a command that a rule forbids.
type Finding struct {
	Rule Rule
	// Command is the simple command as it was read, Why says what it would do.
	Command, Why string
}

func (f Finding) String() string { return fmt.Sprintf("%s: `%s` %s", f.Rule, f.Command, f.Why) }

// Profile says which rules hold.
type Profile string

// The profiles.
const (
	Strict       Profile = "strict"       // all rules
	Permissive   Profile = "permissive"   // only recursive_removal of / and fork_bomb
	Unrestricted Profile = "unrestricted" // none
)

func (p Profile) holds(rule Rule) bool {
	switch p {
	case Unrestricted:
		return false
	case Permissive:
		return rule == RecursiveRemoval || rule == ForkBomb
	default:
		return true
	}
}

// Check returns the first command of a bash script that the profile forbids; ok is false when there is none.
func Check(script string, profile Profile) (found Finding, ok bool) {
	c := &checker{vars: map[string]string{}}
	c.script(script)
	for _, finding := range c.findings {
		if profile.holds(finding.Rule) {
			return finding, true
		}
	}
	return Finding{}, false
}

// maxUnwrap: scripts in scripts deeper than this are not looked at, but refused.
const maxUnwrap = 10

// maxScript bounds the nesting that a parser can be led into, in bytes.
const maxScript = 128 << 10

// checker walks scripts and what they start.
type checker struct {
	findings []Finding
	commands []Command
	recorded int               // words and bytes of commands so far
	vars     map[string]string // what has been assigned so far, as far as it is known
	dir      string            // the current directory, as far as it is known: / or home, else empty
	depth    int
}

func (c *checker) find(rule Rule, command, why string) {
	c.findings = append(c.findings, Finding{Rule: rule, Command: shorten(command), Why: why})
}

// script checks a text that bash would run.
func (c *checker) script(text string) {
	if c.depth++; c.depth > maxUnwrap {
		c.find(Unreadable, text, "hides scripts in scripts too deeply to be checked")
		return
	}
	defer func() { c.depth-- }()
	if len(text) > maxScript {
		c.find(Unreadable, text, fmt.Sprintf("is longer than %d bytes, too long to be checked", maxScript))
		return
	}
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(text), "")
	if file != nil {
		c.stmts(file.Stmts)
	}
	if err != nil {
		c.find(Unreadable, text, "cannot be read as bash, so it cannot be checked: "+err.Error())
	}
}

const longest = 120

func shorten(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return text
}
