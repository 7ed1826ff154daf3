package shellguard

import (
	"path"
	"slices"
	"strings"
)

// command checks one simple command.
func (c *checker) command(args []string, in input) {
	c.record(args)
	name := path.Base(args[0])
	rest := args[1:]
	switch name {
	case "sudo", "su", "doas", "pkexec", "run0":
		c.find(Privilege, shown(args), "runs a command as another user")
	case "passwd", "chpasswd":
		c.find(Password, shown(args), "changes a password")
	case "rm":
		c.remove(args, rest)
	case "find":
		c.findCommand(args, rest, in)
	case "dd":
		c.dd(args, rest)
	case "tee":
		if device := slices.IndexFunc(rest, isDevice); device >= 0 {
			c.find(DeviceRedirect, shown(args), "writes onto a device")
		}
	case "chmod", "chown", "chgrp":
		c.permissions(name, args, rest)
	case "cd", "pushd":
		c.changeDirectory(rest)
	default:
		if strings.HasPrefix(name, "mkfs") {
			c.find(Format, shown(args), "formats a file system")
			return
		}
	}
	c.unwrap(name, rest, in)
}

// split separates flags from the rest, as getopt does; after `--` nothing is a flag.
func split(args []string) (flags, rest []string) {
	for i, arg := range args {
		switch {
		case arg == "--":
			return flags, append(rest, args[i+1:]...)
		case len(arg) > 1 && arg[0] == '-':
			flags = append(flags, arg)
		default:
			rest = append(rest, arg)
		}
	}
	return flags, rest
}

// has tells whether a flag is given: as one of the letters, in a cluster too, or as the long name or its beginning.
func has(flags []string, letters, long string) bool {
	return slices.ContainsFunc(flags, func(flag string) bool {
		if name, isLong := strings.CutPrefix(flag, "--"); isLong {
			return name != "" && strings.HasPrefix(long, name)
		}
		return strings.ContainsAny(flag[1:], letters)
	})
}

func (c *checker) remove(args, rest []string) {
	flags, targets := split(rest)
	if !has(flags, "rR", "recursive") {
		return
	}
	for _, text := range targets {
		if base, _ := c.target(text); base != "" {
			c.find(RecursiveRemoval, shown(args), "removes everything in "+shown([]string{base}))
			return
		}
	}
}

// findCommand: `find / -delete` without a test is a recursive removal; what `-exec` starts is checked with the places
// that find looks at.
func (c *checker) findCommand(args, rest []string, in input) {
	end := slices.IndexFunc(rest, func(arg string) bool { return strings.HasPrefix(arg, "-") && len(arg) > 2 })
	if end < 0 {
		return
	}
	_, places := split(rest[:end])
	tests := rest[end:]
	dangerous := slices.ContainsFunc(places, func(place string) bool { base, _ := c.target(place); return base != "" })
	if !dangerous || filters(tests) {
		return
	}
	if slices.Contains(tests, "-delete") {
		c.find(RecursiveRemoval, shown(args), "removes everything below "+shown(places))
	}
	for i, test := range tests {
		if slices.Contains([]string{"-exec", "-execdir", "-ok", "-okdir"}, test) && i+1 < len(tests) {
			c.executed(tests[i+1:], places, in)
		}
	}
}

func (c *checker) executed(command, places []string, in input) {
	var started []string
	for _, arg := range command {
		switch arg {
		case ";", "+":
			c.command(started, in)
			return
		case "{}":
			started = append(started, places...)
		default:
			started = append(started, arg)
		}
	}
}

// filters tells whether find looks for something special.
func filters(tests []string) bool {
	return slices.ContainsFunc(tests, func(test string) bool {
		for _, prefix := range []string{"-name", "-iname", "-path", "-ipath", "-regex", "-iregex", "-size", "-empty", "-newer", "-user", "-group", "-perm", "-links", "-inum", "-mtime", "-atime", "-ctime", "-mmin", "-amin", "-cmin"} {
			if strings.HasPrefix(test, prefix) {
				return true
			}
		}
		return false
	})
}

func (c *checker) dd(args, rest []string) {
	for _, arg := range rest {
		from, reads := strings.CutPrefix(arg, "if=")
		onto, writes := strings.CutPrefix(arg, "of=")
		switch {
		case writes && isDevice(onto):
			c.find(RawDevice, shown(args), "writes onto a device")
		case reads && slices.Contains([]string{"/dev/zero", "/dev/random", "/dev/urandom"}, path.Clean(from)):
			c.find(RawDevice, shown(args), "copies from an endless device")
		}
	}
}

func (c *checker) permissions(name string, args, rest []string) {
	flags, words := split(rest)
	if len(words) < 2 {
		return
	}
	recursive := has(flags, "R", "recursive")
	open := name == "chmod" && slices.Contains([]string{"777", "0777", "a+rwx", "ugo+rwx", "+rwx", "a=rwx", "ugo=rwx"}, words[0])
	if !recursive && !open {
		return
	}
	for _, text := range words[1:] {
		if base, _ := c.target(text); base == "/" {
			c.find(RootPermissions, shown(args), "changes who may do what in the whole system")
			return
		}
	}
}

// changeDirectory follows cd, so that `cd / && rm -rf *` is seen.
func (c *checker) changeDirectory(rest []string) {
	_, words := split(rest)
	place := home
	if len(words) > 0 {
		place = words[0]
	}
	base, inside := c.target(place)
	if inside {
		base = ""
	}
	c.dir = base
}
