//! The two ends: who asks and measures, and who answers.

use crate::lines::{Lines, write_all};
use amplifier_ipc_router::scan::scan;
use std::hint::black_box;
use std::io::{stdin, stdout};
use std::time::{Duration, Instant};

const UNDER_WAY: usize = 64;
const HEAD: &[u8] = br#"{"jsonrpc":"2.0","id":"#;
const PARAMS: &[u8] =
    br#","method":"request.tool_execute","params":{"name":"echo","input":{"text":""#;

/// A request of `size` bytes with its LF. Prose has an escaped line end every 80 bytes.
fn request(id: usize, size: usize, is_prose: bool) -> Vec<u8> {
    let piece: &[u8] = if is_prose {
        br"The quick brown fox jumps over the lazy dog, and nobody asks why it was so lazy.\n"
    } else {
        b"The quick brown fox jumps over the lazy dog, and nobody asks why it was so lazy. "
    };
    let tail = b"\"}}}\n";
    let mut line = [HEAD, id.to_string().as_bytes(), PARAMS].concat();
    while line.len() + piece.len() + tail.len() <= size {
        line.extend_from_slice(piece);
    }
    line.resize(line.len().max(size.saturating_sub(tail.len())), b'x');
    line.extend_from_slice(tail);
    line
}

/// Measures, and leaves a JSON file.
pub(crate) fn measure(result: &str, mode: &str, size: usize, count: usize) {
    let text = match mode {
        "ping" | "prose" => ping(size, count, mode == "prose"),
        "flood" => flood(size, count),
        _ => push(size, count),
    };
    std::fs::write(result, text).unwrap();
}

/// One after the other.
fn ping(size: usize, count: usize, is_prose: bool) -> String {
    let mut lines = Lines::default();
    let mut taken = Vec::with_capacity(count);
    let warm_up = (count / 10).max(2);
    for id in 0..count + warm_up {
        let line = request(id, size, is_prose);
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
    let mut batch: Vec<u8> = (0..UNDER_WAY)
        .flat_map(|id| request(id, size, false))
        .collect();
    let (mut asked, mut answered) = (UNDER_WAY, 0);
    let start = Instant::now();
    assert!(write_all(stdout(), &batch));
    while answered < count {
        assert!(lines.fill(stdin()));
        batch.clear();
        while let Some(line) = lines.next() {
            answered += 1;
            black_box(scan(lines.get(line.clone()))).unwrap();
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
///
/// When many are under way, both ends read each line as a peer at least has to (find its members, check its JSON):
/// ends that only shovel bytes would measure pipes.
pub(crate) fn echo(mode: &str) {
    let mut lines = Lines::default();
    let mut out = Vec::new();
    while lines.fill(stdin()) {
        out.clear();
        while let Some(line) = lines.next() {
            let line = lines.get(line);
            if mode == "flood" {
                black_box(scan(line)).unwrap();
            }
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
