//! The limit that a router is measured against: one thread that copies bytes between two pairs of pipes.
//!
//! `bench-relay raw|store FROM_DRIVER TO_DRIVER FROM_SERVICE TO_SERVICE`: the numbers of four inherited descriptors.
//! `raw` forwards bytes as they come; `store` forwards a line when it is complete, which is the limit for a router
//! that checks a message before it sends it on.

use amplifier_ipc_bench::PIPE;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::fd::{AsFd, OwnedFd};
use rustix::fs::{Mode, OFlags, open};
use std::io::{self, Write};

struct Way {
    from: OwnedFd,
    to: OwnedFd,
    whole_lines: bool,
    buffer: Vec<u8>,
    filled: usize,
    /// How far the buffer may be sent: everything, or up to the last line end.
    ready: usize,
    sent: usize,
}

impl Way {
    fn new(from: &str, to: &str, whole_lines: bool) -> io::Result<Self> {
        let reopen = |fd: &str, flags| {
            open(
                format!("/proc/self/fd/{fd}"),
                flags | OFlags::NONBLOCK,
                Mode::empty(),
            )
        };
        let (from, to) = (reopen(from, OFlags::RDONLY)?, reopen(to, OFlags::WRONLY)?);
        amplifier_ipc_bench::widen(&from);
        amplifier_ipc_bench::widen(&to);
        Ok(Self {
            from,
            to,
            whole_lines,
            buffer: vec![0; PIPE],
            filled: 0,
            ready: 0,
            sent: 0,
        })
    }

    /// Reads once and writes what may go; false at the end of the input.
    fn pump(&mut self, readable: bool) -> io::Result<bool> {
        if readable {
            if self.filled == self.buffer.len() {
                self.buffer.resize(self.buffer.len() * 2, 0);
            }
            match rustix::io::read(&self.from, &mut self.buffer[self.filled..]) {
                Ok(0) => return Ok(false),
                Ok(count) => self.take(count),
                Err(rustix::io::Errno::AGAIN) => {}
                Err(error) => return Err(error.into()),
            }
        }
        while self.sent < self.ready {
            match rustix::io::write(&self.to, &self.buffer[self.sent..self.ready]) {
                Ok(count) => self.sent += count,
                Err(rustix::io::Errno::AGAIN) => return Ok(true),
                Err(error) => return Err(error.into()),
            }
        }
        if self.sent == self.filled {
            (self.sent, self.ready, self.filled) = (0, 0, 0);
        }
        Ok(true)
    }

    fn take(&mut self, count: usize) {
        let fresh = self.filled..self.filled + count;
        self.filled = fresh.end;
        if !self.whole_lines {
            self.ready = fresh.end;
        } else if let Some(at) = memchr::memrchr(b'\n', &self.buffer[fresh.clone()]) {
            self.ready = fresh.start + at + 1;
        }
    }

    fn blocked(&self) -> bool {
        self.sent < self.ready
    }
}

fn main() -> io::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [kind, from_driver, to_driver, from_service, to_service] = args.as_slice() else {
        return Err(io::Error::other(
            "bench-relay raw|store and four descriptors",
        ));
    };
    let whole_lines = kind == "store";
    let mut ways = [
        Way::new(from_driver, to_service, whole_lines)?,
        Way::new(from_service, to_driver, whole_lines)?,
    ];
    io::stdout().write_all(b"ready\n")?;
    loop {
        let state: Vec<bool> = ways.iter().map(Way::blocked).collect();
        let mut polled: Vec<PollFd<'_>> = Vec::with_capacity(2);
        for (way, blocked) in ways.iter().zip(&state) {
            polled.push(if *blocked {
                PollFd::from_borrowed_fd(way.to.as_fd(), PollFlags::OUT)
            } else {
                PollFd::from_borrowed_fd(way.from.as_fd(), PollFlags::IN)
            });
        }
        poll(&mut polled, None)?;
        let woken: Vec<bool> = polled.iter().map(|fd| !fd.revents().is_empty()).collect();
        drop(polled);
        for ((way, blocked), woken) in ways.iter_mut().zip(state).zip(woken) {
            if woken && !way.pump(!blocked)? {
                return Ok(());
            }
        }
    }
}
