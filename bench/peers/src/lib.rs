//! The pieces that the benchmark's programs share: lines that look like the protocol's, and a reader of whole lines.

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::AsFd;

/// Size of the pipes in every measured arrangement (performance.md: 256 KiB on both sides).
pub const PIPE: usize = 256 * 1024;

/// Raises a pipe's capacity to [`PIPE`]; where the system refuses, the default stays.
pub fn widen(pipe: impl AsFd) {
    let _ = rustix::pipe::fcntl_setpipe_size(pipe, PIPE);
}

/// A request of `size` bytes without its LF, as an orchestrator would send it.
pub fn request(number: u64, size: usize) -> Vec<u8> {
    let head = format!(
        r#"{{"jsonrpc":"2.0","id":"s-{number}","method":"request.tool_execute","params":{{"name":"echo","input":{{"text":""#
    );
    padded(head, r#""}}}"#, size)
}

/// Appends the answer of `size` bytes to a request with this raw id, and its LF.
pub fn answer(out: &mut Vec<u8>, id: &[u8], size: usize) {
    const TAIL: &[u8] = br#""}}"#;
    let end = out.len() + size;
    out.extend_from_slice(br#"{"jsonrpc":"2.0","id":"#);
    out.extend_from_slice(id);
    out.extend_from_slice(br#","result":{"success":true,"output":""#);
    out.resize(end.saturating_sub(TAIL.len()).max(out.len()), b'x');
    out.extend_from_slice(TAIL);
    out.push(b'\n');
}

/// Unbuffered standard input and output, their pipes widened.
pub fn standard_pipes() -> io::Result<(File, File)> {
    let input = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let output = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    widen(&input);
    widen(&output);
    Ok((input, output))
}

fn padded(head: String, tail: &str, size: usize) -> Vec<u8> {
    let mut line = head.into_bytes();
    let fill = size.saturating_sub(line.len() + tail.len());
    line.resize(line.len() + fill, b'x');
    line.extend_from_slice(tail.as_bytes());
    line
}

/// The raw id of a line that begins `{"jsonrpc":"2.0","id":`, as all lines of this benchmark do.
pub fn id_of(line: &[u8]) -> &[u8] {
    const BEFORE: usize = br#"{"jsonrpc":"2.0","id":"#.len();
    let rest = line.get(BEFORE..).unwrap_or_default();
    let end = memchr::memchr(b',', rest).unwrap_or(rest.len());
    &rest[..end]
}

/// Reads whole lines from a blocking source and keeps what follows.
pub struct Lines<R> {
    source: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
}

impl<R: Read> Lines<R> {
    /// Starts with an empty buffer.
    pub fn new(source: R) -> Self {
        Self {
            source,
            buffer: vec![0; PIPE],
            start: 0,
            end: 0,
        }
    }

    /// The next line without its LF; `None` at the end of the source.
    pub fn next_line(&mut self) -> io::Result<Option<&[u8]>> {
        let mut searched = self.start;
        loop {
            if let Some(at) = memchr::memchr(b'\n', &self.buffer[searched..self.end]) {
                let line = self.start..searched + at;
                self.start = line.end + 1;
                return Ok(Some(&self.buffer[line]));
            }
            searched = self.end;
            if self.start > 0 {
                self.buffer.copy_within(self.start..self.end, 0);
                searched -= self.start;
                self.end -= self.start;
                self.start = 0;
            }
            if self.end == self.buffer.len() {
                self.buffer.resize(self.buffer.len() * 2, 0);
            }
            match self.source.read(&mut self.buffer[self.end..])? {
                0 => return Ok(None),
                count => self.end += count,
            }
        }
    }

    /// Whether another whole line is already in the buffer.
    pub fn has_line(&self) -> bool {
        memchr::memchr(b'\n', &self.buffer[self.start..self.end]).is_some()
    }
}
