//! One source: bytes in, lines out, without copying what stands in one piece.

use super::pool::{CHUNK, Pool};
use amplifier_ipc::wire::HEAD_BYTES;
use memchr::memchr;
use rustix::buffer::spare_capacity;
use rustix::fd::OwnedFd;
use rustix::io::{Errno, read};

/// One source.
#[derive(Debug)]
pub(super) struct Reader {
    pub(super) fd: OwnedFd,
    pub(super) lines: Lines,
    /// Not read from, because its messages pile up somewhere.
    pub(super) paused: bool,
}

/// What one read brought.
#[derive(Debug)]
pub(super) enum Read {
    /// Bytes.
    Some {
        /// Everything since the last line end.
        buffer: Vec<u8>,
        /// Where the new bytes begin.
        fresh: usize,
    },
    /// Nothing for now.
    Nothing {
        /// What there was before.
        buffer: Vec<u8>,
    },
    /// The end.
    Ended,
}

impl Reader {
    pub(super) fn new(fd: OwnedFd) -> Self {
        Self {
            fd,
            lines: Lines::default(),
            paused: false,
        }
    }

    /// Reads once.
    pub(super) fn read(&mut self, pool: &mut Pool) -> Read {
        let mut buffer = std::mem::take(&mut self.lines.partial);
        if buffer.capacity() == 0 {
            buffer = pool.take(self.lines.expects_large);
        }
        pool.grow(&mut buffer);
        let fresh = buffer.len();
        loop {
            match read(&self.fd, spare_capacity(&mut buffer)) {
                Ok(0) => return Read::Ended,
                Ok(_) => return Read::Some { buffer, fresh },
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => return Read::Nothing { buffer },
                Err(_) => return Read::Ended,
            }
        }
    }
}

/// Where a source is in its current line.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// The beginning of a line whose end has not come yet.
    partial: Vec<u8>,
    /// The first bytes of a line over the limit, while the rest is thrown away.
    dropping: Option<Vec<u8>>,
    /// The last line did not fit into one read.
    expects_large: bool,
}

/// A piece of a buffer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A line, without LF and CR, that is not blank.
    Line(std::ops::Range<usize>),
    /// The end of a line over the limit: its first bytes.
    Oversized(Vec<u8>),
}

impl Lines {
    /// The next line from `start` on; `searched` says how far there is none. Moves both behind it.
    pub(super) fn next(
        &mut self,
        buffer: &[u8],
        start: &mut usize,
        searched: &mut usize,
        limit: usize,
    ) -> Option<Found> {
        while let Some(offset) = memchr(b'\n', &buffer[*searched..]) {
            let end = *searched + offset;
            let line = *start..end;
            *start = end + 1;
            *searched = *start;
            self.expects_large = line.len() > CHUNK;
            if let Some(mut head) = self.dropping.take() {
                top_up(&mut head, &buffer[line]);
                return Some(Found::Oversized(head));
            }
            if line.len() > limit {
                let mut head = Vec::new();
                top_up(&mut head, &buffer[line]);
                return Some(Found::Oversized(head));
            }
            let without_cr = line.start..end - usize::from(buffer[line.clone()].ends_with(b"\r"));
            if !is_blank(&buffer[without_cr.clone()]) {
                return Some(Found::Line(without_cr));
            }
        }
        None
    }

    /// Keeps what stands behind the last line; of a line over the limit only its beginning.
    pub(super) fn rest(
        &mut self,
        mut buffer: Vec<u8>,
        start: usize,
        limit: usize,
        pool: &mut Pool,
        now: u64,
    ) {
        if let Some(head) = &mut self.dropping {
            top_up(head, &buffer[start..]);
            return pool.give(buffer, now);
        }
        if buffer.len() - start > limit {
            let mut head = Vec::new();
            top_up(&mut head, &buffer[start..]);
            self.dropping = Some(head);
            return pool.give(buffer, now);
        }
        if start == buffer.len() {
            return pool.give(buffer, now);
        }
        buffer.drain(..start);
        self.partial = buffer;
    }

    /// Keeps a buffer for the next read; an empty one goes back to the pool.
    pub(super) fn put_back(mut self, buffer: Vec<u8>, pool: &mut Pool) -> Self {
        if buffer.is_empty() {
            pool.give(buffer, 0);
        } else {
            self.partial = buffer;
        }
        self
    }
}

fn top_up(head: &mut Vec<u8>, bytes: &[u8]) {
    let missing = HEAD_BYTES.saturating_sub(head.len());
    head.extend_from_slice(&bytes[..missing.min(bytes.len())]);
}

fn is_blank(line: &[u8]) -> bool {
    line.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn bytes(piece: &Value) -> Vec<u8> {
        if let Some(text) = piece["text"].as_str() {
            return text.as_bytes().to_vec();
        }
        if let Some(hex) = piece["hex"].as_str() {
            let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
            return (0..hex.len()).step_by(2).map(byte).collect();
        }
        if let Some(parts) = piece["parts"].as_array() {
            return parts.iter().flat_map(bytes).collect();
        }
        let times = usize::try_from(piece["times"].as_u64().unwrap()).unwrap();
        piece["repeat"].as_str().unwrap().repeat(times).into_bytes()
    }

    /// Reads chunks as the loop does; an oversized line comes out as `None` and is checked for its head.
    fn split(chunks: &[&[u8]], limit: usize) -> Vec<Option<Vec<u8>>> {
        let (mut lines, mut pool, mut found) = (Lines::default(), Pool::default(), Vec::new());
        for chunk in chunks {
            let mut buffer = std::mem::take(&mut lines.partial);
            let (mut start, mut searched) = (0, buffer.len());
            buffer.extend_from_slice(chunk);
            while let Some(next) = lines.next(&buffer, &mut start, &mut searched, limit) {
                found.push(match next {
                    Found::Line(line) => Some(buffer[line].to_vec()),
                    Found::Oversized(head) => {
                        assert!(head.len() <= HEAD_BYTES && head.len() >= limit.min(HEAD_BYTES));
                        None
                    }
                });
            }
            lines.rest(buffer, start, limit, &mut pool, 0);
            assert!(
                lines.partial.len() <= limit,
                "memory is bounded by the limit"
            );
        }
        found
    }

    #[test]
    fn lines_are_split_as_the_shared_vectors_say() {
        let file = include_str!("../../../../conformance/vectors/framing.json");
        let file: Value = serde_json::from_str(file).unwrap();
        for case in file["cases"].as_array().unwrap() {
            let limit = case["max_message_bytes"].as_u64().unwrap_or(64 << 20);
            let limit = usize::try_from(limit).unwrap();
            let input: Vec<u8> = case["input"]
                .as_array()
                .unwrap()
                .iter()
                .flat_map(bytes)
                .collect();
            let records = case["records"].as_array().unwrap();
            let expected: Vec<_> = records
                .iter()
                .map(|record| record.get("oversized").is_none().then(|| bytes(record)))
                .collect();
            assert_eq!(split(&[&input], limit), expected, "{}, whole", case["id"]);
            let step = input.len() / 200 + 1;
            for at in (0..=input.len()).step_by(step) {
                let (head, tail) = input.split_at(at);
                assert_eq!(
                    split(&[head, tail], limit),
                    expected,
                    "{}, cut at {at}",
                    case["id"]
                );
            }
            if input.len() < 20_000 {
                let single: Vec<&[u8]> = input.chunks(1).collect();
                assert_eq!(
                    split(&single, limit),
                    expected,
                    "{}, byte by byte",
                    case["id"]
                );
            }
        }
    }
}
