//! What `bash` takes, and what it gives.

use crate::safety::{Overrides, Profile};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Action {
    #[default]
    Status,
    Tail,
    Kill,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// The command, as bash reads it. It is required, except to ask for a job.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub(super) command: Option<String>,
    /// After how many seconds the command is ended; what it printed until then is returned.
    #[serde(default = "usual_timeout")]
    #[schemars(range(min = 1, max = 86_400))]
    pub(super) timeout: u64,
    /// Start the command and return at once: its output goes to a log file, and `timeout` does not count.
    #[serde(default)]
    pub(super) run_in_background: bool,
    /// A background command goes on when the session has ended.
    #[serde(default)]
    pub(super) detach: bool,
    /// Where the command runs, relative to the working directory.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub(super) cwd: Option<String>,
    /// What the command is for, in a few words, for the user.
    #[serde(default)]
    pub(super) description: Option<String>,
    /// Variables that are added to the command's environment.
    #[serde(default)]
    pub(super) env: BTreeMap<String, String>,
    /// A background job, instead of a command.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub(super) job: Option<String>,
    /// What to do with the job: tell whether it runs and how it ended, tell the last lines of its log too, or end it with all
    /// that it started.
    #[serde(default)]
    pub(super) action: Action,
}

fn usual_timeout() -> u64 {
    30
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Config {
    /// Where commands run; absent = the session's working directory, to which it is relative.
    pub(super) working_dir: Option<String>,
    /// The most bytes of stdout, and of stderr, that are returned; beyond them the first and last 40 % are.
    #[schemars(range(min = 1000, max = 10_000_000))]
    pub(super) max_output_bytes: usize,
    /// The longest `timeout` that a call may ask for, in seconds.
    #[schemars(range(min = 1, max = 86_400))]
    pub(super) max_timeout: u64,
    /// Which commands are refused.
    pub(super) safety_profile: Profile,
    /// Patterns of commands that may run all the same; strict heeds none of them.
    pub(super) allowed_commands: Vec<String>,
    /// Patterns of commands that may not run, whatever else is said.
    pub(super) denied_commands: Vec<String>,
    /// More of both.
    pub(super) safety_overrides: Overrides,
    /// Names of variables of the service's own environment that commands see too.
    pub(super) pass_env: Vec<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            working_dir: None,
            max_output_bytes: 100_000,
            max_timeout: 600,
            safety_profile: Profile::default(),
            allowed_commands: Vec::new(),
            denied_commands: Vec::new(),
            safety_overrides: Overrides::default(),
            pass_env: Vec::new(),
        }
    }
}

/// What a command did, or how it is with a job; which members are there depends on which it was.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub(super) struct Output {
    /// What the command printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) stdout: Option<String>,
    /// What it printed as errors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) stderr: Option<String>,
    /// Its exit code, or the negative number of the signal that ended it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) returncode: Option<i32>,
    /// Something of the output is left out.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schemars(default)]
    pub(super) truncated: bool,
    /// How many bytes stdout had, when not all are here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) stdout_total_bytes: Option<u64>,
    /// How many bytes stderr had, when not all are here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) stderr_total_bytes: Option<u64>,
    /// It was ended because its time was over.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schemars(default)]
    pub(super) timed_out: bool,
    /// How long it ran, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) duration_ms: Option<u64>,
    /// What else should be known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) warning: Option<String>,
    /// The name of the background job.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) job: Option<String>,
    /// The process that leads it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pid: Option<u32>,
    /// The file with all that it prints.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) log: Option<String>,
    /// How long that file is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) log_bytes: Option<u64>,
    /// `running`, `exited`, or `killed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) status: Option<&'static str>,
    /// The job's command.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) command: Option<String>,
    /// The last lines of the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tail: Option<String>,
}
