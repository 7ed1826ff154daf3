//! Commands in the background: a log file each, listed in the session's state.

use super::group::{GRACE, Group, about};
use super::ring::last_lines;
use super::run::Order;
use crate::failure::{failure, io_failure};
use amplifier_ipc::{Context, Error, Result, RpcError};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fs::{self, DirBuilder, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tokio::sync::Mutex;

/// Where a session's jobs are listed.
const KEY: &str = "bash.background";
/// So many may run at once in a session.
const MAX_RUNNING: usize = 16;
/// So many are remembered; the oldest that have ended are forgotten.
const MAX_LISTED: usize = 64;
/// How long the host may take to tell or to keep the list.
const PATIENCE: Duration = Duration::from_secs(5);
/// The list is read and written by one at a time.
static LIST: Mutex<()> = Mutex::const_new(());

/// What runs in the background: the command, and then a note of how it ended.
const SCRIPT: &str = r#"/bin/bash -c "$1"; printf '%s\n' "$?" >"$2""#;

/// A job as the state lists it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Job {
    #[serde(rename = "job")]
    pub(super) name: String,
    /// Of the leader of its session and process group.
    pub(super) pid: u32,
    pub(super) log: PathBuf,
    pub(super) command: String,
    pub(super) description: Option<String>,
    /// Seconds since 1970.
    pub(super) started_at: u64,
    /// Ticks since the machine started: with the pid it names the process for good.
    pub(super) start_ticks: u64,
    /// Whether it outlives the session.
    pub(super) detach: bool,
}

/// How it is with a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Running,
    Exited(i32),
    /// It ended without a word.
    Killed,
}

impl Job {
    fn exit_file(&self) -> PathBuf {
        self.log.with_extension("exit")
    }

    /// The group, as long as its pid is still the job's.
    fn group(&self) -> Option<Group> {
        let another = about(self.pid).is_some_and(|process| process.started != self.start_ticks);
        if another { None } else { Group::of(self.pid) }
    }

    pub(super) fn state(&self) -> State {
        let noted = || {
            fs::read_to_string(self.exit_file())
                .ok()?
                .trim()
                .parse()
                .ok()
        };
        let leads =
            |process: super::group::Process| process.runs && process.started == self.start_ticks;
        match noted() {
            Some(code) => State::Exited(code),
            None if about(self.pid).is_some_and(leads) => State::Running,
            // It may have ended between the two looks.
            None => noted().map_or(State::Killed, State::Exited),
        }
    }

    pub(super) fn log_bytes(&self) -> u64 {
        self.log.metadata().map_or(0, |log| log.len())
    }

    /// The last lines of the log, and whether there are more before them.
    pub(super) fn tail(&self, limit: u64) -> Result<(String, bool)> {
        let read = || -> io::Result<(String, bool)> {
            let mut log = File::open(&self.log)?;
            let before = log.metadata()?.len().saturating_sub(limit);
            log.seek(SeekFrom::Start(before))?;
            let mut bytes = Vec::new();
            log.take(limit).read_to_end(&mut bytes)?;
            let lines = if before > 0 {
                last_lines(&bytes)
            } else {
                &bytes
            };
            Ok((String::from_utf8_lossy(lines).into_owned(), before > 0))
        };
        read().map_err(|error| io_failure("read", &self.log, &error))
    }

    /// Ends all of its group: SIGTERM, and SIGKILL for what is still there after the grace.
    pub(super) async fn kill(&self) {
        let Some(group) = self.group().filter(|group| group.runs()) else {
            return;
        };
        group.terminate();
        group.ended_within(GRACE).await;
        group.end().await;
    }
}

/// The jobs of the session.
pub(super) async fn list(cx: &Context) -> Result<Vec<Job>> {
    let unkept = |error: &RpcError| -> Error {
        failure(
            "unavailable",
            format!("background jobs need a host that keeps state: {error}"),
        )
    };
    let host = cx.host().with_timeout(PATIENCE);
    match host.get_state(KEY).await {
        Ok(Value::Null) => Ok(Vec::new()),
        Ok(jobs) => serde_json::from_value(jobs).map_err(|error| {
            failure(
                "unavailable",
                format!("the state {KEY} is not a list of jobs: {error}"),
            )
        }),
        Err(error) => Err(unkept(&error)),
    }
}

/// The job of that name; a failure names those that there are.
pub(super) async fn find(cx: &Context, name: &str) -> Result<Job> {
    let jobs = list(cx).await?;
    let names: Vec<&str> = jobs.iter().map(|job| job.name.as_str()).collect();
    let known = if names.is_empty() {
        "there are none".into()
    } else {
        format!("there are {}", names.join(", "))
    };
    let missing = || {
        failure(
            "not_found",
            format!("there is no background job {name} in this session; {known}"),
        )
    };
    jobs.iter()
        .find(|job| job.name == name)
        .cloned()
        .ok_or_else(missing)
}

/// What is to be started.
pub(super) struct Start<'a> {
    pub(super) command: &'a str,
    pub(super) description: Option<&'a str>,
    pub(super) detach: bool,
}

/// Starts a command in the background, and lists it.
pub(super) async fn start(cx: &Context, start: &Start<'_>, mut order: Order) -> Result<Job> {
    let _one_at_a_time = LIST.lock().await;
    let mut jobs = list(cx).await?;
    let running = jobs
        .iter()
        .filter(|job| job.state() == State::Running)
        .count();
    if running >= MAX_RUNNING {
        return Err(failure(
            "unavailable",
            format!(
                "{running} jobs run in the background already, and no more may (limit {MAX_RUNNING}); kill one first"
            ),
        ));
    }
    let folder = folder(cx.session_id().unwrap_or("none"))?;
    let (name, log, file) =
        new_log(&folder, jobs.len()).map_err(|error| io_failure("write", &folder, &error))?;
    let exit = log.with_extension("exit");
    order.args = ["-c", SCRIPT, "bash", start.command]
        .map(Into::into)
        .to_vec();
    order.args.push(exit.into());
    let unstarted = |error: io::Error| {
        failure(
            "unavailable",
            format!("the command could not be started: {error}"),
        )
    };
    let errors = file.try_clone().map_err(unstarted)?;
    let mut child = order.spawn(file.into(), errors.into()).map_err(unstarted)?;
    let pid = child.id().unwrap_or_default();
    let job = Job {
        name,
        pid,
        log,
        command: start.command.into(),
        description: start.description.map(Into::into),
        started_at: SystemTime::UNIX_EPOCH
            .elapsed()
            .map_or(0, |since| since.as_secs()),
        start_ticks: about(pid).map_or(0, |process| process.started),
        detach: start.detach,
    };
    // Whoever waits for it collects it; a job that ends after this process is collected by others.
    tokio::spawn(async move { child.wait().await });
    jobs.push(job.clone());
    forget(&mut jobs);
    let host = cx.host().with_timeout(PATIENCE);
    if let Err(error) = host.set_state(KEY, serde_json::to_value(&jobs)?).await {
        job.kill().await;
        return Err(failure(
            "unavailable",
            format!("the job was ended again, because the host did not list it: {error}"),
        ));
    }
    Ok(job)
}

/// The oldest that have ended are no longer listed.
fn forget(jobs: &mut Vec<Job>) {
    while jobs.len() > MAX_LISTED {
        let Some(ended) = jobs.iter().position(|job| job.state() != State::Running) else {
            return;
        };
        jobs.remove(ended);
    }
}

/// A log that nobody has yet, and the name of its job.
fn new_log(folder: &Path, jobs: usize) -> io::Result<(String, PathBuf, File)> {
    for number in jobs + 1.. {
        let name = format!("job-{number}");
        let log = folder.join(format!("{name}.log"));
        match File::options()
            .append(true)
            .create_new(true)
            .mode(0o600)
            .open(&log)
        {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            opened => return opened.map(|file| (name, log, file)),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// The session's own folder of logs below the one for temporary files; nobody else may read or write there.
fn folder(session: &str) -> Result<PathBuf> {
    let user = rustix::process::geteuid().as_raw();
    let root = std::env::temp_dir().join(format!("amplifier-jobs-{user}"));
    let allowed = |letter: char| {
        if letter.is_ascii_alphanumeric() || "-_".contains(letter) {
            letter
        } else {
            '_'
        }
    };
    let session: String = session.chars().take(120).map(allowed).collect();
    let folder = root.join(session);
    let made = DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&folder);
    made.map_err(|error| io_failure("create", &folder, &error))?;
    let about = root
        .symlink_metadata()
        .map_err(|error| io_failure("read", &root, &error))?;
    if !about.is_dir() || about.uid() != user || about.mode() & 0o077 != 0 {
        let fault = format!(
            "{} must be a folder that only you may enter; remove it",
            root.display()
        );
        return Err(failure("access_denied", fault));
    }
    Ok(folder)
}
