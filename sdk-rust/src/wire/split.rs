//! Bytes in, lines out, in memory bounded by the limit (protocol §2).

use memchr::memchr;

/// The largest line that is read when nothing else was announced: 64 MiB before the LF.
pub const DEFAULT_MAX_MESSAGE_BYTES: usize = 64 * 1024 * 1024;

/// How many bytes of an oversized line are kept: enough for the members that stand before `params`.
pub const HEAD_BYTES: usize = 4096;

/// What the splitter found. Borrowed: it lives until the next byte is fed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Record<'a> {
    /// A line without its LF and without the CR before it; never blank.
    Line(&'a [u8]),
    /// A line longer than the limit: its first [`HEAD_BYTES`] bytes, reported when its LF has been seen.
    Oversized(&'a [u8]),
}

/// Splits a stream of bytes into lines. Does no I/O; an unterminated rest yields nothing.
#[derive(Debug)]
pub struct LineSplitter {
    max: usize,
    buffer: Vec<u8>,
    dropping: bool,
}

impl LineSplitter {
    /// `max`: the largest line that is kept, in bytes before the LF.
    pub fn new(max: usize) -> Self {
        Self {
            max,
            buffer: Vec::new(),
            dropping: false,
        }
    }

    /// The limit, in bytes before the LF.
    pub fn limit(&self) -> usize {
        self.max
    }

    /// How many bytes wait for their LF.
    pub fn pending(&self) -> usize {
        self.buffer.len()
    }

    /// Feeds bytes and hands every completed record to `sink`, in order.
    ///
    /// A line that lies whole within `bytes` is borrowed from there, not copied.
    pub fn feed<'a>(&'a mut self, mut bytes: &'a [u8], mut sink: impl FnMut(Record<'_>)) {
        while let Some(end) = memchr(b'\n', bytes) {
            let (line, rest) = (&bytes[..end], &bytes[end + 1..]);
            bytes = rest;
            if self.buffer.is_empty() && !self.dropping {
                emit(line, self.max, &mut sink);
            } else {
                self.keep(line);
                self.finish(&mut sink);
            }
        }
        self.keep(bytes);
    }

    fn finish(&mut self, sink: &mut impl FnMut(Record<'_>)) {
        if self.dropping {
            sink(Record::Oversized(&self.buffer));
        } else {
            emit(&self.buffer, self.max, sink);
        }
        self.dropping = false;
        self.buffer.clear();
        // One huge line must not pin its memory for the life of the connection.
        self.buffer.shrink_to(1 << 20);
    }

    fn keep(&mut self, bytes: &[u8]) {
        if !self.dropping {
            if self.buffer.len() + bytes.len() <= self.max {
                self.buffer.extend_from_slice(bytes);
                return;
            }
            self.dropping = true;
            self.buffer.truncate(HEAD_BYTES);
            self.buffer.shrink_to(HEAD_BYTES);
        }
        let missing = HEAD_BYTES - self.buffer.len();
        self.buffer
            .extend_from_slice(&bytes[..missing.min(bytes.len())]);
    }
}

fn emit(line: &[u8], max: usize, sink: &mut impl FnMut(Record<'_>)) {
    if line.len() > max {
        sink(Record::Oversized(&line[..line.len().min(HEAD_BYTES)]));
        return;
    }
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.iter().any(|b| !matches!(b, b' ' | b'\t' | b'\r')) {
        sink(Record::Line(line));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(splitter: &mut LineSplitter, bytes: &[u8]) -> Vec<(bool, Vec<u8>)> {
        let mut seen = Vec::new();
        splitter.feed(bytes, |record| match record {
            Record::Line(line) => seen.push((true, line.to_vec())),
            Record::Oversized(head) => seen.push((false, head.to_vec())),
        });
        seen
    }

    #[test]
    fn a_line_at_the_limit_passes_and_one_over_does_not() {
        let mut splitter = LineSplitter::new(4);
        let seen = split(&mut splitter, b"1234\n12345\n1\n");
        assert_eq!(
            seen,
            [
                (true, b"1234".to_vec()),
                (false, b"12345".to_vec()),
                (true, b"1".to_vec())
            ]
        );
    }

    #[test]
    fn a_dropped_line_keeps_only_its_head() {
        let mut splitter = LineSplitter::new(10_000);
        assert!(split(&mut splitter, &[b'x'; 9_000]).is_empty());
        assert!(split(&mut splitter, &[b'y'; 9_000]).is_empty());
        assert_eq!(splitter.pending(), HEAD_BYTES);
        assert_eq!(
            split(&mut splitter, b"\n{}\n"),
            [(false, vec![b'x'; HEAD_BYTES]), (true, b"{}".to_vec())]
        );
    }
}
