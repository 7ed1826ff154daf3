//! The two ends: who asks and measures, and who answers.

use crate::lines::{Lines, write_all};
use std::io::{stdin, stdout};
use std::time::{Duration, Instant};

const UNDER_WAY: usize = 64;
const HEAD: &[u8] = br#"{"jsonrpc":"2.0","id":"#;
const PARAMS: &[u8] =
    br#","method":"request.tool_execute","params":{"name":"echo","input":{"text":""#;

/// A request of `size` bytes with its LF. The text has a line end every 80 characters, as files have.
fn request(id: usize, size: usize) -> Vec<u8> {
    let mut line = HEAD.to_vec();
    line.extend_from_slice(id.to_string().as_bytes());
    line.extend_from_slice(PARAMS);
    let tail = br#""}}}"#;
    while line.len() + tail.len() + 1 < size {
        let left = size - line.len() - tail.len() - 1;
        line.extend_from_slice(
            &b"The quick brown fox jumps over the lazy dog, and nobody asks why it was so lazy.\\n"
                [..left.min(82)],
        );
    }
    // A cut escape would not be JSON.
    if line.ends_with(b"\\") {
        line.pop();
        line.push(b'.');
    }
    line.extend_from_slice(tail);
    line.push(b'\n');
    line
}

/// Measures, and leaves a JSON file.
pub(crate) fn measure(result: &str, mode: &str, size: usize, count: usize) {
    let text = match mode {
        "ping" => ping(size, count),
        "flood" => flood(size, count),
        _ => push(size, count),
    };
    std::fs::write(result, text).unwrap();
}

/// One after the other.
fn ping(size: usize, count: usize) -> String {
    let mut lines = Lines::default();
    let mut taken = Vec::with_capacity(count);
    let warm_up = (count / 10).max(2);
    for id in 0..count + warm_up {
        let line = request(id, size);
        let start = Instant::now();
        assert!(write_all(stdout(), &line));
        while lines.next().is_none() {
            assert!(lines.fill(stdin()));
        }
        if id >= warm_up {
            taken.push(start.elapsed());
        }
    }
    taken.sort_unstable();
    let total: Duration = taken.iter().sum();
    let per_second = 2.0 * taken.len() as f64 / total.as_secs_f64();
    format!(
        "{{\"p50_ns\": {}, \"per_second\": {per_second}}}",
        taken[taken.len() / 2].as_nanos()
    )
}

/// Sixty-four under way; a message is a request or a response.
fn flood(size: usize, count: usize) -> String {
    let mut lines = Lines::default();
    let mut batch: Vec<u8> = (0..UNDER_WAY).flat_map(|id| request(id, size)).collect();
    let (mut asked, mut answered) = (UNDER_WAY, 0);
    let start = Instant::now();
    assert!(write_all(stdout(), &batch));
    while answered < count {
        assert!(lines.fill(stdin()));
        batch.clear();
        while let Some(line) = lines.next() {
            answered += 1;
            if asked < count {
                asked += 1;
                // The answered id is free again: the same request may go out under it.
                let id = &lines.get(line)[HEAD.len()..];
                let id = &id[..memchr::memchr(b',', id).unwrap()];
                let at = batch.len();
                batch.extend_from_slice(HEAD);
                batch.extend_from_slice(id);
                batch.extend_from_slice(PARAMS);
                batch.resize(at + size.saturating_sub(5), b'x');
                batch.extend_from_slice(b"\"}}}\n");
            }
        }
        assert!(write_all(stdout(), &batch));
    }
    let per_second = 2.0 * count as f64 / start.elapsed().as_secs_f64();
    format!("{{\"p50_ns\": 0, \"per_second\": {per_second}}}")
}

/// One way: notifications for the host, as fast as they are taken.
fn push(size: usize, count: usize) -> String {
    let mut line =
        br#"{"jsonrpc":"2.0","method":"$/log","params":{"level":"info","message":""#.to_vec();
    line.resize(size.saturating_sub(4).max(line.len()), b'x');
    line.extend_from_slice(b"\"}}\n");
    let batch: Vec<u8> = std::iter::repeat_n(line.as_slice(), 64)
        .flatten()
        .copied()
        .collect();
    let start = Instant::now();
    for _ in 0..count / 64 {
        if !write_all(stdout(), &batch) {
            break;
        }
    }
    let per_second = count as f64 / start.elapsed().as_secs_f64();
    format!("{{\"p50_ns\": 0, \"per_second\": {per_second}}}")
}

/// Answers each request with its own params.
pub(crate) fn echo() {
    let mut lines = Lines::default();
    let mut out = Vec::new();
    while lines.fill(stdin()) {
        out.clear();
        while let Some(line) = lines.next() {
            let line = lines.get(line);
            let id = &line[HEAD.len()..];
            let id = &id[..memchr::memchr(b',', id).unwrap()];
            let params = memchr::memmem::find(line, b"\"params\":").unwrap() + b"\"params\":".len();
            out.extend_from_slice(HEAD);
            out.extend_from_slice(id);
            out.extend_from_slice(b",\"result\":");
            out.extend_from_slice(&line[params..]);
            out.push(b'\n');
        }
        if !write_all(stdout(), &out) {
            return;
        }
    }
}
