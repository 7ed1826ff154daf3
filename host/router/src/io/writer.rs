//! One destination: what waits for it, and how it is written.

use super::pool::Pool;
use crate::engine::Nanos;
use crate::message::Message;
use rustix::fd::OwnedFd;
use rustix::io::{Errno, writev};
use std::collections::VecDeque;
use std::io::IoSlice;

/// From here on a message is written at once and from where it stands; smaller ones are gathered.
const LARGE: usize = 16 << 10;
/// A rest from here on is kept in the reader's buffer, not copied.
const KEEP: usize = 64 << 10;
/// A gathered segment is closed at this size.
const SEGMENT: usize = 256 << 10;
const SLICES: usize = 16;

/// Bytes that wait.
#[derive(Debug)]
struct Segment {
    buffer: Vec<u8>,
    at: usize,
    /// None: everything in the buffer, to which more may be added.
    end: Option<usize>,
}

impl Segment {
    fn bytes(&self) -> &[u8] {
        &self.buffer[self.at..self.end.unwrap_or(self.buffer.len())]
    }
}

/// How far a flush came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flushed {
    /// Nothing waits any more.
    All,
    /// The destination takes nothing more for now.
    Blocked,
    /// Nobody reads there any more.
    Broken,
}

/// Whether more may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Open,
    /// It is closed when nothing waits any more.
    Closing,
    /// Nobody reads there.
    Broken,
}

/// The rest of a message that still stands in the reader's buffer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rest {
    hole: usize,
    start: usize,
    end: usize,
}

/// One destination.
#[derive(Debug)]
pub(super) struct Writer {
    pub(super) fd: OwnedFd,
    queue: VecDeque<Segment>,
    pub(super) waiting: usize,
    /// It takes nothing until epoll says so.
    blocked: bool,
    pub(super) end: End,
    /// Somebody was turned away because of this destination, and it has taken nothing since.
    pub(super) congested: Option<Nanos>,
    progressed: bool,
}

impl Writer {
    pub(super) fn new(fd: OwnedFd) -> Self {
        Self {
            fd,
            queue: VecDeque::new(),
            waiting: 0,
            blocked: false,
            end: End::Open,
            congested: None,
            progressed: false,
        }
    }

    /// Takes a message. `source` is where the reader's buffer lies (address, length): a large rest is left
    /// there, and must be brought by [`Self::keep`] before anything else happens.
    pub(super) fn push(
        &mut self,
        message: &Message<'_>,
        source: (usize, usize),
        pool: &mut Pool,
    ) -> Option<Rest> {
        if self.end != End::Open {
            return None;
        }
        let length = message.len() + 1;
        if length < LARGE || self.blocked {
            return self.append(message, 0, source, pool);
        }
        if !self.queue.is_empty() && self.flush(pool, 0) != Flushed::All {
            return self.append(message, 0, source, pool);
        }
        let mut slices: Vec<IoSlice<'_>> = message
            .parts()
            .iter()
            .map(|part| IoSlice::new(part))
            .collect();
        slices.push(IoSlice::new(b"\n"));
        let written = loop {
            match writev(&self.fd, &slices) {
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => break 0,
                Err(_) => {
                    self.break_off();
                    return None;
                }
                Ok(written) => break written,
            }
        };
        self.progressed |= written > 0;
        if written == length {
            return None;
        }
        // What was not taken shows that it is full: the next edge says when it is not.
        self.blocked = true;
        self.append(message, written, source, pool)
    }

    /// Queues a message without its first `written` bytes.
    fn append(
        &mut self,
        message: &Message<'_>,
        written: usize,
        source: (usize, usize),
        pool: &mut Pool,
    ) -> Option<Rest> {
        let length = message.len() + 1 - written;
        self.waiting += length;
        if written == 0 && length < KEEP {
            let buffer = self.open_segment(length, pool);
            for part in message.parts() {
                buffer.extend_from_slice(part);
            }
            buffer.push(b'\n');
            return None;
        }
        let mut skip = written;
        let mut rest = None;
        let last = message.parts().len().saturating_sub(1);
        for (number, part) in message.parts().iter().enumerate() {
            let part = &part[skip.min(part.len())..];
            skip = skip.saturating_sub(message.parts()[number].len());
            let inside = (part.as_ptr() as usize).wrapping_sub(source.0);
            let is_most = part.len() >= KEEP && part.len() >= source.1 / 2;
            if number == last && is_most && inside < source.1 && inside + part.len() <= source.1 {
                rest = Some(Rest {
                    hole: self.queue.len(),
                    start: inside,
                    end: inside + part.len(),
                });
                self.queue.push_back(Segment {
                    buffer: Vec::new(),
                    at: 0,
                    end: Some(0),
                });
            } else {
                self.gather(part, pool);
            }
        }
        self.gather(b"\n", pool);
        rest
    }

    fn gather(&mut self, bytes: &[u8], pool: &mut Pool) {
        self.open_segment(bytes.len(), pool)
            .extend_from_slice(bytes);
    }

    /// The buffer that so many more bytes are gathered in.
    fn open_segment(&mut self, more: usize, pool: &mut Pool) -> &mut Vec<u8> {
        let fits = |last: &Segment| last.end.is_none() && last.buffer.len() + more <= SEGMENT;
        if !self.queue.back().is_some_and(fits) {
            self.queue.push_back(Segment {
                buffer: pool.take(false),
                at: 0,
                end: None,
            });
        }
        let last = self.queue.len() - 1;
        &mut self.queue[last].buffer
    }

    /// Brings the buffer in which the rest of a message stands.
    pub(super) fn keep(&mut self, rest: Rest, buffer: Vec<u8>) {
        if let Some(hole) = self.queue.get_mut(rest.hole) {
            *hole = Segment {
                buffer,
                at: rest.start,
                end: Some(rest.end),
            };
        }
    }

    /// Writes as much as the destination takes.
    pub(super) fn flush(&mut self, pool: &mut Pool, now: Nanos) -> Flushed {
        while !self.queue.is_empty() && !self.blocked {
            let mut slices = [IoSlice::new(b""); SLICES];
            let (mut count, mut length) = (0, 0);
            for (slice, segment) in slices.iter_mut().zip(&self.queue) {
                *slice = IoSlice::new(segment.bytes());
                count += 1;
                length += slice.len();
            }
            match writev(&self.fd, &slices[..count]) {
                Ok(written) => {
                    self.advance(written, pool, now);
                    self.blocked = written < length;
                }
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => self.blocked = true,
                Err(_) => {
                    self.break_off();
                    return Flushed::Broken;
                }
            }
        }
        if self.blocked {
            Flushed::Blocked
        } else {
            Flushed::All
        }
    }

    /// There is room again.
    pub(super) fn unblock(&mut self) {
        self.blocked = false;
    }

    fn advance(&mut self, mut written: usize, pool: &mut Pool, now: Nanos) {
        self.waiting -= written;
        self.progressed |= written > 0;
        while let Some(first) = self.queue.front_mut() {
            let length = first.bytes().len();
            if written < length {
                first.at += written;
                return;
            }
            written -= length;
            if let Some(done) = self.queue.pop_front() {
                pool.give(done.buffer, now);
            }
        }
    }

    pub(super) fn close(&mut self) {
        self.end = End::Closing;
    }

    fn break_off(&mut self) {
        if self.end == End::Open {
            self.end = End::Broken;
        }
        self.queue.clear();
        self.waiting = 0;
    }

    /// Whether a congested destination has taken nothing for so long (ns).
    pub(super) fn is_hung(&mut self, now: Nanos, patience: Nanos, low: usize) -> bool {
        let Some(mut since) = self.congested else {
            return false;
        };
        if self.waiting <= low {
            self.congested = None;
            return false;
        }
        if std::mem::take(&mut self.progressed) {
            since = now;
            self.congested = Some(now);
        }
        now.saturating_sub(since) >= patience
    }

    pub(super) fn congest(&mut self, now: Nanos) {
        if self.congested.is_none() {
            self.progressed = false;
            self.congested = Some(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Nanos = 30;

    fn congested(waiting: usize) -> Writer {
        let (_, write) = rustix::pipe::pipe().unwrap();
        let mut writer = Writer::new(write);
        writer.waiting = waiting;
        writer.congest(100);
        writer
    }

    #[test]
    fn a_congested_destination_that_takes_nothing_is_hung_in_the_end() {
        let mut writer = congested(1000);
        assert!(!writer.is_hung(129, PATIENCE, 10));
        writer.congest(129);
        assert!(
            writer.is_hung(130, PATIENCE, 10),
            "being congested again does not start anew"
        );
    }

    #[test]
    fn whoever_takes_something_gets_more_time() {
        let mut writer = congested(1000);
        writer.progressed = true;
        assert!(!writer.is_hung(129, PATIENCE, 10));
        assert!(!writer.is_hung(158, PATIENCE, 10));
        assert!(writer.is_hung(159, PATIENCE, 10));
    }

    #[test]
    fn who_has_little_left_is_congested_no_more() {
        let mut writer = congested(1000);
        writer.waiting = 10;
        assert!(!writer.is_hung(1000, PATIENCE, 10));
        assert_eq!(writer.congested, None);
        assert!(!Writer::new(rustix::pipe::pipe().unwrap().1).is_hung(1000, PATIENCE, 10));
    }
}
