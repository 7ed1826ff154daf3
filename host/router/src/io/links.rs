//! The descriptors of all connections: what the engine decides is carried out here.

use super::pool::Pool;
use super::reader::Reader;
use super::writer::{End, Flushed, Rest, Writer};
use crate::engine::{Nanos, Sink, Up};
use crate::ids::ConnId;
use crate::message::Message;
use crate::slots::Slots;
use crate::upward::{Batch, Upward};
use rustix::event::epoll;
use rustix::fd::OwnedFd;
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::pipe::fcntl_setpipe_size;
use std::sync::Arc;

const PIPE: usize = 256 << 10;
/// A destination that takes nothing for so long while others are turned away is hung.
const PATIENCE: Nanos = 30_000_000_000;
/// Bytes of records that wait at most; what is more is lost and counted.
const RECORDS: usize = 16 << 20;

/// One connection.
pub(super) struct Link {
    pub(super) reader: Reader,
    pub(super) writer: Option<Writer>,
}

/// All of them, and where upward messages are gathered.
pub(super) struct Links {
    pub(super) epoll: OwnedFd,
    pub(super) all: Slots<Link>,
    pub(super) pool: Pool,
    pub(super) now: Nanos,
    /// The buffer that is being read: address and length.
    pub(super) source: (usize, usize),
    /// The rest of a message that still stands in that buffer.
    pub(super) rest: Option<(ConnId, Rest)>,
    /// Inputs that broke since the loop last looked.
    pub(super) broken: Vec<ConnId>,
    /// The destinations that hold a source, as (source, destination).
    held: Vec<(ConnId, ConnId)>,
    dirty: Vec<ConnId>,
    batch: Batch,
    upward: Arc<Upward>,
    low_water: usize,
}

/// What epoll says an event is about.
pub(super) fn read_token(connection: ConnId) -> epoll::EventData {
    epoll::EventData::new_u64(u64::from(connection.0) << 1)
}

fn write_token(connection: ConnId) -> epoll::EventData {
    epoll::EventData::new_u64(u64::from(connection.0) << 1 | 1)
}

fn let_go(epoll: &OwnedFd, writer: Option<Writer>) {
    if let Some(writer) = writer {
        let _ = epoll::delete(epoll, &writer.fd);
    }
}

impl Links {
    pub(super) fn new(epoll: OwnedFd, upward: Arc<Upward>, queue_bytes: usize) -> Self {
        Self {
            epoll,
            all: Slots::default(),
            pool: Pool::default(),
            now: 0,
            source: (0, 0),
            rest: None,
            broken: Vec::new(),
            held: Vec::new(),
            dirty: Vec::new(),
            batch: Batch::default(),
            upward,
            low_water: queue_bytes / 2,
        }
    }

    /// Takes over both descriptors.
    pub(super) fn open(
        &mut self,
        connection: ConnId,
        read: OwnedFd,
        write: OwnedFd,
    ) -> rustix::io::Result<()> {
        for fd in [&read, &write] {
            fcntl_setfl(fd, fcntl_getfl(fd)? | OFlags::NONBLOCK)?;
            // The per-user quota may be used up, or it is no pipe: both are fine.
            let _ = fcntl_setpipe_size(fd, PIPE);
        }
        epoll::add(
            &self.epoll,
            &read,
            read_token(connection),
            epoll::EventFlags::IN,
        )?;
        // Edges only: an idle pipe is writable all the time.
        let edges = epoll::EventFlags::OUT | epoll::EventFlags::ET;
        epoll::add(&self.epoll, &write, write_token(connection), edges)?;
        let link = Link {
            reader: Reader::new(read),
            writer: Some(Writer::new(write)),
        };
        self.all.insert(connection, link);
        Ok(())
    }

    fn writer(&mut self, connection: ConnId) -> Option<&mut Writer> {
        self.all.get_mut(connection)?.writer.as_mut()
    }

    /// Ends the input of a connection once everything has been written to it.
    pub(super) fn close_input(&mut self, connection: ConnId) {
        if let Some(writer) = self.writer(connection) {
            writer.close();
            self.flush(connection);
        }
    }

    /// Brings the buffer in which the rest of a message stands; without a writer it is let go.
    pub(super) fn keep(&mut self, to: ConnId, rest: Rest, buffer: Vec<u8>) {
        match self.writer(to) {
            Some(writer) => writer.keep(rest, buffer),
            None => self.pool.give(buffer, self.now),
        }
    }

    pub(super) fn flush_dirty(&mut self) {
        let mut dirty = std::mem::take(&mut self.dirty);
        for connection in dirty.drain(..) {
            self.flush(connection);
        }
        self.dirty = dirty;
    }

    /// The destination has room again.
    pub(super) fn writable(&mut self, connection: ConnId) {
        if let Some(writer) = self.writer(connection) {
            writer.unblock();
            self.flush(connection);
        }
    }

    fn flush(&mut self, connection: ConnId) {
        let Some(link) = self.all.get_mut(connection) else {
            return;
        };
        let Some(writer) = &mut link.writer else {
            return;
        };
        match writer.flush(&mut self.pool, self.now) {
            Flushed::Blocked => {}
            Flushed::All | Flushed::Broken => match writer.end {
                End::Open => {}
                End::Broken => {
                    self.broken.push(connection);
                    let_go(&self.epoll, link.writer.take());
                }
                End::Closing => let_go(&self.epoll, link.writer.take()),
            },
        }
    }

    /// Hands the gathered upward messages over.
    pub(super) fn deliver_upward(&mut self) {
        self.upward.append(&mut self.batch);
    }

    /// Lets sources go whose destination has room again.
    pub(super) fn release_held(&mut self) {
        if self.held.is_empty() {
            return;
        }
        for (source, destination) in std::mem::take(&mut self.held) {
            if self.backlog(destination) > self.low_water {
                self.hold(source, destination);
            } else if !self.held.iter().any(|(other, _)| *other == source) {
                self.resume(source);
            }
        }
    }

    fn hold(&mut self, source: ConnId, destination: ConnId) {
        self.held.push((source, destination));
        if destination == ConnId::HOST {
            self.upward.hold();
        }
    }

    fn resume(&mut self, source: ConnId) {
        let reader = self.all.get_mut(source).map(|link| &mut link.reader);
        if let Some(reader) = reader.filter(|reader| reader.paused) {
            reader.paused = false;
            let _ = epoll::add(
                &self.epoll,
                &reader.fd,
                read_token(source),
                epoll::EventFlags::IN,
            );
        }
    }

    /// Destinations that are hung, and when to look again.
    pub(super) fn hung(&mut self) -> (Vec<ConnId>, Option<Nanos>) {
        let (now, low) = (self.now, self.low_water);
        let mut hung = Vec::new();
        let mut next: Option<Nanos> = None;
        for (connection, link) in self.all.iter_mut() {
            let Some(writer) = &mut link.writer else {
                continue;
            };
            if writer.congested.is_none() {
                continue;
            }
            if writer.is_hung(now, PATIENCE, low) {
                hung.push(connection);
            } else if let Some(since) = writer.congested {
                next = Some(next.map_or(since + PATIENCE, |at| at.min(since + PATIENCE)));
            }
        }
        (hung, next)
    }
}

impl Sink for Links {
    fn write(&mut self, to: ConnId, message: &Message<'_>) {
        let Some(writer) = self.all.get_mut(to).and_then(|link| link.writer.as_mut()) else {
            return;
        };
        let was_idle = writer.waiting == 0;
        if let Some(rest) = writer.push(message, self.source, &mut self.pool) {
            self.rest = Some((to, rest));
        }
        if writer.end == End::Broken || (was_idle && writer.waiting > 0) {
            self.dirty.push(to);
        }
    }

    fn up(&mut self, kind: Up, from: ConnId, message: &Message<'_>) {
        self.batch.push(kind, from, message);
    }

    fn record(&mut self, record: &Message<'_>) -> bool {
        let has_room = self.upward.recorded() + self.batch.recorded() + record.len() <= RECORDS;
        if has_room {
            self.batch.push(Up::Tap, ConnId::HOST, record);
        } else {
            self.upward.hold();
        }
        has_room
    }

    fn backlog(&self, to: ConnId) -> usize {
        if to == ConnId::HOST {
            return self.upward.waiting() + self.batch.bytes();
        }
        let writer = self.all.get(to).and_then(|link| link.writer.as_ref());
        writer.map_or(0, |writer| writer.waiting)
    }

    fn congested(&mut self, to: ConnId, since: Nanos) {
        if let Some(writer) = self.writer(to) {
            writer.congest(since);
        }
    }

    fn pause(&mut self, source: ConnId, destination: ConnId) {
        let Some(reader) = self.all.get_mut(source).map(|link| &mut link.reader) else {
            return;
        };
        if !reader.paused {
            reader.paused = true;
            // Not merely masked: a hang-up is reported whatever the mask.
            let _ = epoll::delete(&self.epoll, &reader.fd);
        }
        if !self.held.contains(&(source, destination)) {
            self.hold(source, destination);
        }
    }

    fn close(&mut self, connection: ConnId) {
        let Some(link) = self.all.remove(connection) else {
            return;
        };
        // Another process may hold a copy of the descriptor: closing alone would not end its events.
        if !link.reader.paused {
            let _ = epoll::delete(&self.epoll, &link.reader.fd);
        }
        let_go(&self.epoll, link.writer);
        self.held.retain(|(source, _)| *source != connection);
    }
}
