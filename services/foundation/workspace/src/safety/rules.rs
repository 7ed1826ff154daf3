//! What one simple command would do.

use super::Rule;
use super::paths::{Target, is_device};
use super::text::shown;
use super::walk::{Checker, Input};

impl Checker {
    /// Judges one simple command, and what it starts.
    pub(super) fn command(&mut self, args: &[String], input: &Input) {
        let Some((first, rest)) = args.split_first() else {
            return;
        };
        if self.level_up("a command in a command") {
            let name = first.rsplit('/').next().unwrap_or(first).to_string();
            self.seen(args, &name);
            self.judge(&name, args, rest, input);
            self.unwrap(&name, rest, input);
            self.level_down();
        }
    }

    fn judge(&mut self, name: &str, args: &[String], rest: &[String], input: &Input) {
        match name {
            "sudo" | "su" | "doas" | "pkexec" | "run0" => {
                self.find(Rule::Privilege, args, "runs a command as another user");
            }
            "passwd" | "chpasswd" => self.find(Rule::Password, args, "changes a password"),
            "rm" => self.remove(args, rest),
            "find" => self.find_command(args, rest, input),
            "dd" => self.dd(args, rest),
            "tee" if rest.iter().any(|word| is_device(word)) => {
                self.find(Rule::DeviceRedirect, args, "writes onto a device");
            }
            "chmod" | "chown" | "chgrp" => self.permissions(name, args, rest),
            "cd" | "pushd" => self.change_directory(rest),
            _ if name.starts_with("mkfs") => {
                self.find(Rule::Format, args, "formats a file system");
            }
            _ => {}
        }
    }

    fn remove(&mut self, args: &[String], rest: &[String]) {
        let (flags, targets) = split(rest);
        if !has(&flags, "rR", "recursive") {
            return;
        }
        if let Some(target) = targets.iter().find_map(|path| self.target(path)) {
            let reason = format!("removes everything in {}", target.name());
            self.find(Rule::RecursiveRemoval, args, &reason);
        }
    }

    /// `find / -delete` without a test is a recursive removal; what `-exec` starts is judged with the places that
    /// find looks at.
    fn find_command(&mut self, args: &[String], rest: &[String], input: &Input) {
        let Some(end) = rest
            .iter()
            .position(|arg| arg.starts_with('-') && arg.len() > 2)
        else {
            return;
        };
        let (places, tests) = (split(&rest[..end]).1, &rest[end..]);
        for (at, test) in tests.iter().enumerate() {
            if matches!(test.as_str(), "-exec" | "-execdir" | "-ok" | "-okdir") {
                let everything = !filters(tests);
                self.executed(
                    &tests[at + 1..],
                    if everything { &places } else { &[] },
                    input,
                );
            }
        }
        let everything = places.iter().any(|place| self.target(place).is_some()) && !filters(tests);
        if everything && tests.iter().any(|test| test == "-delete") {
            let reason = format!("removes everything below {}", shown(&places));
            self.find(Rule::RecursiveRemoval, args, &reason);
        }
    }

    fn executed(&mut self, command: &[String], places: &[String], input: &Input) {
        let mut started = Vec::new();
        for arg in command {
            match arg.as_str() {
                ";" | "+" => break,
                "{}" => started.extend_from_slice(places),
                _ => started.push(arg.clone()),
            }
        }
        self.command(&started, input);
    }

    fn dd(&mut self, args: &[String], rest: &[String]) {
        for arg in rest {
            if arg.strip_prefix("of=").is_some_and(is_device) {
                self.find(Rule::RawDevice, args, "writes onto a device");
            }
            let endless = ["/dev/zero", "/dev/random", "/dev/urandom"];
            if arg
                .strip_prefix("if=")
                .is_some_and(|from| endless.contains(&super::paths::clean(from).as_str()))
            {
                self.find(Rule::RawDevice, args, "copies from an endless device");
            }
        }
    }

    fn permissions(&mut self, name: &str, args: &[String], rest: &[String]) {
        const OPEN: [&str; 7] = [
            "777", "0777", "a+rwx", "ugo+rwx", "+rwx", "a=rwx", "ugo=rwx",
        ];
        let (flags, words) = split(rest);
        let Some((mode, places)) = words.split_first() else {
            return;
        };
        let open = name == "chmod" && OPEN.contains(&mode.as_str());
        let whole = |place: &String| self.target(place) == Some(Target::Root);
        if (open || has(&flags, "R", "recursive")) && places.iter().any(whole) {
            self.find(
                Rule::RootPermissions,
                args,
                "changes who may do what in the whole system",
            );
        }
    }

    /// Follows `cd`, so that `cd / && rm -rf *` is seen.
    fn change_directory(&mut self, rest: &[String]) {
        let place = match split(rest).1.first() {
            None => Some(self.home.clone()),
            Some(place) if place.contains('\u{1}') || place == "-" => None,
            Some(place) if place.starts_with('/') => Some(place.clone()),
            Some(place) => self.dir.as_ref().map(|dir| format!("{dir}/{place}")),
        };
        self.dir = place.map(|place| super::paths::clean(&place));
    }
}

/// Flags and the rest, as getopt does; after `--` nothing is a flag.
pub(super) fn split(args: &[String]) -> (Vec<String>, Vec<String>) {
    let (mut flags, mut rest) = (Vec::new(), Vec::new());
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        if arg == "--" {
            rest.extend(args.cloned());
            break;
        }
        let flag = arg.len() > 1 && arg.starts_with('-');
        if flag { &mut flags } else { &mut rest }.push(arg.clone());
    }
    (flags, rest)
}

/// Whether a flag is given: as one of the letters, in a cluster too, or as the long name or its beginning.
fn has(flags: &[String], letters: &str, long: &str) -> bool {
    flags.iter().any(|flag| match flag.strip_prefix("--") {
        Some(name) => !name.is_empty() && long.starts_with(name),
        None => flag[1..].contains(|letter| letters.contains(letter)),
    })
}

/// Whether find looks for something special.
fn filters(tests: &[String]) -> bool {
    const FILTERS: [&str; 20] = [
        "-name", "-iname", "-path", "-ipath", "-regex", "-iregex", "-size", "-empty", "-newer",
        "-user", "-group", "-perm", "-links", "-inum", "-mtime", "-atime", "-ctime", "-mmin",
        "-amin", "-cmin",
    ];
    tests
        .iter()
        .any(|test| FILTERS.iter().any(|filter| test.starts_with(filter)))
}
