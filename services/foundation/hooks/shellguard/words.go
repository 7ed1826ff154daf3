package shellguard

import (
	"io"
	"os"
	"path"
	"strings"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/syntax"
)

const (
	// home stands for the home directory, whatever it is called.
	home = "/\x01home"
	// unknown stands for what only the shell will know.
	unknown = "\x01unknown"
)

// fields expands words as the shell does: quotes, braces, tildes, variables as far as they are known. Files are not
// looked at: patterns stay as they are.
func (c *checker) fields(words []*syntax.Word) []string {
	var all []string
	for _, word := range words {
		if explodes(source(word)) {
			all = append(all, c.literal(word))
			continue
		}
		fields, err := expand.Fields(c.config(), word)
		if err != nil {
			fields = []string{source(word)}
		}
		all = append(all, fields...)
	}
	return all
}

// explodes: braces that would make a great many words, such as {1..1000000000}, are not expanded.
func explodes(word string) bool {
	return strings.Contains(word, "..") && strings.Contains(word, "{") || strings.Count(word, "{") > maxBraces
}

const maxBraces = 4

// literal expands a word without splitting it.
func (c *checker) literal(word *syntax.Word) string {
	text, err := expand.Document(c.config(), word)
	if err != nil {
		return source(word)
	}
	return text
}

func (c *checker) config() *expand.Config {
	return &expand.Config{
		Env:       expand.FuncEnviron(c.variable),
		CmdSubst:  c.substitution,
		ProcSubst: func(*syntax.ProcSubst) (string, error) { return unknown, nil },
	}
}

func (c *checker) variable(name string) string {
	value, assigned := c.vars[name]
	switch {
	case assigned:
		return value
	case name == "HOME", strings.HasPrefix(name, "HOME "): // `~` and `~user`
		return home
	case name == "PWD" && c.dir != "":
		return c.dir
	case name == "IFS":
		return " \t\n"
	}
	return unknown
}

// substitution knows what `$(echo …)` and `$(pwd)` print.
func (c *checker) substitution(out io.Writer, subst *syntax.CmdSubst) error {
	text := unknown
	if len(subst.Stmts) == 1 {
		if printed := c.printed(subst.Stmts[0]); printed.known {
			text = printed.text
		}
	}
	_, err := io.WriteString(out, text)
	return err
}

func source(node syntax.Node) string {
	var out strings.Builder
	if err := syntax.NewPrinter().Print(&out, node); err != nil {
		return unknown
	}
	return out.String()
}

// target tells whether a path is, or holds everything below, the root or the home directory. The base is "/" or
// [home], else empty; inside means that the path is a pattern for everything in it.
func (c *checker) target(text string) (base string, inside bool) {
	if !strings.HasPrefix(text, "/") {
		if c.dir == "" {
			return "", false
		}
		text = c.dir + "/" + text
	}
	clean := path.Clean(text)
	if last := path.Base(clean); isEverything(last) {
		clean, inside = path.Dir(clean), true
	}
	switch clean {
	case "/", home:
		return clean, inside
	case os.Getenv("HOME"), "/root":
		return home, inside
	}
	return "", false
}

// isEverything: patterns such as `*`, `.*`, `.[!.]*`, `?*` stand for all that is in a directory.
func isEverything(name string) bool {
	return strings.Contains(name, "*") && strings.Trim(name, "*.?[]!^") == ""
}

// isDevice: everything in /dev but the harmless names.
func isDevice(text string) bool {
	name, ok := strings.CutPrefix(path.Clean(text), "/dev/")
	if !ok {
		return false
	}
	switch name {
	case "null", "stdout", "stderr", "tty":
		return false
	}
	return !strings.HasPrefix(name, "fd/")
}

// shown writes a command as people know it.
func shown(args []string) string {
	return forPeople.Replace(strings.Join(args, " "))
}

var forPeople = strings.NewReplacer(home, "~", unknown, "$…")
