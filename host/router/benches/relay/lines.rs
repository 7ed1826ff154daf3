//! Blocking lines over descriptors, with as little between the measurement and the pipe as can be.

use rustix::buffer::spare_capacity;
use rustix::fd::AsFd;
use rustix::io::{read, write};

pub(crate) const CHUNK: usize = 256 << 10;

/// A buffer that is read into, and the lines in it.
#[derive(Default)]
pub(crate) struct Lines {
    buffer: Vec<u8>,
    start: usize,
    searched: usize,
}

impl Lines {
    /// The next line that is there already.
    pub(crate) fn next(&mut self) -> Option<std::ops::Range<usize>> {
        let line =
            self.start..self.searched + memchr::memchr(b'\n', &self.buffer[self.searched..])?;
        self.start = line.end + 1;
        self.searched = self.start;
        Some(line)
    }

    pub(crate) fn get(&self, line: std::ops::Range<usize>) -> &[u8] {
        &self.buffer[line]
    }

    /// Everything up to the last line end, with it; taken.
    pub(crate) fn whole(&mut self) -> Option<std::ops::Range<usize>> {
        let end = self.searched + memchr::memrchr(b'\n', &self.buffer[self.searched..])? + 1;
        let lines = self.start..end;
        self.start = end;
        self.searched = end;
        Some(lines)
    }

    /// Reads once; false at the end.
    pub(crate) fn fill(&mut self, from: impl AsFd) -> bool {
        if self.start == self.buffer.len() {
            self.buffer.clear();
            (self.start, self.searched) = (0, 0);
        } else {
            self.searched = self.buffer.len();
        }
        self.buffer.reserve(CHUNK);
        read(from, spare_capacity(&mut self.buffer)).unwrap_or(0) > 0
    }
}

/// Writes everything; false if nobody reads.
pub(crate) fn write_all(to: impl AsFd, mut bytes: &[u8]) -> bool {
    while !bytes.is_empty() {
        match write(&to, bytes) {
            Ok(written) => bytes = &bytes[written..],
            Err(rustix::io::Errno::INTR) => {}
            Err(_) => return false,
        }
    }
    true
}
