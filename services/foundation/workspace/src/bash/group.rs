//! Process groups: who is in them, and how they end.

use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};
use std::fs;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long processes have to end by themselves after SIGTERM.
pub(super) const GRACE: Duration = Duration::from_millis(500);

/// How often a group that was asked to end is looked at.
pub(super) const LOOK: Duration = Duration::from_millis(10);

/// A process group, by the pid of its leader, which leads a session of its own too.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group(Pid);

impl Group {
    pub(super) fn of(leader: u32) -> Option<Self> {
        i32::try_from(leader).ok().and_then(Pid::from_raw).map(Self)
    }

    pub(super) fn terminate(self) {
        self.signal(Signal::TERM);
    }

    /// Kills what is left of it, and waits until it has ended; what the kernel holds on to, it does not wait for.
    pub(super) async fn end(self) {
        self.kill();
        self.ended_within(GRACE).await;
    }

    pub(super) async fn ended_within(self, time: Duration) {
        let end = Instant::now() + time;
        while self.runs() && Instant::now() < end {
            sleep(LOOK).await;
        }
    }

    pub(super) fn kill(self) {
        self.signal(Signal::KILL);
    }

    /// A group that is gone has got what it should.
    fn signal(self, signal: Signal) {
        let _ = kill_process_group(self.0, signal);
    }

    /// Whether any process of it still runs; one that has ended and was not collected yet does not.
    pub(super) fn runs(self) -> bool {
        if test_kill_process_group(self.0).is_err() {
            return false;
        }
        let wanted = self.0.as_raw_pid();
        let Ok(folder) = fs::read_dir("/proc") else {
            return true;
        };
        let pids = folder
            .flatten()
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        pids.filter_map(about)
            .any(|process| process.group == wanted && process.runs)
    }
}

/// What the system says about a process.
pub(super) struct Process {
    pub(super) group: i32,
    /// When it started, in ticks since the machine did: with the pid it names a process for good.
    pub(super) started: u64,
    pub(super) runs: bool,
}

/// None when there is no such process.
pub(super) fn about(pid: u32) -> Option<Process> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    Some(Process {
        group: fields.get(2)?.parse().ok()?,
        started: fields.get(19)?.parse().ok()?,
        runs: !matches!(*fields.first()?, "Z" | "X" | "x"),
    })
}

/// Ends its group when it is dropped before it was told that all is done.
pub(super) struct Guard {
    pub(super) group: Group,
    pub(super) armed: bool,
}

impl Drop for Guard {
    fn drop(&mut self) {
        if self.armed {
            self.group.kill();
        }
    }
}
