package shellguard

import (
	"slices"
	"strings"
)

// wrapper is a program that starts the command which stands in its arguments.
type wrapper struct {
	// values are the flags whose value is the next argument.
	values []string
	// skip is how many arguments stand before the command.
	skip int
}

var wrappers = map[string]wrapper{
	"env":     {values: []string{"-u", "--unset", "-C", "--chdir", "-S", "--split-string"}},
	"xargs":   {values: []string{"-a", "-d", "-E", "-I", "-L", "-n", "-P", "-s", "--arg-file", "--delimiter", "--max-args", "--max-procs", "--replace"}},
	"nice":    {values: []string{"-n", "--adjustment"}},
	"ionice":  {values: []string{"-c", "-n", "--class", "--classdata"}},
	"timeout": {values: []string{"-k", "-s", "--kill-after", "--signal"}, skip: 1},
	"stdbuf":  {values: []string{"-i", "-o", "-e"}},
	"chrt":    {skip: 1},
	"taskset": {skip: 1},
	"nohup":   {}, "setsid": {}, "command": {}, "builtin": {}, "exec": {values: []string{"-a"}}, "time": {values: []string{"-f", "-o"}},
	"busybox": {}, "toybox": {}, "watch": {values: []string{"-n", "--interval"}}, "strace": {values: []string{"-e", "-o", "-p"}},
	"sudo": {values: []string{"-u", "-g", "-h", "-p", "-C", "-r", "-t", "-T", "-U", "-D", "-R"}}, "doas": {values: []string{"-u", "-C"}},
	"pkexec": {values: []string{"--user"}}, "run0": {},
	"flock": {skip: 1}, "unshare": {}, "fakeroot": {}, "parallel": {values: []string{"-j", "-I"}},
}

var shells = []string{"sh", "bash", "dash", "zsh", "ksh", "ash", "mksh", "rbash"}

// unwrap checks what a command starts.
func (c *checker) unwrap(name string, rest []string, in input) {
	wrap, wraps := wrappers[name]
	switch {
	case wraps:
		c.wrapped(name, wrap, rest, in)
	case slices.Contains(shells, name):
		c.shell(rest, in)
	case name == "su":
		c.suScript(rest)
	case name == "eval":
		c.script(strings.Join(rest, " "))
	case name == "trap":
		if _, words := split(rest); len(words) > 1 {
			c.script(words[0])
		}
	case (name == "source" || name == ".") && len(rest) > 0 && rest[0] == "/dev/stdin" && in.known:
		c.script(in.text)
	}
}

// wrapped checks the command in the arguments of a wrapper.
func (c *checker) wrapped(name string, wrap wrapper, rest []string, in input) {
	if name == "env" {
		if script := slices.IndexFunc(rest, func(arg string) bool { return arg == "-S" || arg == "--split-string" }); script >= 0 {
			c.script(strings.Join(rest[script+1:], " "))
			return
		}
	}
	command := afterFlags(rest, wrap)
	if name == "env" || name == "sudo" {
		for len(command) > 0 && strings.Contains(command[0], "=") {
			command = command[1:]
		}
	}
	switch {
	case len(command) == 0:
	case name == "xargs" && in.known:
		c.command(append(slices.Clone(command), strings.Fields(in.text)...), input{})
	case (name == "watch" || name == "flock") && len(command) == 1:
		c.script(command[0])
	default:
		c.command(command, in)
	}
}

// afterFlags returns the arguments from the command on.
func afterFlags(rest []string, wrap wrapper) []string {
	i := 0
	for i < len(rest) && strings.HasPrefix(rest[i], "-") && rest[i] != "-" {
		if rest[i] == "--" {
			i++
			break
		}
		if slices.Contains(wrap.values, rest[i]) {
			i++
		}
		i++
	}
	if i += wrap.skip; i >= len(rest) {
		return nil
	}
	return rest[i:]
}

// suScript checks the script of `su -c`.
func (c *checker) suScript(rest []string) {
	at := slices.IndexFunc(rest, func(arg string) bool { return arg == "-c" || arg == "--command" })
	if at >= 0 && at+1 < len(rest) {
		c.script(rest[at+1])
	}
}

// shell checks the script of `sh -c`, or the one that stands on stdin. A script in a file cannot be looked at.
func (c *checker) shell(rest []string, in input) {
	inline := false
	for i := 0; i < len(rest); i++ {
		arg := rest[i]
		switch short := strings.HasPrefix(arg, "-") || strings.HasPrefix(arg, "+"); {
		case !short && inline:
			c.script(arg)
			return
		case !short:
			return
		case strings.HasPrefix(arg, "--"):
			continue
		case strings.HasSuffix(arg, "o"), strings.HasSuffix(arg, "O"):
			i++ // the value of `-o pipefail`
		}
		inline = inline || strings.Contains(arg, "c")
	}
	if in.known {
		c.script(in.text)
	}
}
