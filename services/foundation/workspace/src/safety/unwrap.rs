//! Programs that start what stands in their arguments.

use super::rules::split;
use super::walk::{Checker, Input};

/// The flags whose value is the next argument, and how many arguments stand before the command.
type Wrapper = (&'static [&'static str], usize);

fn wrapper(name: &str) -> Option<Wrapper> {
    Some(match name {
        "env" => (&["-u", "--unset", "-C", "--chdir"], 0),
        "xargs" => (
            &[
                "-a",
                "-d",
                "-E",
                "-I",
                "-L",
                "-n",
                "-P",
                "-s",
                "--arg-file",
                "--delimiter",
                "--max-args",
                "--max-procs",
                "--replace",
            ],
            0,
        ),
        "nice" => (&["-n", "--adjustment"], 0),
        "ionice" => (&["-c", "-n", "--class", "--classdata"], 0),
        "timeout" => (&["-k", "-s", "--kill-after", "--signal"], 1),
        "stdbuf" => (&["-i", "-o", "-e"], 0),
        "chrt" | "taskset" | "flock" => (&[], 1),
        "exec" => (&["-a"], 0),
        "time" => (&["-f", "-o"], 0),
        "watch" => (&["-n", "--interval"], 0),
        "strace" => (&["-e", "-o", "-p"], 0),
        "sudo" => (
            &[
                "-u", "-g", "-h", "-p", "-C", "-r", "-t", "-T", "-U", "-D", "-R",
            ],
            0,
        ),
        "doas" => (&["-u", "-C"], 0),
        "pkexec" => (&["--user"], 0),
        "parallel" => (&["-j", "-I"], 0),
        "nohup" | "setsid" | "command" | "builtin" | "busybox" | "toybox" | "run0" | "unshare"
        | "fakeroot" | "coproc" => (&[], 0),
        _ => return None,
    })
}

const SHELLS: [&str; 8] = ["sh", "bash", "dash", "zsh", "ksh", "ash", "mksh", "rbash"];

impl Checker {
    /// Judges what a command starts.
    pub(super) fn unwrap(&mut self, name: &str, rest: &[String], input: &Input) {
        if let Some(wrapper) = wrapper(name) {
            return self.wrapped(name, wrapper, rest, input);
        }
        match name {
            _ if SHELLS.contains(&name) => self.shell(rest, input),
            "su" => {
                let mut script = rest
                    .iter()
                    .skip_while(|arg| !matches!(arg.as_str(), "-c" | "--command"));
                if let Some(script) = script.nth(1) {
                    self.script(script);
                }
            }
            "eval" => self.script(&rest.join(" ")),
            "trap" => {
                if let [script, _, ..] = split(rest).1.as_slice() {
                    self.script(script);
                }
            }
            "source" | "." if rest.first().is_some_and(|file| file == "/dev/stdin") => {
                self.piped(input);
            }
            _ => {}
        }
    }

    fn wrapped(&mut self, name: &str, wrapper: Wrapper, rest: &[String], input: &Input) {
        if name == "env"
            && let Some(at) = rest
                .iter()
                .position(|arg| matches!(arg.as_str(), "-S" | "--split-string"))
        {
            return self.script(&rest[at + 1..].join(" "));
        }
        let mut command = after_flags(rest, wrapper);
        if matches!(name, "env" | "sudo") {
            while let Some((_, more)) = command
                .split_first()
                .filter(|(first, _)| first.contains('='))
            {
                command = more;
            }
        }
        match (name, command, input) {
            (_, [], _) => {}
            ("xargs" | "parallel", command, Some(text)) => {
                let words = text.split_whitespace().map(String::from);
                self.command(
                    &command.iter().cloned().chain(words).collect::<Vec<_>>(),
                    &None,
                );
            }
            ("watch" | "flock" | "parallel", [script], _) => self.script(script),
            _ => self.command(command, input),
        }
    }

    /// The script of `sh -c`, or the one that stands on stdin. A script in a file cannot be looked at.
    fn shell(&mut self, rest: &[String], input: &Input) {
        let (mut inline, mut args) = (false, rest.iter());
        while let Some(arg) = args.next() {
            let flag = arg.starts_with(['-', '+']) && arg.len() > 1;
            match arg {
                _ if !flag && inline => return self.script(arg),
                _ if !flag => {
                    if arg == "-" {
                        self.piped(input);
                    }
                    return;
                }
                _ if arg.starts_with("--") => continue,
                _ => {}
            }
            if arg.ends_with(['o', 'O']) {
                args.next(); // the value of `-o pipefail`
            }
            inline |= arg.contains('c');
        }
        self.piped(input);
    }

    fn piped(&mut self, input: &Input) {
        if let Some(script) = input {
            self.script(script);
        }
    }
}

/// The arguments from the command on.
fn after_flags(rest: &[String], (values, skip): Wrapper) -> &[String] {
    let mut at = 0;
    while rest
        .get(at)
        .is_some_and(|arg| arg.starts_with('-') && arg != "-")
    {
        if rest[at] == "--" {
            at += 1;
            break;
        }
        at += if values.contains(&rest[at].as_str()) {
            2
        } else {
            1
        };
    }
    rest.get(at + skip..).unwrap_or_default()
}
