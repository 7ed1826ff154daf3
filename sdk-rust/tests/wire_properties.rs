//! The wire layer under anything that can come: properties, where the vectors are cases.

use amplifier_ipc::wire::{
    Decoded, ErrorObject, Id, LineSplitter, Message, Notification, Object, Record, Request,
    Response, decode, encode,
};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use serde_json::Value;

/// A record, as one that outlives the splitter.
#[derive(Clone, Debug, PartialEq)]
enum Seen {
    Line(Vec<u8>),
    Oversized(Vec<u8>),
}

fn feed(splitter: &mut LineSplitter, bytes: &[u8]) -> Vec<Seen> {
    let mut seen = Vec::new();
    splitter.feed(bytes, |record| {
        seen.push(match record {
            Record::Line(line) => Seen::Line(line.to_vec()),
            Record::Oversized(head) => Seen::Oversized(head.to_vec()),
        });
    });
    seen
}

const SAFE: i64 = (1 << 53) - 1;

fn ids() -> impl Strategy<Value = Id> {
    prop_oneof![
        (-SAFE..=SAFE).prop_map(Id::from),
        any::<String>().prop_map(|text| Id::from(text.as_str())),
    ]
}

fn json() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-SAFE..=SAFE).prop_map(Value::from),
        prop::num::f64::NORMAL.prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    scalar.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map(".{0,6}", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Params in which members that decide a message's way come up often enough to be found out of order.
fn params() -> impl Strategy<Value = Object> {
    let name = prop_oneof![
        prop::sample::select(vec!["input", "name", "_meta", "event", "path", "hook"])
            .prop_map(str::to_owned),
        ".{0,6}",
    ];
    btree_map(name, json(), 0..5).prop_map(|members| members.into_iter().rev().collect())
}

fn messages() -> impl Strategy<Value = Message> {
    let error = (any::<i64>(), ".{0,20}", option::of(json())).prop_map(|(code, message, data)| {
        // Absent and null data are the same.
        ErrorObject {
            code,
            message,
            data: data.filter(|data| !data.is_null()),
        }
    });
    prop_oneof![
        (ids(), ".{0,12}", params()).prop_map(|(id, method, params)| Request {
            id,
            method,
            params
        }
        .into()),
        (".{0,12}", params()).prop_map(|(method, params)| Notification { method, params }.into()),
        (ids(), json()).prop_map(|(id, result)| Response {
            id: Some(id),
            outcome: Ok(result)
        }
        .into()),
        (option::of(ids()), error).prop_map(|(id, error)| Response {
            id,
            outcome: Err(error)
        }
        .into()),
    ]
}

/// Bytes that look like messages, so that more than the first check is reached; never an LF.
fn lines() -> impl Strategy<Value = Vec<u8>> {
    let pieces: Vec<&[u8]> = vec![
        b"{",
        b"}",
        b"[",
        b"]",
        b":",
        b",",
        b"\"",
        b"\\",
        b"\\ud800",
        b"\xff",
        b"\r",
        b" ",
        b"1e999",
        b"NaN",
        b"-0",
        b"null",
        b"\xef\xbb\xbf",
        b"\"jsonrpc\":\"2.0\"",
        b"\"id\":1",
        b"\"id\":null",
        b"\"method\":\"m\"",
        b"\"params\":{}",
        b"\"result\":1",
        b"\"error\":{\"code\":1,\"message\":\"m\"}",
    ];
    prop_oneof![
        vec(prop::sample::select(pieces), 0..20).prop_map(|parts| parts.concat()),
        vec(any::<u8>(), 0..60),
    ]
    .prop_map(|line| line.into_iter().filter(|byte| *byte != b'\n').collect())
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(message in messages()) {
        let line = encode(&message);
        prop_assert_eq!(line.iter().position(|byte| *byte == b'\n'), Some(line.len() - 1));
        prop_assert!(std::str::from_utf8(&line).is_ok());
        let seen = feed(&mut LineSplitter::new(1 << 20), &line);
        let [Seen::Line(read)] = &seen[..] else { panic!("{seen:?}") };
        prop_assert_eq!(decode(read), Decoded::Message(message));
    }

    #[test]
    fn members_stand_in_their_order(message in messages()) {
        let written: Object = serde_json::from_slice(&encode(&message)).expect("JSON");
        let order = ["jsonrpc", "id", "method", "params", "result", "error"];
        let expected: Vec<_> = order.into_iter().filter(|name| written.contains_key(*name)).collect();
        prop_assert_eq!(written.keys().collect::<Vec<_>>(), expected);
        let empty = Object::new();
        let params = written.get("params").and_then(Value::as_object).unwrap_or(&empty);
        let routing = ["_meta", "request_id", "name", "event", "hook", "path"];
        let first: Vec<_> = routing.into_iter().filter(|name| params.contains_key(*name)).collect();
        prop_assert_eq!(params.keys().take(first.len()).collect::<Vec<_>>(), first);
    }

    #[test]
    fn how_the_bytes_are_cut_changes_nothing(
        parts in vec(lines(), 0..6), cuts in vec(0_usize..400, 0..8), limit in 1_usize..60,
    ) {
        let data: Vec<u8> = parts.iter().flat_map(|line| [line, &b"\n"[..]].concat()).collect();
        let whole = feed(&mut LineSplitter::new(limit), &data);
        let (mut splitter, mut seen, mut start) = (LineSplitter::new(limit), Vec::new(), 0);
        let mut ends: Vec<_> = cuts.into_iter().map(|cut| cut.min(data.len())).collect();
        ends.push(data.len());
        ends.sort_unstable();
        for end in ends {
            seen.extend(feed(&mut splitter, &data[start..end]));
            start = end;
        }
        prop_assert_eq!(&seen, &whole);
        prop_assert_eq!(splitter.pending(), 0);
        let expected: Vec<_> = parts.iter().filter_map(|line| expected(line, limit)).collect();
        prop_assert_eq!(seen, expected);
    }

    #[test]
    fn any_line_gets_one_verdict(line in lines()) {
        match decode(&line) {
            Decoded::Message(message) => {
                let again = encode(&message);
                prop_assert_eq!(decode(&again[..again.len() - 1]), Decoded::Message(message));
            }
            Decoded::Refused(refusal) => {
                prop_assert!([-32700, -32600].contains(&refusal.code));
                prop_assert!(!refusal.reason.is_empty());
            }
            Decoded::Dropped { .. } => {}
        }
    }

    #[test]
    fn reading_goes_on_after_any_line(line in lines(), message in messages()) {
        let seen = feed(&mut LineSplitter::new(1 << 20), &[&line, &b"\n"[..], &encode(&message)].concat());
        let Some(Seen::Line(last)) = seen.last() else { panic!("{seen:?}") };
        prop_assert_eq!(decode(last), Decoded::Message(message));
    }

    #[test]
    fn what_looks_like_an_answer_is_never_refused(mut other in params(), value in json(), error: bool) {
        other.insert(if error { "error" } else { "result" }.into(), value);
        let verdict = decode(Value::Object(other).to_string().as_bytes());
        prop_assert!(!matches!(verdict, Decoded::Refused(_)), "{:?}", verdict);
    }
}

/// What the protocol says of one line (FRM): its head if it is too long, nothing if it is blank.
fn expected(line: &[u8], limit: usize) -> Option<Seen> {
    if line.len() > limit {
        return Some(Seen::Oversized(line[..line.len().min(4096)].to_vec()));
    }
    let blank = line.iter().all(|byte| b" \t\r".contains(byte));
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    (!blank).then(|| Seen::Line(line.to_vec()))
}
