package approval

import (
	"path"
	"slices"
	"strings"

	"github.com/amplifier-ipc/amplifier-ipc/services/foundation/hooks/shellguard"
)

// destroyers destroy what they are told, whatever their flags are.
var destroyers = []string{
	"rm", "rmdir", "unlink", "shred", "truncate", "dd", "wipefs", "fdisk", "parted", "kill", "pkill", "killall",
	"shutdown", "reboot", "halt", "poweroff",
}

// ofGit are the commands of git that lose what was not committed or pushed; with flags, only with one of them.
var ofGit = map[string][]string{
	"clean": nil, "reset": {"--hard"}, "push": {"--force", "-f", "--delete", "-d", "--mirror"}, "branch": {"-D"},
	"checkout": {"--force", "-f", "--"}, "restore": nil, "stash": {"drop", "clear"},
}

// destructive returns the first command of a line that may destroy something.
func destructive(line *shellguard.Line) (command string, found bool) {
	for _, one := range line.Commands {
		if len(one.Args) > 0 && destroys(path.Base(one.Args[0]), one.Args[1:]) {
			return one.Text, true
		}
	}
	for _, finding := range line.Findings {
		if finding.Rule != shellguard.Unreadable {
			return finding.Command, true
		}
	}
	return "", false
}

func destroys(name string, rest []string) bool {
	switch {
	case slices.Contains(destroyers, name), strings.HasPrefix(name, "mkfs"):
		return true
	case name == "find":
		return slices.Contains(rest, "-delete")
	case name == "chmod", name == "chown", name == "chgrp":
		return slices.ContainsFunc(rest, recursive)
	case name == "git":
		return losesWork(rest)
	}
	return false
}

func recursive(arg string) bool {
	short := strings.HasPrefix(arg, "-") && !strings.HasPrefix(arg, "--") && strings.Contains(arg, "R")
	return short || arg == "--recursive"
}

// losesWork: the command of git is the first word that is no flag, nor the value of `-C` or `-c`.
func losesWork(rest []string) bool {
	for i := 0; i < len(rest); i++ {
		if rest[i] == "-C" || rest[i] == "-c" {
			i++
			continue
		}
		if strings.HasPrefix(rest[i], "-") {
			continue
		}
		flags, listed := ofGit[rest[i]]
		if !listed || flags == nil {
			return listed
		}
		return slices.ContainsFunc(rest[i+1:], func(arg string) bool { return slices.Contains(flags, arg) })
	}
	return false
}
