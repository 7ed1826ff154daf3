//! The event loop: one thread, non-blocking descriptors, written to where the decision is made.
//!
//! Invariant: no lock is held while the engine works, and nothing here waits for the control plane.

mod links;
mod pool;
mod reader;
mod writer;

use crate::clock;
use crate::command::{Command, Inbox};
use crate::engine::{Config, Engine, Nanos, Now};
use crate::ids::ConnId;
use crate::upward::Upward;
use links::Links;
use reader::{Found, Lines, Read};
use rustix::event::{Timespec, epoll};
use std::sync::Arc;

/// More than a host has services under way in one instant.
const EVENTS: usize = 64;
const WAKE: u64 = u64::MAX;

/// The loop, before and while it runs.
pub(crate) struct Loop {
    engine: Engine,
    links: Links,
    inbox: Arc<Inbox>,
    max_message_bytes: usize,
}

impl Loop {
    pub(crate) fn new(
        config: Config,
        inbox: Arc<Inbox>,
        upward: Arc<Upward>,
    ) -> rustix::io::Result<Self> {
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        epoll::add(
            &epoll,
            &inbox.signal,
            epoll::EventData::new_u64(WAKE),
            epoll::EventFlags::IN,
        )?;
        let max_message_bytes = config.max_message_bytes;
        let links = Links::new(epoll, upward, config.queue_bytes);
        Ok(Self {
            engine: Engine::new(config),
            links,
            inbox,
            max_message_bytes,
        })
    }

    /// Runs until the control plane says stop; then every descriptor is closed.
    pub(crate) fn run(mut self) {
        let mut events: Vec<epoll::Event> = Vec::with_capacity(EVENTS);
        let mut timeout = None;
        loop {
            events.clear();
            let waited = epoll::wait(
                &self.links.epoll,
                rustix::buffer::spare_capacity(&mut events),
                timeout.as_ref(),
            );
            if waited.is_err_and(|error| error != rustix::io::Errno::INTR) {
                return;
            }
            let now = clock::now();
            self.links.now = now.mono;
            for event in &events {
                match event.data.u64() {
                    WAKE => {
                        if self.commands(now) {
                            return;
                        }
                    }
                    token => self.descriptor(token, now),
                }
            }
            timeout = self
                .settle(now)
                .map(|at| timespec(at.saturating_sub(now.mono)));
        }
    }

    fn descriptor(&mut self, token: u64, now: Now) {
        // Tokens are made of connection numbers.
        let connection = ConnId(u32::try_from(token >> 1).unwrap_or_default());
        if token & 1 == 1 {
            self.links.writable(connection);
        } else {
            self.readable(connection, now);
        }
    }

    /// What is due, what is to be written, what is to be told; answers when to wake next.
    fn settle(&mut self, now: Now) -> Option<Nanos> {
        let mut next = self.engine.tick(now, &mut self.links);
        let (hung, look_again) = self.links.hung();
        for connection in hung {
            self.engine.lost(connection, "hung", now, &mut self.links);
        }
        self.links.flush_dirty();
        while let Some(connection) = self.links.broken.pop() {
            self.engine.broke(connection, now);
            next = Some(now.mono + 1);
        }
        self.links.release_held();
        self.links.deliver_upward();
        let trim = self.links.pool.trim(now.mono);
        next = [next, look_again, trim].into_iter().flatten().min();
        next
    }

    fn readable(&mut self, connection: ConnId, now: Now) {
        let links = &mut self.links;
        let Some(reader) = links.all.get_mut(connection).map(|link| &mut link.reader) else {
            return;
        };
        if reader.paused {
            return;
        }
        let bytes = reader.read(&mut links.pool);
        let mut splitter = std::mem::take(&mut reader.lines);
        match bytes {
            Read::Some { buffer, fresh } => {
                let (buffer, start) = self.lines(connection, &mut splitter, buffer, fresh, now);
                splitter.rest(
                    buffer,
                    start,
                    self.max_message_bytes,
                    &mut self.links.pool,
                    now.mono,
                );
                if let Some(link) = self.links.all.get_mut(connection) {
                    link.reader.lines = splitter;
                }
            }
            Read::Nothing { buffer } => reader.lines = splitter.put_back(buffer, &mut links.pool),
            Read::Ended => self.engine.ended(connection, now, &mut self.links),
        }
    }

    /// Handles every line that is complete; answers the buffer and where the unfinished line begins.
    fn lines(
        &mut self,
        from: ConnId,
        lines: &mut Lines,
        mut buffer: Vec<u8>,
        fresh: usize,
        now: Now,
    ) -> (Vec<u8>, usize) {
        let (mut start, mut searched) = (0, fresh);
        while let Some(found) =
            lines.next(&buffer, &mut start, &mut searched, self.max_message_bytes)
        {
            self.links.source = (buffer.as_ptr() as usize, buffer.len());
            match found {
                Found::Line(line) => self
                    .engine
                    .receive(from, &buffer[line], now, &mut self.links),
                Found::Oversized(head) => self.engine.oversized(from, &head, now, &mut self.links),
            }
            if let Some((to, rest)) = self.links.rest.take() {
                // The large line stays where it stands: its buffer goes to the writer, we go on with another.
                let mut tail = self.links.pool.take(false);
                tail.extend_from_slice(&buffer[start..]);
                self.links
                    .keep(to, rest, std::mem::replace(&mut buffer, tail));
                (start, searched) = (0, 0);
            }
        }
        self.links.source = (0, 0);
        (buffer, start)
    }

    /// Carries out what the control plane wants; true = stop.
    fn commands(&mut self, now: Now) -> bool {
        let (engine, links) = (&mut self.engine, &mut self.links);
        for command in self.inbox.take() {
            match command {
                Command::Connect {
                    connection,
                    name,
                    read,
                    write,
                } => {
                    engine.connect(connection, name);
                    if links.open(connection, read, write).is_err() {
                        engine.lost(connection, "write", now, links);
                    }
                }
                Command::Mount {
                    connection,
                    settings,
                } => engine.mount(connection, settings, now, links),
                Command::Routes(routes) => engine.set_routes(*routes),
                Command::Send { to, line, envelope } => {
                    engine.send(to, &line, &envelope, now, links);
                }
                Command::CloseInput(connection) => {
                    engine.close_input(connection);
                    links.close_input(connection);
                }
                Command::Fail { connection, known } => engine.fail(connection, known, now, links),
                Command::Disconnect(connection) => engine.disconnect(connection, now, links),
                Command::Tap(payload_bytes) => engine.set_tap(payload_bytes),
                // Whoever asked may have gone away meanwhile.
                Command::Stats(answer) => drop(answer.send(engine.stats())),
                // The control plane has taken something: held sources are looked at anyway.
                Command::Drained => {}
                Command::Stop => return true,
            }
        }
        false
    }
}

fn timespec(ns: Nanos) -> Timespec {
    // Rounded up to the next ms: epoll knows nothing finer, and too early would spin.
    let ms = ns.div_ceil(1_000_000);
    let tv_sec = i64::try_from(ms / 1000).unwrap_or(i64::MAX);
    Timespec {
        tv_sec,
        tv_nsec: i64::try_from(ms % 1000 * 1_000_000).unwrap_or_default(),
    }
}
