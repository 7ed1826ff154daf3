//! Calls back: who may, what is refused, and what the router hears.

use crate::rig::{Link, Message, Rig};
use serde_json::{Value, json};

/// A rig with a call under way, and where its service calls back.
struct Back {
    rig: Rig,
    address: String,
    path: String,
    token: String,
    // The call under way ends with its connection.
    _under_way: Link,
}

impl Back {
    fn new() -> Self {
        Self::of(Rig::new())
    }

    fn of(mut rig: Rig) -> Self {
        rig.ask("h-1", "tool.execute", json!({"name": "t", "input": {}}));
        let mut link = rig.accept();
        let request = link.read();
        let callback = request.header("amplifier-callback").unwrap();
        let (address, path) = callback
            .strip_prefix("http://")
            .unwrap()
            .split_once('/')
            .unwrap();
        let token = request.header("amplifier-token").unwrap();
        let token = format!("Amplifier-Token: {token}\r\n");
        Self {
            address: address.to_owned(),
            path: format!("/{path}"),
            token,
            rig,
            _under_way: link,
        }
    }

    /// A call back on a connection of its own.
    fn call(&self, method: &str, more: &str, body: Value) -> Link {
        let mut link = Link::connect(&self.address);
        link.post(
            &format!("{}/{method}", self.path),
            &format!("{}{more}", self.token),
            &body.to_string(),
        );
        link
    }

    /// The answer to a request that is written as it stands; in it `PATH` is the callback's, `TOKEN` a header.
    fn raw(&self, request: &str) -> Message {
        let mut link = Link::connect(&self.address);
        link.write(
            &request
                .replace("PATH", &self.path)
                .replace("TOKEN\r\n", &self.token),
        );
        link.read()
    }
}

#[test]
fn a_call_back_is_a_request_of_the_service_and_its_result_the_answer() {
    let mut back = Back::new();
    let more = "Amplifier-Session: 5f2c\r\nAmplifier-Depth: 2\r\nAmplifier-Request: s-1\r\n";
    let mut link = back.call(
        "request.tool_execute",
        more,
        json!({"_meta": {"depth": 0}, "name": "t", "input": null}),
    );
    let heard = back.rig.heard();
    assert_eq!(heard["method"], "request.tool_execute");
    let meta = json!({"session_id": "5f2c", "depth": 2});
    assert_eq!(
        heard["params"],
        json!({"_meta": meta, "name": "t", "input": null})
    );
    back.rig
        .say(json!({"jsonrpc": "2.0", "id": heard["id"], "result": {"success": true}}));
    let answer = link.read();
    assert_eq!(
        (answer.status(), answer.json()),
        (200, json!({"success": true}))
    );
    assert_eq!(answer.header("content-type"), Some("application/json"));
}

#[test]
fn an_error_is_a_problem_with_the_status_of_its_kind() {
    let mut back = Back::new();
    let mut link = back.call("request.hook_emit", "", json!({"event": "x", "data": {}}));
    let id = back.rig.heard()["id"].clone();
    let data = json!({"kind": "permission_denied", "grant": "hook.emit"});
    let error = json!({"code": -32003, "message": "no", "data": data});
    back.rig
        .say(json!({"jsonrpc": "2.0", "id": id, "error": error}));
    let answer = link.read();
    assert_eq!(answer.status(), 403);
    assert_eq!(
        answer.header("content-type"),
        Some("application/problem+json")
    );
    let wanted = json!({"type": "about:blank", "title": "Forbidden", "status": 403, "detail": "no",
        "kind": "permission_denied", "code": -32003, "data": data});
    assert_eq!(answer.json(), wanted);
}

#[test]
fn who_has_no_token_learns_nothing() {
    let back = Back::new();
    for (what, token) in [
        ("ping", ""),
        ("ping", "Amplifier-Token: 00\r\n"),
        ("nothing/at/all", ""),
    ] {
        let answer = back.raw(&format!(
            "POST PATH/{what} HTTP/1.1\r\nHost: x\r\n{token}Content-Length: 0\r\n\r\n"
        ));
        assert_eq!(
            (answer.status(), &answer.json()["kind"]),
            (403, &json!("permission_denied")),
            "{what}"
        );
    }
    let elsewhere = back.raw("GET /0/ping HTTP/1.1\r\nHost: x\r\nTOKEN\r\n\r\n");
    assert_eq!(elsewhere.status(), 403);
}

#[test]
fn a_token_is_of_one_service_and_ends_with_its_session() {
    let (first, mut second) = (Back::new(), Back::new());
    let path = second.path.clone();
    let request =
        format!("POST {path}/ping HTTP/1.1\r\nHost: x\r\nTOKEN\r\nContent-Length: 0\r\n\r\n");
    assert_eq!(first.raw(&request).status(), 403);
    second.rig.close();
    assert!(second.rig.is_over());
    assert_eq!(second.raw(&request).status(), 403);
}

#[test]
fn what_is_refused_has_the_status_of_chapter_13() {
    let back = Back::of(Rig::with(|remote| remote.max_message_bytes = 100));
    let json = "Content-Type: application/json\r\n";
    let long = format!("{}Content-Length: 101\r\n\r\n{}", json, " ".repeat(101));
    let cases = [
        (
            "POST PATH/describe",
            format!("{json}Content-Length: 2\r\n\r\n{{}}"),
            404,
            "method_not_found",
        ),
        (
            "POST PATH/",
            format!("{json}Content-Length: 2\r\n\r\n{{}}"),
            404,
            "method_not_found",
        ),
        (
            "POST PATH/%FF",
            format!("{json}Content-Length: 2\r\n\r\n{{}}"),
            404,
            "method_not_found",
        ),
        ("GET PATH/ping", "\r\n".to_owned(), 405, "method_not_found"),
        (
            "POST PATH/state.get",
            "Content-Length: 2\r\n\r\n{}".to_owned(),
            415,
            "invalid_request",
        ),
        (
            "POST PATH/state.get",
            format!("{json}Content-Length: 1\r\n\r\n{{"),
            400,
            "parse_error",
        ),
        (
            "POST PATH/state.get",
            format!("{json}Content-Length: 2\r\n\r\n[]"),
            400,
            "invalid_request",
        ),
        (
            "POST PATH/state.get",
            format!("{json}Content-Length: 9\r\n\r\n{{}},\"id\":1"),
            400,
            "parse_error",
        ),
        ("POST PATH/state.get", long, 413, "message_too_large"),
    ];
    for (first, rest, status, kind) in cases {
        let answer = back.raw(&format!("{first} HTTP/1.1\r\nHost: x\r\nTOKEN\r\n{rest}"));
        assert_eq!(
            (answer.status(), &answer.json()["kind"]),
            (status, &json!(kind)),
            "{first}"
        );
        assert_eq!(answer.json()["status"], status, "{first}");
        assert_eq!(answer.header("allow"), (status == 405).then_some("POST"));
    }
}

#[test]
fn a_notification_is_taken_and_an_absent_body_is_an_empty_object() {
    let mut back = Back::new();
    assert_eq!(
        back.call("display.show", "", json!({"message": "hi"}))
            .read()
            .status(),
        204
    );
    let heard = back.rig.heard();
    assert_eq!(
        (&heard["method"], &heard["params"]),
        (&json!("display.show"), &json!({"message": "hi"}))
    );
    assert_eq!(heard.get("id"), None);
    let mut link = Link::connect(&back.address);
    link.write(&format!(
        "POST {}/capability.list HTTP/1.1\r\nHost: x\r\n{}Content-Length: 0\r\n\r\n",
        back.path, back.token
    ));
    assert_eq!(back.rig.heard()["params"], json!({}));
}

#[test]
fn a_closed_connection_cancels_the_call_back() {
    let mut back = Back::new();
    let link = back.call("request.approval", "", json!({}));
    let id = back.rig.heard()["id"].clone();
    drop(link);
    let heard = back.rig.heard();
    assert_eq!(
        (&heard["method"], &heard["params"]["id"]),
        (&json!("$/cancel"), &id)
    );
}

#[test]
fn a_call_back_is_cancelled_by_its_name() {
    let mut back = Back::new();
    let mut link = back.call("request.approval", "Amplifier-Request: s-1\r\n", json!({}));
    let id = back.rig.heard()["id"].clone();
    let twice = back
        .call("request.approval", "Amplifier-Request: s-1\r\n", json!({}))
        .read();
    assert_eq!(
        (twice.status(), &twice.json()["kind"]),
        (400, &json!("invalid_request"))
    );
    assert_eq!(
        back.call("$/cancel", "", json!({"id": "s-9"}))
            .read()
            .status(),
        204
    );
    let params = json!({"id": "s-1", "mode": "graceful", "reason": "the user"});
    assert_eq!(back.call("%24/cancel", "", params).read().status(), 204);
    let heard = back.rig.heard();
    assert_eq!(heard["method"], "$/cancel");
    assert_eq!(
        heard["params"],
        json!({"id": id, "mode": "graceful", "reason": "the user"})
    );
    let error = json!({"code": -32800, "message": "cancelled", "data": {"kind": "cancelled"}});
    back.rig
        .say(json!({"jsonrpc": "2.0", "id": id, "error": error}));
    assert_eq!(link.read().json()["kind"], "cancelled");
}

const STREAM: &str = "Accept: application/json, text/event-stream;q=1\r\n";

#[test]
fn a_call_back_that_asks_for_it_gets_a_stream() {
    let mut back = Back::new();
    let mut link = back.call(
        "request.provider_complete",
        STREAM,
        json!({"stream": true, "request": {}}),
    );
    let id = back.rig.heard()["id"].clone();
    let params = json!({"request_id": id, "index": 0, "text": "a"});
    back.rig
        .say(json!({"jsonrpc": "2.0", "method": "stream.provider.token", "params": params}));
    let head = link.read_head();
    assert_eq!(
        (head.status(), head.header("content-type")),
        (200, Some("text/event-stream"))
    );
    assert_eq!(head.header("cache-control"), Some("no-store"));
    let event = String::from_utf8(link.chunk().unwrap()).unwrap();
    assert_eq!(
        event,
        "event: stream.provider.token\ndata: {\"index\":0,\"text\":\"a\"}\n\n"
    );
    back.rig
        .say(json!({"jsonrpc": "2.0", "id": id, "result": {"content": []}}));
    let event = String::from_utf8(link.chunk().unwrap()).unwrap();
    assert_eq!(event, "event: result\ndata: {\"content\":[]}\n\n");
    assert_eq!(link.chunk(), None);
}

#[test]
fn a_stream_that_is_refused_at_once_has_the_status() {
    let mut back = Back::new();
    let mut link = back.call(
        "request.tool_execute",
        STREAM,
        json!({"name": "x", "input": {}}),
    );
    let id = back.rig.heard()["id"].clone();
    let error = json!({"code": -32004, "message": "no", "data": {"kind": "not_found"}});
    back.rig
        .say(json!({"jsonrpc": "2.0", "id": id, "error": error}));
    assert_eq!(link.read().status(), 404);
}

#[test]
fn a_stream_that_fails_later_ends_with_an_error() {
    let mut back = Back::new();
    let mut link = back.call(
        "request.tool_execute",
        STREAM,
        json!({"name": "x", "input": {}}),
    );
    let id = back.rig.heard()["id"].clone();
    back.rig.say(json!({"jsonrpc": "2.0", "method": "$/progress", "params": {"request_id": id, "progress": 1}}));
    assert_eq!(link.read_head().status(), 200);
    link.chunk();
    let error = json!({"code": -32603, "message": "no", "data": {"kind": "internal_error"}});
    back.rig
        .say(json!({"jsonrpc": "2.0", "id": id, "error": error}));
    let event = String::from_utf8(link.chunk().unwrap()).unwrap();
    assert!(event.starts_with("event: error\ndata: {"), "{event}");
    assert!(event.contains("\"status\":500"), "{event}");
}
