//! Reads lines in hex from standard input, and writes what the wire layer makes of each, in the form of
//! `conformance/vectors/messages.json`. The differential tests compare it with the other languages.

use amplifier_ipc::wire::{Decoded, Id, Message, decode};
use serde_json::{Value, json};
use std::io::{self, BufRead, Write};

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for digits in io::stdin().lock().lines() {
        let line = bytes(&digits?)?;
        writeln!(out, "{}", told(&decode(&line)))?;
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

fn told(decoded: &Decoded) -> String {
    let (kind, id, rest) = match decoded {
        Decoded::Message(Message::Request(r)) => (
            "request",
            Some(r.id.to_json()),
            json!({"method": r.method, "params": r.params}),
        ),
        Decoded::Message(Message::Notification(n)) => (
            "notification",
            None,
            json!({"method": n.method, "params": n.params}),
        ),
        Decoded::Message(Message::Response(r)) => {
            let id = r.id.as_ref().map_or("null".into(), Id::to_json);
            let body = match &r.outcome {
                Ok(result) => json!({"result": result}),
                Err(error) => json!({"error": error}),
            };
            ("response", Some(id), body)
        }
        Decoded::Refused(refusal) => {
            let id = refusal.id.as_ref().map_or("null".into(), Id::to_json);
            ("refuse", Some(id), json!({"code": refusal.code}))
        }
        Decoded::Dropped { id } => {
            let id = id.as_ref().map_or("null".into(), Id::to_json);
            ("drop", Some(id), json!({}))
        }
    };
    whole(kind, id, rest)
}

/// Ids are written as they came: a number may have more digits than a value of `serde_json` holds.
fn whole(kind: &str, id: Option<String>, rest: Value) -> String {
    let mut members = vec![];
    if let Some(id) = id {
        members.push(format!("\"id\":{id}"));
    }
    if let Value::Object(rest) = rest {
        for (name, value) in rest {
            members.push(format!("{}:{value}", Value::from(name)));
        }
    }
    format!("{{\"{kind}\":{{{}}}}}", members.join(","))
}
