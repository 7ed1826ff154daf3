//! The mapping of the HTTP binding.

use crate::{bytes, cases};
use amplifier_ipc::http::map::{answers, events, meta, requests, routes::Routes};
use amplifier_ipc::wire::{ErrorObject, Object};
use serde_json::{Value, json};

#[test]
fn requests() {
    let routes = Routes::of(|_| true);
    for case in cases("http_requests.json") {
        if case["way"] != "write" {
            let read = read(&routes, &case);
            assert_eq!(read, wanted(&case), "{}", case["id"]);
        }
    }
}

fn wanted(case: &Value) -> Value {
    if let Some(refused) = case.get("refused") {
        let allow = refused.get("allow").cloned();
        return json!({"status": refused["status"], "kind": refused["kind"], "allow": allow.unwrap_or(json!([]))});
    }
    let stream = case.get("stream").cloned().unwrap_or(json!(false));
    json!({"method": case["method"], "params": with_meta(case["params"].clone()), "stream": stream})
}

/// An absent `_meta` is as good as an empty one.
fn with_meta(mut params: Value) -> Value {
    let members = params.as_object_mut().unwrap();
    members.entry("_meta").or_insert(json!({}));
    params
}

fn read(routes: &Routes, case: &Value) -> Value {
    let http = &case["http"];
    let given = http["headers"].as_object().unwrap();
    let headers = |name: &str| -> Vec<&[u8]> {
        let named = given
            .iter()
            .filter(|(header, _)| header.eq_ignore_ascii_case(name));
        named
            .map(|(_, value)| value.as_str().unwrap().as_bytes())
            .collect()
    };
    let target = http["target"].as_str().unwrap();
    let (path, query) = target
        .split_once('?')
        .map_or((target, None), |(path, query)| (path, Some(query)));
    let endpoint = match routes.find(http["method"].as_str().unwrap(), path) {
        Ok(endpoint) => endpoint,
        Err(refusal) => {
            return json!({"status": refusal.status, "kind": refusal.error.kind(), "allow": refusal.allow});
        }
    };
    let (method, stream) = (endpoint.method.name, endpoint.wants_stream(&headers));
    let body = Some(&http["body"]).filter(|body| !body.is_null());
    let body = requests::body(body.map(Value::to_string).unwrap_or_default().as_bytes());
    match body.and_then(|body| endpoint.params(&headers, query, body)) {
        Ok(params) => {
            json!({"method": method, "params": with_meta(params.into()), "stream": stream})
        }
        Err(error) => {
            let refusal = amplifier_ipc::http::map::problems::Refusal::from(error);
            json!({"status": refusal.status, "kind": refusal.error.kind(), "allow": refusal.allow})
        }
    }
}

#[test]
fn headers_of_meta() {
    for case in cases("http_requests.json") {
        let meta = case["params"].get("_meta").and_then(Value::as_object);
        let Some(meta) = meta.filter(|_| case["way"] != "read") else {
            continue;
        };
        let written = meta::write(meta).into_iter();
        let written: Object = written
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        let wanted = case["http"]["headers"].as_object().unwrap().iter();
        let wanted: Object = wanted
            .map(|(name, value)| (name.to_lowercase(), value.clone()))
            .collect();
        assert_eq!(written, wanted, "{}", case["id"]);
    }
}

#[test]
fn answers() {
    for case in cases("http_answers.json") {
        let status = u16::try_from(case["status"].as_u64().unwrap()).unwrap();
        let body = case["body"].as_str().unwrap().as_bytes();
        let read = answers::read(status, case["content_type"].as_str(), body);
        match (read, case.get("result")) {
            (Ok(result), wanted) => assert_eq!(Some(&result), wanted, "{}", case["id"]),
            (Err(error), None) => same_error(&json!(ErrorObject::from(error)), &case),
            (Err(error), Some(_)) => panic!("{}: {error}", case["id"]),
        }
    }
}

fn same_error(read: &Value, case: &Value) {
    let wanted = &case["error"];
    assert_eq!(read["code"], wanted["code"], "{}", case["id"]);
    if let Some(message) = wanted.get("message") {
        assert_eq!(&read["message"], message, "{}", case["id"]);
    }
    for (member, value) in wanted["data"].as_object().unwrap() {
        assert_eq!(&read["data"][member], value, "{}", case["id"]);
    }
}

#[test]
fn server_sent_events() {
    for case in cases("server_sent_events.json") {
        let input = bytes(&case["input"]);
        let wanted: Vec<(String, Vec<u8>)> = case["events"]
            .as_array()
            .unwrap()
            .iter()
            .map(event)
            .collect();
        assert_eq!(found([&input[..]]), wanted, "{}", case["id"]);
        assert_eq!(
            found(input.chunks(1)),
            wanted,
            "{}, byte by byte",
            case["id"]
        );
        let step = input.len() / 500 + 1;
        for at in (0..=input.len()).step_by(step) {
            let (head, tail) = input.split_at(at);
            assert_eq!(found([head, tail]), wanted, "{}, cut at {at}", case["id"]);
        }
    }
}

fn event(wanted: &Value) -> (String, Vec<u8>) {
    (wanted[0].as_str().unwrap().into(), bytes(&wanted[1]))
}

fn found<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<(String, Vec<u8>)> {
    let mut reader = events::Reader::new(1 << 20);
    let events = pieces
        .into_iter()
        .flat_map(|piece| reader.feed(piece).unwrap());
    events.map(|event| (event.name, event.data)).collect()
}

#[test]
fn an_event_is_written_as_it_is_read() {
    let data = json!({"text": "a\nb\r\u{2028}é"});
    let written = events::write("stream.token", &data);
    let read = found([&written[..]]);
    assert_eq!(read.len(), 1);
    assert_eq!(read[0].0, "stream.token");
    assert_eq!(serde_json::from_slice::<Value>(&read[0].1).unwrap(), data);
    assert_eq!(
        found([events::COMMENT, &written]).len(),
        1,
        "a comment is none"
    );
}

#[test]
fn an_event_beyond_the_limit_is_refused_in_bounded_memory() {
    let mut reader = events::Reader::new(100);
    assert!(reader.feed(b"data: ").is_ok());
    assert_eq!(reader.feed(&[b'x'; 200]), Err(events::TooLong));
}
