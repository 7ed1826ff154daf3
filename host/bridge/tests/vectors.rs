//! The shared vectors of `conformance/vectors` that are about HTTP, as far as a caller is concerned.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

use amplifier_ipc_bridge::map::{answer, events::Events, lines, meta, request};
use serde_json::{Map, Value, json};

fn cases(text: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(text).unwrap();
    file["cases"].as_array().unwrap().clone()
}

fn bytes(piece: &Value) -> Vec<u8> {
    if let Some(text) = piece.as_str().or(piece["text"].as_str()) {
        return text.as_bytes().to_vec();
    }
    if let Some(hex) = piece["hex"].as_str() {
        let digits: Vec<char> = hex.chars().collect();
        let pairs = digits.chunks(2).map(|pair| pair.iter().collect::<String>());
        return pairs
            .map(|pair| u8::from_str_radix(&pair, 16).unwrap())
            .collect();
    }
    if let Some(parts) = piece["parts"].as_array().or(piece.as_array()) {
        return parts.iter().flat_map(bytes).collect();
    }
    let times = usize::try_from(piece["times"].as_u64().unwrap()).unwrap();
    piece["repeat"].as_str().unwrap().repeat(times).into_bytes()
}

fn written(method: &str, params: &Value) -> Option<request::Request> {
    let (line, envelope) = lines::object(params.to_string().as_bytes()).unwrap();
    request::write(method, &line, &envelope.params.unwrap(), None)
}

/// Names in lower case, as they are compared (RFC 9110, 5.1).
fn headers(pairs: impl IntoIterator<Item = (String, Value)>) -> Map<String, Value> {
    pairs
        .into_iter()
        .map(|(name, value)| (name.to_lowercase(), value))
        .collect()
}

#[test]
fn requests_are_written() {
    let mut run = 0;
    for case in cases(include_str!(
        "../../../conformance/vectors/http_requests.json"
    )) {
        if case["way"] == "read" {
            continue;
        }
        run += 1;
        let (id, http) = (&case["id"], &case["http"]);
        let found = written(case["method"].as_str().unwrap(), &case["params"]).unwrap();
        assert_eq!(
            (found.method, &*found.target),
            (
                http["method"].as_str().unwrap(),
                http["target"].as_str().unwrap()
            ),
            "{id}"
        );
        let body = found
            .body
            .map(|body| serde_json::from_slice::<Value>(&body).unwrap());
        assert_eq!(body.unwrap_or_default(), http["body"], "{id}");
        let mut wanted = headers(http["headers"].as_object().unwrap().clone());
        wanted.remove("accept");
        let found_headers = found
            .headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!(value)));
        assert_eq!(headers(found_headers), wanted, "{id}");
        assert_eq!(
            found.stream != request::Stream::No,
            case["stream"] == true || case["method"] == "tool.execute",
            "{id}"
        );
    }
    assert!(run > 25);
}

#[test]
fn headers_are_read_back_into_meta() {
    let mut run = 0;
    for case in cases(include_str!(
        "../../../conformance/vectors/http_requests.json"
    )) {
        let wanted = &case["params"]["_meta"];
        if case["way"] == "write" || wanted.is_null() {
            continue;
        }
        run += 1;
        let mut given = http::HeaderMap::new();
        for (name, value) in case["http"]["headers"].as_object().unwrap() {
            let name: http::HeaderName = name.to_lowercase().parse().unwrap();
            given.insert(name, value.as_str().unwrap().parse().unwrap());
        }
        let member = meta::from_headers(&given);
        let found: Value =
            serde_json::from_str(&format!("{{{}}}", member.trim_end_matches(','))).unwrap();
        assert_eq!(&found["_meta"], wanted, "{}", case["id"]);
    }
    assert!(run > 2);
}

#[test]
fn answers_are_read() {
    for case in cases(include_str!(
        "../../../conformance/vectors/http_answers.json"
    )) {
        let status = u16::try_from(case["status"].as_u64().unwrap()).unwrap();
        let body = case["body"].as_str().unwrap().as_bytes();
        let line = answer::line("\"h-1\"", status, case["content_type"].as_str(), body, "it");
        let found: Value = serde_json::from_slice(&line).unwrap();
        let (id, error) = (&case["id"], &case["error"]);
        assert_eq!(found["id"], "h-1");
        if error.is_null() {
            assert_eq!(
                (&found["result"], &found["error"]),
                (&case["result"], &Value::Null),
                "{id}"
            );
            continue;
        }
        assert_eq!(found["error"]["code"], error["code"], "{id}");
        for (member, value) in error["data"].as_object().unwrap() {
            assert_eq!(&found["error"]["data"][member], value, "{id}");
        }
        if error.get("message").is_some() {
            assert_eq!(found["error"]["message"], error["message"], "{id}");
        }
    }
}

fn read(pieces: &[&[u8]]) -> Vec<(String, Vec<u8>)> {
    let (mut events, mut found) = (Events::new(1 << 20), Vec::new());
    for piece in pieces {
        events
            .feed(piece, |name, data| {
                found.push((name.to_owned(), data.to_vec()));
            })
            .unwrap();
    }
    found
}

#[test]
fn events_are_read_whole_byte_by_byte_and_cut_anywhere() {
    for case in cases(include_str!(
        "../../../conformance/vectors/server_sent_events.json"
    )) {
        let input = bytes(&case["input"]);
        let wanted = case["events"].as_array().unwrap().iter();
        let wanted: Vec<(String, Vec<u8>)> = wanted
            .map(|event| (event[0].as_str().unwrap().to_owned(), bytes(&event[1])))
            .collect();
        assert_eq!(read(&[&input]), wanted, "{}", case["id"]);
        let single: Vec<&[u8]> = input.chunks(1).collect();
        assert_eq!(read(&single), wanted, "{}", case["id"]);
        let step = input.len() / 200 + 1;
        for at in (0..input.len()).step_by(step) {
            let (first, second) = input.split_at(at);
            assert_eq!(read(&[first, second]), wanted, "{} at {at}", case["id"]);
        }
    }
}

#[test]
fn an_event_over_the_limit_is_refused() {
    let mut events = Events::new(10);
    assert!(events.feed(b"data: 1234\n\n", |_, _| ()).is_ok());
    assert!(events.feed(b"data: 12345\n\n", |_, _| ()).is_err());
}

#[test]
fn what_is_more_than_one_value_makes_no_line() {
    use lines::Fault::{NotJson, NotObject, Twice};
    for (text, fault) in [
        ("{},\"id\":7", NotJson),
        ("{}}", NotJson),
        ("", NotJson),
        ("{\"a\":NaN}", NotJson),
        ("{\"a\":\"\n\"}", NotJson),
        ("[]", NotObject),
        ("null", NotObject),
        ("{\"name\":1,\"name\":2}", Twice),
    ] {
        assert_eq!(lines::object(text.as_bytes()).unwrap_err(), fault, "{text}");
    }
    let line = lines::result("1", b" {\r\n\"a\":\n1}\n").unwrap();
    assert!(!line.contains(&b'\n') && !line.contains(&b'\r'));
    assert_eq!(
        serde_json::from_slice::<Value>(&line).unwrap()["result"]["a"],
        1
    );
}
