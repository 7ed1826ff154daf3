//! `bash`: commands in the foreground, within a time, or in the background, with a log.

mod environment;
mod group;
mod jobs;
mod live;
mod ring;
mod run;
mod shape;

use crate::failure::{cancelled, failure};
use crate::paths::{home, real};
use crate::safety::{Finding, Place, Policy, Profile};
use amplifier_ipc::types::ToolResult;
use amplifier_ipc::{Context, Error, Result, Tool, ToolFailure};
use jobs::{Job, Start, State};
use run::{Order, Ran, Stopped, run};
use serde_json::json;
use shape::{Action, Config, Input, Output};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// The longest command in bytes: the kernel takes no longer argument than 128 KiB with its end.
const MAX_COMMAND: usize = (128 << 10) - 1;
/// What is left of a caller's deadline for the answer.
const FOR_THE_ANSWER: Duration = Duration::from_secs(1);

pub(crate) fn tool() -> Tool {
    let about = "Run a command with bash in the working directory. It has no terminal, its stdin is empty, and its \
        environment is small. After `timeout` seconds it is ended with all that it started. With run_in_background it \
        goes on in a log file; ask for it with `job` and `action`. Commands that are mostly accidents, such as removing \
        / or sudo, are refused and say how that can be changed; this is no sandbox. To read, write or find files the \
        other tools are better.";
    Tool::new("bash", about)
        .destructive()
        .open_world()
        .parallel_safe(true)
        .output::<Output>()
        .config::<Config>()
        .handle(async |input, cx| bash(input, cx).await)
}

async fn bash(input: Input, cx: Context) -> Result<ToolResult> {
    let config: Config = cx.config()?;
    match (&input.command, &input.job) {
        (Some(command), None) if input.action == Action::Status => {
            command_of(&input, command, &config, &cx).await
        }
        (None, Some(job)) => job_of(job, input.action, &config, &cx).await,
        (Some(_), None) => Err(invalid(
            "action is for a job: name the job, and leave command out",
        )),
        (Some(_), Some(_)) => Err(invalid("give either a command or a job, not both")),
        (None, None) => Err(invalid("command is missing: say what to run")),
    }
}

fn invalid(message: impl Into<String>) -> Error {
    failure("invalid_input", message)
}

async fn command_of(
    input: &Input,
    command: &str,
    config: &Config,
    cx: &Context,
) -> Result<ToolResult> {
    check(input, command, config)?;
    let cwd = working_directory(input, config, cx)?;
    judge(command, config, &cwd).await?;
    let own = std::env::vars_os();
    let order = Order {
        args: vec!["-c".into(), command.into()],
        cwd,
        environment: environment::environment(own, &config.pass_env, cx.session_id(), &input.env),
    };
    if input.run_in_background {
        let description = input.description.as_deref();
        let start = Start {
            command,
            description,
            detach: input.detach,
        };
        let job = jobs::start(cx, &start, order).await?;
        return succeeded(Output {
            status: Some("running"),
            ..about(&job)
        });
    }
    let asked = Duration::from_secs(input.timeout);
    let left = cx
        .time_left()
        .map(|left| left.saturating_sub(FOR_THE_ANSWER.min(left / 5)));
    let timeout = left.map_or(asked, |left| left.min(asked));
    let ran = run(&order, timeout, config.max_output_bytes, cx).await;
    finished(
        ran.map_err(|error| failure("unavailable", format!("bash could not be started: {error}")))?,
        timeout,
    )
}

fn check(input: &Input, command: &str, config: &Config) -> Result<()> {
    if command.trim().is_empty() || command.contains('\0') {
        return Err(invalid("command must not be empty, nor contain NUL"));
    }
    if command.len() > MAX_COMMAND {
        let message = format!(
            "the command has {} bytes and may have {MAX_COMMAND}; write it into a file with write_file and run that",
            command.len()
        );
        return Err(failure("too_large", message));
    }
    if input.timeout > config.max_timeout {
        return Err(invalid(format!(
            "timeout {} is over the limit of {} s (max_timeout); what takes longer runs with run_in_background",
            input.timeout, config.max_timeout
        )));
    }
    if input.detach && !input.run_in_background {
        return Err(invalid("detach is only for run_in_background"));
    }
    environment::fault(&input.env).map_or(Ok(()), |fault| Err(invalid(fault)))
}

fn working_directory(input: &Input, config: &Config, cx: &Context) -> Result<PathBuf> {
    let mut cwd = cx.cwd();
    for part in [&config.working_dir, &input.cwd].into_iter().flatten() {
        cwd = real(&cwd, part);
    }
    match cwd.metadata() {
        Ok(found) if found.is_dir() => Ok(cwd),
        Ok(_) => Err(invalid(format!(
            "cannot run in {}: it is not a directory",
            cwd.display()
        ))),
        Err(error) => Err(crate::failure::io_failure("run in", &cwd, &error)),
    }
}

/// Refuses what the safety profile and the lists do not let through.
async fn judge(command: &str, config: &Config, cwd: &Path) -> Result<()> {
    let overrides = &config.safety_overrides;
    let allow = config.allowed_commands.iter().chain(&overrides.allow);
    let block = config.denied_commands.iter().chain(&overrides.block);
    let policy = Policy::new(config.safety_profile, allow, block).map_err(|fault| {
        invalid(format!(
            "the configuration of bash has a pattern that is none: {fault}"
        ))
    })?;
    let (command, cwd) = (command.to_string(), cwd.to_path_buf());
    let home = home().unwrap_or_else(|| "/root".into());
    let judged = tokio::task::spawn_blocking(move || {
        let place = Place {
            cwd: &cwd,
            home: &home,
        };
        let verdict = policy.judge(&command, place, readable);
        verdict.map_err(|finding| (policy.way_out(&finding), finding))
    });
    let verdict = judged
        .await
        .map_err(|error| failure("unavailable", error.to_string()))?;
    verdict.map_err(|(way_out, finding)| blocked(&finding, &way_out, config.safety_profile))
}

fn blocked(finding: &Finding, way_out: &str, profile: Profile) -> Error {
    let Finding {
        rule,
        command,
        reason,
    } = finding;
    let rule = json!(rule);
    let name = rule.as_str().unwrap_or_default();
    let message = format!(
        "blocked by the rule {name}: `{command}` {reason}. If it is really wanted: {way_out}."
    );
    let details = json!({"rule": rule, "command": command, "reason": reason, "profile": profile, "how": way_out});
    ToolFailure::new(message)
        .kind("blocked")
        .details(details)
        .into()
}

/// Whether bash can read a script; it does not run it.
fn readable(script: &str) -> std::result::Result<(), String> {
    let mut bash = Command::new("/bin/bash");
    bash.args(["-n", "-c", script])
        .env_clear()
        .stdin(Stdio::null());
    let said = bash.output().map_err(|error| error.to_string())?;
    if said.status.success() {
        return Ok(());
    }
    let errors = String::from_utf8_lossy(&said.stderr);
    let first = errors.lines().next().unwrap_or("bash gave up");
    Err(first.trim_start_matches("/bin/bash: -c: ").into())
}

/// A success when the command returned 0; else a failure that has all that it did, too.
fn finished(ran: Ran, timeout: Duration) -> Result<ToolResult> {
    let (returncode, stopped) = (ran.returncode, ran.stopped);
    let output = output_of(ran);
    let failed = match (stopped, returncode) {
        (Some(Stopped::Cancelled), _) => return Err(cancelled(&output)),
        (None, 0) => return succeeded(output),
        (Some(Stopped::TimedOut), _) => ToolFailure::new(format!(
            "the command was ended after {} s; output is what it printed until then. Give it more time with timeout, or \
             run it in the background",
            timeout.as_secs_f64()
        ))
        .kind("timeout"),
        (None, code) if code < 0 => ToolFailure::new(format!("the command was ended by signal {}", -code)),
        (None, code) => ToolFailure::new(format!("the command returned {code}")),
    };
    Err(failed
        .details(json!({"returncode": returncode}))
        .output(json!(output))
        .into())
}

fn output_of(ran: Ran) -> Output {
    let (stdout, stderr) = (ran.stdout.shown(), ran.stderr.shown());
    let left = "processes that the command left running were ended with it; use run_in_background for what shall go on";
    Output {
        truncated: stdout.truncated || stderr.truncated,
        stdout_total_bytes: stdout.truncated.then_some(stdout.total),
        stderr_total_bytes: stderr.truncated.then_some(stderr.total),
        stdout: Some(stdout.text),
        stderr: Some(stderr.text),
        returncode: Some(ran.returncode),
        timed_out: ran.stopped == Some(Stopped::TimedOut),
        duration_ms: u64::try_from(ran.duration.as_millis()).ok(),
        warning: ran.left_some.then(|| left.into()),
        ..Output::default()
    }
}

fn succeeded(output: Output) -> Result<ToolResult> {
    let mut result = ToolResult::new(serde_json::to_value(output)?);
    result.success = Some(true);
    Ok(result)
}

async fn job_of(name: &str, action: Action, config: &Config, cx: &Context) -> Result<ToolResult> {
    let job = jobs::find(cx, name).await?;
    if matches!(action, Action::Kill) {
        job.kill().await;
    }
    let (status, returncode) = match job.state() {
        State::Running => ("running", None),
        State::Exited(code) => ("exited", Some(code)),
        State::Killed => ("killed", None),
    };
    let mut output = Output {
        status: Some(status),
        returncode,
        ..about(&job)
    };
    output.log_bytes = Some(job.log_bytes());
    if matches!(action, Action::Tail) {
        let (tail, more) = job.tail(config.max_output_bytes as u64)?;
        output.tail = Some(tail);
        output.truncated = more;
        output.warning = more.then(|| {
            format!(
                "these are the last lines; the log {} has them all",
                job.log.display()
            )
        });
    }
    succeeded(output)
}

fn about(job: &Job) -> Output {
    Output {
        job: Some(job.name.clone()),
        pid: Some(job.pid),
        log: Some(job.log.to_string_lossy().into()),
        command: Some(job.command.clone()),
        ..Output::default()
    }
}
