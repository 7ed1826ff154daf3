//! The measuring side: sends requests on stdout, reads answers on stdin, writes what it saw to a file.
//!
//! `bench-drive SIZE COUNT WINDOW WARM_UP REPORT`: `COUNT` requests of `SIZE` bytes with `WINDOW` under way, after
//! `WARM_UP` that are not counted. The report is JSON: `{"p50_ns", "seconds", "messages"}`; round trips are only
//! timed one by one when `WINDOW` is 1. The line `go` on fd 0 starts it, so that set-up is never part of a measure.

use amplifier_ipc_bench::{Lines, request, standard_pipes};
use serde_json::json;
use std::io::{self, Write};
use std::time::Instant;

struct Plan {
    size: usize,
    count: u64,
    window: u64,
    warm_up: u64,
    report: String,
}

fn plan() -> Option<Plan> {
    let mut args = std::env::args().skip(1);
    Some(Plan {
        size: args.next()?.parse().ok()?,
        count: args.next()?.parse().ok()?,
        window: args.next()?.parse().ok()?,
        warm_up: args.next()?.parse().ok()?,
        report: args.next()?,
    })
}

fn main() -> io::Result<()> {
    let plan =
        plan().ok_or_else(|| io::Error::other("bench-drive SIZE COUNT WINDOW WARM_UP REPORT"))?;
    let (input, mut output) = standard_pipes()?;
    let mut lines = Lines::new(input);
    lines.next_line()?;
    round(
        &mut lines,
        &mut output,
        &plan,
        plan.warm_up,
        &mut Vec::new(),
    )?;
    let mut trips = Vec::with_capacity(usize::try_from(plan.count).unwrap_or(0));
    let start = Instant::now();
    round(&mut lines, &mut output, &plan, plan.count, &mut trips)?;
    let seconds = start.elapsed().as_secs_f64();
    trips.sort_unstable();
    let p50 = trips.get(trips.len() / 2).copied();
    std::fs::write(
        &plan.report,
        json!({"p50_ns": p50, "seconds": seconds, "messages": plan.count}).to_string(),
    )
}

/// `count` round trips; the nanoseconds of each go to `trips` when one is under way at a time.
fn round<R: io::Read>(
    lines: &mut Lines<R>,
    output: &mut impl Write,
    plan: &Plan,
    count: u64,
    trips: &mut Vec<u64>,
) -> io::Result<()> {
    let (mut sent, mut answered) = (0, 0);
    let mut batch = Vec::new();
    while answered < count {
        while sent < count && sent - answered < plan.window {
            batch.extend_from_slice(&request(sent, plan.size));
            batch.push(b'\n');
            sent += 1;
        }
        let start = Instant::now();
        output.write_all(&batch)?;
        batch.clear();
        loop {
            let Some(line) = lines.next_line()? else {
                return Err(io::Error::other("the other side closed its end"));
            };
            check(line)?;
            answered += 1;
            if !lines.has_line() {
                break;
            }
        }
        if plan.window == 1 {
            trips.push(u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX));
        }
    }
    Ok(())
}

/// A refusal would be fast and worthless: only results count.
fn check(line: &[u8]) -> io::Result<()> {
    let head = &line[..line.len().min(80)];
    if memchr::memmem::find(head, b"\"result\"").is_some() {
        return Ok(());
    }
    Err(io::Error::other(format!(
        "not a result: {}",
        String::from_utf8_lossy(&line[..line.len().min(300)])
    )))
}
