//! The conformance suite, run on a service by a test.

use serde_json::Value;
use std::env;
use std::ffi::{OsStr, OsString};
use std::io::ErrorKind;
use std::process::{Command, Output};

const NAME: &str = "amplifier-conformance";
const OVERRIDE: &str = "AMPLIFIER_CONFORMANCE";

/// Runs the conformance suite on the service that a command starts, and panics with the suite's report when the service
/// does not conform.
///
/// The suite is the command `amplifier-conformance` (`pip install amplifier-ipc-conformance`) of `PATH`, or what the
/// environment variable `AMPLIFIER_CONFORMANCE` names. [`Conformance`] has the options.
///
/// ```no_run
/// use amplifier_ipc::testing::assert_conforms;
///
/// assert_conforms(["target/debug/my-service"]);
/// ```
///
/// # Panics
///
/// When the service does not conform, the suite could verify nothing, or there is no suite.
#[track_caller]
pub fn assert_conforms(command: impl IntoIterator<Item = impl AsRef<OsStr>>) {
    Conformance::of(command).assert();
}

/// A run of the conformance suite, with its options.
///
/// ```no_run
/// use amplifier_ipc::testing::Conformance;
/// use serde_json::json;
///
/// Conformance::of(["target/debug/my-service"])
///     .only("framing")
///     .execute("word_count", &json!({"text": "one two"}))
///     .assert();
/// ```
#[derive(Clone, Debug)]
#[must_use = "`assert` runs it"]
pub struct Conformance {
    options: Vec<OsString>,
    command: Vec<OsString>,
}

impl Conformance {
    /// A run on the service that a command starts: a program and its arguments.
    pub fn of(command: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        Self {
            options: Vec::new(),
            command: owned(command),
        }
    }

    /// Runs this area or requirement only; may be said again.
    pub fn only(self, name: &str) -> Self {
        self.option(["--only", name])
    }

    /// Leaves this area or requirement out; may be said again.
    pub fn skip(self, name: &str) -> Self {
        self.option(["--skip", name])
    }

    /// Lets the suite run tools that are not `read_only`, too.
    pub fn allow_effects(self) -> Self {
        self.option(["--allow-effects"])
    }

    /// Lets the suite run this tool, with this input.
    pub fn execute(self, tool: &str, input: &Value) -> Self {
        self.option(["--execute", &format!("{tool}={input}")])
    }

    fn option<const N: usize>(mut self, words: [&str; N]) -> Self {
        self.options.extend(words.map(OsString::from));
        self
    }

    /// Runs the suite.
    ///
    /// # Panics
    ///
    /// As [`assert_conforms`] does.
    #[track_caller]
    pub fn assert(self) {
        if let Err(why) = self.run() {
            panic!("{why}");
        }
    }

    fn run(self) -> Result<(), String> {
        let suite = env::var_os(OVERRIDE).filter(|given| !given.is_empty());
        let suite = suite.unwrap_or_else(|| NAME.into());
        let mut run = Command::new(&suite);
        run.arg("check")
            .args(self.options)
            .arg("--")
            .args(self.command);
        let ended = run.output().map_err(|error| match error.kind() {
            ErrorKind::NotFound => missing(&suite),
            _ => format!("cannot run '{}': {error}", suite.display()),
        })?;
        judge(&ended)
    }
}

fn owned(words: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Vec<OsString> {
    words.into_iter().map(|word| word.as_ref().into()).collect()
}

/// What the exit code of the suite says.
fn judge(ended: &Output) -> Result<(), String> {
    let report = String::from_utf8_lossy(&ended.stdout);
    let says = match ended.status.code() {
        Some(0) => return Ok(()),
        Some(1) => {
            return Err(format!(
                "the service does not conform:\n{}",
                report.trim_end()
            ));
        }
        Some(2) => "was used wrong (usage)".into(),
        Some(3) => "could verify nothing".into(),
        _ => format!("ended with {}", ended.status),
    };
    let warnings = String::from_utf8_lossy(&ended.stderr);
    let said = format!("the conformance suite {says}:\n{report}{warnings}");
    Err(said.trim_end().into())
}

fn missing(suite: &OsStr) -> String {
    format!(
        "there is no command '{}': pip install amplifier-ipc-conformance, or let {OVERRIDE} name the command",
        suite.display()
    )
}
