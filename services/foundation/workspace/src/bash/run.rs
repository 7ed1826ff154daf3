//! Runs one command to its end, its time-out or its cancel.

use super::group::{GRACE, Group, Guard, LOOK};
use super::live::Live;
use super::ring::Kept;
use amplifier_ipc::Context;
use amplifier_ipc::types::OutputChannel;
use process_wrap::tokio::{ChildWrapper, CommandWrap, ProcessSession};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, sleep_until};

/// What a command has after a cancel that lets it finish: with the grace it is less than a handler has to answer.
const WIND_DOWN: Duration = Duration::from_secs(3);
/// How often a silent command says that it is still there.
const SIGN_OF_LIFE: Duration = Duration::from_secs(5);
const BUFFER: usize = 32 << 10;
/// So many pieces wait for a host that does not read; what is more is not streamed.
const WAITING: usize = 32;

/// What is to run, and where.
pub(super) struct Order {
    /// The arguments of bash.
    pub(super) args: Vec<OsString>,
    pub(super) cwd: PathBuf,
    pub(super) environment: BTreeMap<OsString, OsString>,
}

impl Order {
    /// Starts bash as the leader of a session and a process group of its own, without a terminal and with an empty stdin.
    pub(super) fn spawn(&self, stdout: Stdio, stderr: Stdio) -> io::Result<Box<dyn ChildWrapper>> {
        let mut command = CommandWrap::with_new("/bin/bash", |bash| {
            bash.args(&self.args)
                .current_dir(&self.cwd)
                .env_clear()
                .envs(&self.environment)
                .stdin(Stdio::null())
                .stdout(stdout)
                .stderr(stderr);
        });
        // The wrapper of the group is taken off: it would wait for all of the group, not for bash alone.
        Ok(command.wrap(ProcessSession).spawn()?.into_inner())
    }
}

/// Why a command did not end by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stopped {
    TimedOut,
    Cancelled,
}

/// A command that has ended.
pub(super) struct Ran {
    pub(super) stdout: Kept,
    pub(super) stderr: Kept,
    /// The exit code, or the negative number of the signal that ended it.
    pub(super) returncode: i32,
    pub(super) stopped: Option<Stopped>,
    /// It left processes behind, which were ended.
    pub(super) left_some: bool,
    pub(super) duration: Duration,
}

/// Runs it; `limit` is in bytes of each channel. All of its group has ended when this returns.
pub(super) async fn run(
    order: &Order,
    timeout: Duration,
    limit: usize,
    cx: &Context,
) -> io::Result<Ran> {
    let mut child = order.spawn(Stdio::piped(), Stdio::piped())?;
    let (sender, receiver) = mpsc::channel(WAITING);
    let channel = |way| Channel {
        kept: Kept::new(limit),
        live: Live::new(std::time::Instant::now()),
        way,
        sender: sender.clone(),
    };
    let running = Running {
        stdout: channel(OutputChannel::Stdout),
        stderr: channel(OutputChannel::Stderr),
        started: Instant::now(),
        status: None,
        stopped: None,
        left_some: false,
        phase: Phase::Running,
        next: Instant::now() + timeout,
    };
    drop(sender);
    let (ran, ()) = tokio::join!(running.drive(child.as_mut(), cx), show(receiver, cx));
    ran
}

/// Streams what is printed, and a sign of life while nothing is.
async fn show(mut pieces: mpsc::Receiver<(OutputChannel, String)>, cx: &Context) {
    let started = Instant::now();
    loop {
        tokio::select! {
            piece = pieces.recv() => match piece {
                Some((channel, text)) => cx.output(channel, &text).await,
                None => return,
            },
            () = sleep(SIGN_OF_LIFE) => {
                let seconds = started.elapsed().as_secs();
                cx.progress(format!("the command has been running for {seconds} s").as_str()).await;
            }
        }
    }
}

/// One of the two ways that output comes.
struct Channel {
    kept: Kept,
    live: Live,
    way: OutputChannel,
    sender: mpsc::Sender<(OutputChannel, String)>,
}

impl Channel {
    fn take(&mut self, bytes: &[u8]) {
        self.kept.push(bytes);
        if let Some(text) = self.live.piece(bytes, std::time::Instant::now())
            && self.sender.try_send((self.way, text)).is_err()
        {
            self.live.hide(bytes.len());
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Running,
    /// It was asked to end.
    Ending,
    /// Nothing of it runs any more, but for what left its group: the pipes may stay open.
    Over,
}

struct Running {
    stdout: Channel,
    stderr: Channel,
    started: Instant,
    status: Option<std::process::ExitStatus>,
    stopped: Option<Stopped>,
    left_some: bool,
    phase: Phase,
    /// When the phase is over.
    next: Instant,
}

impl Running {
    async fn drive(mut self, child: &mut dyn ChildWrapper, cx: &Context) -> io::Result<Ran> {
        let gone = || io::Error::other("the process was gone before it was known");
        let group = child.id().and_then(Group::of).ok_or_else(gone)?;
        let mut guard = Guard { group, armed: true };
        let (mut stdout, mut stderr) = (child.stdout().take(), child.stderr().take());
        let (mut one, mut two) = (vec![0; BUFFER], vec![0; BUFFER]);
        let (stop, wind_down) = (cx.cancelled(), cx.wind_down());
        let mut winding_down = false;
        while !(self.status.is_some()
            && stdout.is_none()
            && stderr.is_none()
            && self.phase != Phase::Ending)
        {
            tokio::select! {
                biased;
                () = stop.cancelled(), if self.stopped.is_none() => self.stop(Stopped::Cancelled, group),
                () = wind_down.cancelled(), if !winding_down => {
                    winding_down = true;
                    self.wind_down();
                }
                () = sleep_until(self.next) => {
                    if self.phase == Phase::Over {
                        break;
                    }
                    self.time_is_up(winding_down, group);
                }
                () = sleep(LOOK), if self.phase == Phase::Ending && self.status.is_some() => {
                    if !group.runs() {
                        self.over();
                    }
                }
                status = child.wait(), if self.status.is_none() => {
                    self.status = Some(status?);
                    self.exited(group);
                }
                count = read(&mut stdout, &mut one) => self.stdout.take(&one[..count]),
                count = read(&mut stderr, &mut two) => self.stderr.take(&two[..count]),
            }
        }
        group.end().await;
        guard.armed = false;
        Ok(self.ran())
    }

    fn stop(&mut self, why: Stopped, group: Group) {
        self.stopped = Some(why);
        self.end(group);
    }

    fn end(&mut self, group: Group) {
        group.terminate();
        self.phase = Phase::Ending;
        self.next = Instant::now() + GRACE;
    }

    /// A cancel that lets what runs finish: it has little time for that.
    fn wind_down(&mut self) {
        if self.phase == Phase::Running {
            self.next = self.next.min(Instant::now() + WIND_DOWN);
        }
    }

    fn time_is_up(&mut self, winding_down: bool, group: Group) {
        match self.phase {
            Phase::Running if winding_down => self.stop(Stopped::Cancelled, group),
            Phase::Running => self.stop(Stopped::TimedOut, group),
            Phase::Ending | Phase::Over => {
                group.kill();
                self.over();
            }
        }
    }

    fn over(&mut self) {
        self.phase = Phase::Over;
        self.next = Instant::now() + GRACE;
    }

    /// Bash itself is done. What it left in its group is ended: nobody would hear of it any more.
    fn exited(&mut self, group: Group) {
        match self.phase {
            Phase::Running if group.runs() => {
                self.left_some = true;
                self.end(group);
            }
            Phase::Running => self.over(),
            Phase::Ending | Phase::Over => {}
        }
    }

    fn ran(self) -> Ran {
        let returncode = |status: std::process::ExitStatus| {
            let signal = || status.signal().map(|signal| -signal);
            status.code().or_else(signal)
        };
        Ran {
            stdout: self.stdout.kept,
            stderr: self.stderr.kept,
            returncode: self.status.and_then(returncode).unwrap_or(-9),
            stopped: self.stopped,
            left_some: self.left_some,
            duration: self.started.elapsed(),
        }
    }
}

/// Reads a piece; at its end the pipe is closed. A closed one is never ready.
async fn read(pipe: &mut Option<impl AsyncRead + Unpin>, buffer: &mut [u8]) -> usize {
    let Some(open) = pipe else {
        return std::future::pending().await;
    };
    let count = open.read(buffer).await.unwrap_or(0);
    if count == 0 {
        *pipe = None;
    }
    count
}
