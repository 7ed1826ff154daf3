//! Reads lines in hex from standard input, and writes what the router makes of each, in the form of
//! `conformance/vectors/messages.json`. The differential tests compare it with the SDKs.

use amplifier_ipc_router::engine::{Config, Engine, Kind, Now, Sink, Up, kind};
use amplifier_ipc_router::ids::ConnId;
use amplifier_ipc_router::message::Message;
use amplifier_ipc_router::routes::Settings;
use amplifier_ipc_router::scan::{Envelope, Span, scan};
use serde_json::value::RawValue;
use std::error::Error;
use std::io::{self, BufRead, Write};

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = io::stdout().lock();
    for digits in io::stdin().lock().lines() {
        let line = bytes(&digits?)?;
        let verdict = match scan(&line) {
            Ok(envelope) => kind(&line, &envelope).map(|kind| passed_on(&line, &envelope, kind)),
            Err(_) => None,
        };
        let verdict = verdict.map_or_else(|| refused(&line), Ok)?;
        writeln!(out, "{verdict}")?;
        out.flush()?;
    }
    Ok(())
}

fn bytes(digits: &str) -> io::Result<Vec<u8>> {
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).map_err(io::Error::other))
        .collect()
}

/// A legal message: what the router saw of it, as it came.
fn passed_on(line: &[u8], envelope: &Envelope, kind: Kind) -> String {
    let text = |span: &Option<Span>| {
        span.clone()
            .map(|span| String::from_utf8_lossy(&line[span]).into_owned())
    };
    let asks = [
        ("id", &envelope.id),
        ("method", &envelope.method),
        ("params", &envelope.params),
    ];
    let answers = [
        ("id", &envelope.id),
        ("result", &envelope.result),
        ("error", &envelope.error),
    ];
    let (kind, members) = match kind {
        Kind::Request => ("request", asks),
        Kind::Notification => ("notification", asks),
        Kind::Response => ("response", answers),
    };
    let members: Vec<String> = members
        .into_iter()
        .filter_map(|(name, span)| Some(format!("\"{name}\":{}", text(span)?)))
        .collect();
    format!("{{\"{kind}\":{{{}}}}}", members.join(","))
}

/// Any other line: what the router writes back, if anything. The id of what it drops stays inside.
fn refused(line: &[u8]) -> Result<String, Box<dyn Error>> {
    let (mut engine, mut heard) = (Engine::new(Config::default()), Heard::default());
    let (id, now) = (
        ConnId(1),
        Now {
            mono: 1,
            unix_ms: 1,
        },
    );
    engine.connect(id, "service".to_owned());
    engine.mount(id, Settings::from_json(b"{}")?, now, &mut heard);
    engine.receive(id, line, now, &mut heard);
    let Some(answer) = heard.0.first() else {
        return Ok("{\"drop\":{}}".to_owned());
    };
    // Not read as a value: an id may have more digits than one holds.
    let Answer { id, error } = serde_json::from_slice(answer)?;
    let code = error.code;
    Ok(format!("{{\"refuse\":{{\"code\":{code},\"id\":{id}}}}}"))
}

#[derive(serde::Deserialize)]
struct Answer<'a> {
    #[serde(borrow)]
    id: &'a RawValue,
    error: Code,
}

#[derive(serde::Deserialize)]
struct Code {
    code: i64,
}

#[derive(Default)]
struct Heard(Vec<Vec<u8>>);

impl Sink for Heard {
    fn write(&mut self, _to: ConnId, message: &Message<'_>) {
        self.0.push(message.to_vec());
    }
    fn up(&mut self, _kind: Up, _from: ConnId, _message: &Message<'_>) {}
    fn record(&mut self, _record: &Message<'_>) -> bool {
        true
    }
    fn backlog(&self, _to: ConnId) -> usize {
        0
    }
    fn congested(&mut self, _to: ConnId, _since: u64) {}
    fn pause(&mut self, _source: ConnId, _destination: ConnId) {}
    fn close(&mut self, _connection: ConnId) {}
}
