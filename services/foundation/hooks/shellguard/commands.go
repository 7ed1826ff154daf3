package shellguard

import (
	"maps"
	"path"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// Line is what a bash script does, as far as it can be read.
type Line struct {
	// Commands are all simple commands, wherever they stand: in lists, pipes, loops, substitutions, and in what `env`,
	// `xargs`, `sh -c`, `find -exec` and the like start. What changes something without being a command is one too: an
	// assignment (`A=b`), a redirection (`> file`), a function (`f()`).
	Commands []Command
	// Findings are what the strict profile forbids.
	Findings []Finding
	// Unreadable: it is no bash, or too long or too deep; there may be commands that are not listed.
	Unreadable bool
}

// Command is a simple command after quotes, braces and variables, as far as they are known; `$…` is not known.
type Command struct {
	// Text is its words, joined by spaces.
	Text string
	// Args are the words; nil for what is no command.
	Args []string
}

// Bare is the text with the name of the program without its folder.
func (c Command) Bare() string {
	if len(c.Args) == 0 {
		return c.Text
	}
	return strings.Join(append([]string{path.Base(c.Args[0])}, c.Args[1:]...), " ")
}

// Read reads a script as [Check] does.
func Read(script string) Line {
	c := &checker{vars: map[string]string{}}
	c.script(script)
	unreadable := slices.ContainsFunc(c.findings, func(found Finding) bool { return found.Rule == Unreadable })
	return Line{Commands: c.commands, Findings: c.findings, Unreadable: unreadable || c.recorded > maxRecorded}
}

// maxRecorded bounds what is remembered: `env env env …` holds a command as long as the line at each of its words.
const maxRecorded = 1 << 20

// record remembers a simple command.
func (c *checker) record(args []string) {
	if c.recorded += len(args); c.recorded > maxRecorded {
		return
	}
	words := make([]string, len(args))
	for i, arg := range args {
		words[i] = shown([]string{arg})
	}
	text := strings.Join(words, " ")
	c.recorded += len(text)
	c.commands = append(c.commands, Command{Text: text, Args: words})
	if path.Base(args[0]) == "find" {
		c.recordExecuted(args[1:])
	}
}

// recordExecuted remembers what `find -exec` starts.
func (c *checker) recordExecuted(rest []string) {
	for i := 0; i < len(rest); i++ {
		if !slices.Contains([]string{"-exec", "-execdir", "-ok", "-okdir"}, rest[i]) {
			continue
		}
		from := i + 1
		for i = from; i < len(rest) && rest[i] != ";" && rest[i] != "+"; i++ {
			continue
		}
		if from < i {
			inner := &checker{vars: maps.Clone(c.vars), dir: c.dir, depth: c.depth, recorded: c.recorded}
			inner.command(rest[from:i], input{})
			c.recorded = inner.recorded
			c.commands = append(c.commands, inner.commands...)
		}
	}
}

// effect remembers what changes something without being a command.
func (c *checker) effect(text string) {
	c.commands = append(c.commands, Command{Text: shown([]string{text})})
}

// guessed remembers words that say which program runs and that only the shell knows for sure: `$(echo ls >&2) x` runs
// x. Of what starts other commands every word may say so.
func (c *checker) guessed(name string, words []*syntax.Word) {
	_, wraps := wrappers[name]
	if !wraps && !slices.Contains(shells, name) && !slices.Contains([]string{"eval", "trap", "su", "find", "source", "."}, name) {
		words = words[:1]
	}
	for _, word := range words {
		if !literal(word) {
			c.effect(source(word))
		}
	}
}

// literal tells whether a word says what it is without the shell.
func literal(word *syntax.Word) bool {
	known := true
	syntax.Walk(word, func(node syntax.Node) bool {
		switch node.(type) {
		case *syntax.CmdSubst, *syntax.ProcSubst, *syntax.ParamExp, *syntax.ArithmExp:
			known = false
		}
		return known
	})
	return known
}

// beside remembers the places where the shell itself assigns or computes; arithmetic may run what stands in a variable.
func (c *checker) beside(node syntax.Node) {
	switch n := node.(type) {
	case *syntax.TestClause, *syntax.ArithmCmd, *syntax.LetClause, *syntax.CStyleLoop, *syntax.ArithmExp:
		c.effect(source(n))
	case *syntax.WordIter:
		c.effect("for " + n.Name.Value)
	case *syntax.ParamExp:
		if n.Excl || n.Index != nil || n.Slice != nil || n.Exp != nil && slices.Contains(changing, n.Exp.Op) {
			c.effect(source(n))
		}
	}
}

var changing = []syntax.ParExpOperator{syntax.AssignUnset, syntax.AssignUnsetOrNull, syntax.OtherParamOps}

// redirected remembers a redirection, unless it leads nowhere: to what is open already, or from a plain file.
func (c *checker) redirected(op syntax.RedirOperator, target string) {
	switch op {
	case syntax.WordHdoc, syntax.Hdoc, syntax.DashHdoc:
		return
	case syntax.DplIn, syntax.DplOut:
		if strings.Trim(target, "0123456789-") == "" {
			return
		}
	case syntax.RdrIn:
		if !strings.HasPrefix(path.Clean(target), "/dev/") && !strings.Contains(target, unknown) {
			return
		}
	default:
	}
	if slices.Contains([]string{"/dev/null", "/dev/stdin", "/dev/stdout", "/dev/stderr"}, target) {
		return
	}
	c.effect(op.String() + " " + target)
}
