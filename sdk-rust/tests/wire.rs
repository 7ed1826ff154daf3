//! What the wire layer must read, and what it must refuse, at the edges.

#![allow(clippy::unwrap_used, reason = "a test panics where it is wrong")]

use amplifier_ipc::wire::{Decoded, Id, Message, decode};
use serde_json::{Value, json};

/// A ping whose params nest so deep that the whole message is `depth` deep.
fn nested(depth: usize) -> String {
    let (open, close) = ("[".repeat(depth - 2), "]".repeat(depth - 2));
    format!(r#"{{"jsonrpc":"2.0","id":1,"method":"ping","params":{{"a":{open}{close}}}}}"#)
}

fn params(line: &str) -> Value {
    match decode(line.as_bytes()) {
        Decoded::Message(Message::Request(request)) => Value::Object(request.params),
        other => panic!("{line:.80}: {other:?}"),
    }
}

fn refusal(line: &[u8]) -> (i64, Option<Id>) {
    match decode(line) {
        Decoded::Refused(refusal) => (refusal.code, refusal.id),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_message_is_at_most_128_deep() {
    for depth in [3, 100, 126, 127, 128] {
        params(&nested(depth));
    }
    for depth in [129, 130, 100_000] {
        assert_eq!(
            refusal(nested(depth).as_bytes()),
            (-32600, Some(1.into())),
            "{depth}"
        );
    }
}

#[test]
fn a_number_never_loses_a_message() {
    let line = |number: &str| {
        format!(r#"{{"jsonrpc":"2.0","id":1,"method":"m","params":{{"n":{number}}}}}"#)
    };
    let digits = "9".repeat(400);
    assert_eq!(
        params(&line("9007199254740993"))["n"],
        json!(9_007_199_254_740_993_i64)
    );
    assert_eq!(params(&line("0.1"))["n"], json!(0.1));
    for (number, read) in [
        ("1e400", f64::MAX),
        ("-1e400", f64::MIN),
        (&*digits, f64::MAX),
        ("1e-400", 0.0),
    ] {
        assert_eq!(params(&line(number))["n"], json!(read), "{number:.10}");
    }
    let text = format!(r#"["1e400", {digits}, "\" 1e400"]"#);
    assert_eq!(
        params(&line(&text))["n"],
        json!(["1e400", f64::MAX, "\" 1e400"]),
        "strings are left alone"
    );
    for number in [
        "NaN",
        "Infinity",
        "-Infinity",
        "01",
        "1.",
        ".5",
        "+1",
        "0x1",
        "1e",
        "01e400",
        "1.e400",
    ] {
        assert_eq!(
            refusal(line(number).as_bytes()),
            (-32700, Some(1.into())),
            "{number}"
        );
    }
}

#[test]
fn text_is_utf8_without_surrogates_on_their_own() {
    let line = |text: &str| {
        format!(r#"{{"jsonrpc":"2.0","id":"a","method":"m","params":{{"t":"{text}"}}}}"#)
    };
    assert_eq!(params(&line(r"\ud83d\ude00 \u0000"))["t"], "😀 \0");
    for text in [r"\ud83d", r"\ude00", r"\ud83d\u0041", r"\ud83dx"] {
        assert_eq!(
            refusal(line(text).as_bytes()),
            (-32700, Some("a".into())),
            "{text}"
        );
    }
    let ignored = br#"{"jsonrpc":"2.0","id":"a","method":"m","x":["\ud800"]}"#;
    assert_eq!(
        refusal(ignored),
        (-32700, Some("a".into())),
        "also where nobody looks"
    );
    let mut broken = line("?").into_bytes();
    let at = broken.iter().position(|byte| *byte == b'?').unwrap();
    broken[at] = 0xff;
    assert_eq!(refusal(&broken), (-32700, Some("a".into())));
}

#[test]
fn of_two_members_of_a_name_the_last_one_wins() {
    let line = r#"{"jsonrpc":"1.0","jsonrpc":"2.0","id":1,"id":2,"method":7,"method":"m","params":{"a":1},"params":{"a":2,"a":3}}"#;
    let wanted = json!({"a": 3}).as_object().cloned().unwrap();
    let Decoded::Message(Message::Request(request)) = decode(line.as_bytes()) else {
        panic!("no request")
    };
    assert_eq!(
        (request.id, &*request.method, request.params),
        (2.into(), "m", wanted)
    );
}
