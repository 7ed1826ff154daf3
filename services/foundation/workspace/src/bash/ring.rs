//! Output of any length in bounded memory: its first part and its last.

use std::collections::VecDeque;

/// What one channel printed: whole up to the limit, beyond it the first and the last 40 % of the limit.
pub(super) struct Kept {
    limit: usize,
    head: Vec<u8>,
    tail: VecDeque<u8>,
    total: u64,
    lines: u64,
}

/// The text of a channel, and how many bytes there were.
pub(super) struct Shown {
    pub(super) text: String,
    pub(super) truncated: bool,
    pub(super) total: u64,
}

impl Kept {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            limit,
            head: Vec::new(),
            tail: VecDeque::new(),
            total: 0,
            lines: 0,
        }
    }

    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.total += bytes.len() as u64;
        self.lines += count_lines(bytes);
        let room = (self.limit - self.head.len()).min(bytes.len());
        self.head.extend_from_slice(&bytes[..room]);
        let part = self.part();
        let last = &bytes[bytes.len().saturating_sub(part)..];
        let surplus = (self.tail.len() + last.len()).saturating_sub(part);
        self.tail.drain(..surplus);
        self.tail.extend(last);
    }

    fn part(&self) -> usize {
        self.limit * 2 / 5
    }

    pub(super) fn shown(mut self) -> Shown {
        let truncated = self.total > self.limit as u64;
        let text = if truncated {
            self.parts()
        } else {
            String::from_utf8_lossy(&self.head).into_owned()
        };
        Shown {
            text,
            truncated,
            total: self.total,
        }
    }

    fn parts(&mut self) -> String {
        let (part, limit) = (self.part(), self.limit);
        let head = first_lines(&self.head[..part]);
        let tail = last_lines(self.tail.make_contiguous());
        let bytes = self.total - (head.len() + tail.len()) as u64;
        let lines = self.lines - count_lines(head) - count_lines(tail);
        let border = if head.ends_with(b"\n") { "" } else { "\n" };
        format!(
            "{}{border}[… {lines} lines, {bytes} bytes are left out here: {} bytes are more than the limit of {limit}. To \
             see all of it, redirect the output to a file and read that in parts …]\n{}",
            String::from_utf8_lossy(head),
            self.total,
            String::from_utf8_lossy(tail)
        )
    }
}

fn count_lines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

/// Whole lines from the beginning; where a line is so long that much would be lost, it is cut between characters.
fn first_lines(bytes: &[u8]) -> &[u8] {
    let end = bytes
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    if end * 2 >= bytes.len() {
        return &bytes[..end];
    }
    let open = bytes
        .iter()
        .rposition(|byte| !is_continuation(*byte))
        .unwrap_or(0);
    let whole = std::str::from_utf8(&bytes[open..]).is_ok();
    &bytes[..if whole { bytes.len() } else { open }]
}

/// Whole lines up to the end, or from the border of a character.
pub(super) fn last_lines(bytes: &[u8]) -> &[u8] {
    let start = bytes
        .iter()
        .position(|byte| *byte == b'\n')
        .map_or(bytes.len(), |at| at + 1);
    if start * 2 <= bytes.len() {
        return &bytes[start..];
    }
    let cut = bytes
        .iter()
        .take(3)
        .take_while(|byte| is_continuation(**byte))
        .count();
    &bytes[cut..]
}

fn is_continuation(byte: u8) -> bool {
    byte & 0b1100_0000 == 0b1000_0000
}
