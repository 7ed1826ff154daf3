//! Endpoints, bodies and problems.

use crate::client::{Connection, Request};
use crate::process::Service;
use serde_json::{Value, json};

#[test]
fn describe_tells_who_it_is_and_needs_no_describe_before() {
    let service = Service::start();
    let whoami = service.tool("whoami", json!({})).done();
    assert_eq!(whoami.json()["success"], true);
    let described = service
        .get("/describe")
        .header("Amplifier-Protocol", "1.1, 1.0")
        .done();
    assert_eq!(described.header("amplifier-protocol"), Some("1.0"));
    assert_eq!(described.json()["protocol_version"], "1.0");
    assert_eq!(described.json()["limits"]["max_concurrency"], 3);
    let foreign = service
        .get("/describe")
        .header("Amplifier-Protocol", "9.0")
        .done();
    assert_eq!(foreign.refused(), (400, "unsupported_version".into()));
    assert_eq!(foreign.header("amplifier-protocol"), Some("1.0"));
}

#[test]
fn every_kind_of_component_has_its_endpoints() {
    let service = Service::start();
    assert_eq!(service.get("/healthz").done().json(), json!({}));
    let hook = service.post(
        "/hooks/tool%3Apre",
        json!({"data": {"tool_name": "x", "tool_input": {}}}),
    );
    assert_eq!(hook.done().json()["action"], "continue");
    assert_eq!(service.get("/providers/echo").done().json()["id"], "echo");
    let completed = service.post(
        "/providers/echo/complete",
        json!({"request": {"messages": [{"role": "user", "content": "a b"}]}}),
    );
    assert_eq!(completed.done().json()["content"][0]["text"], "a b");
    let messages = service
        .get("/context/messages?token_budget=7")
        .done()
        .json();
    assert_eq!(messages["messages"][0]["content"], "7");
    let clear = Request::new(&service.address, "DELETE", "/context/messages").done();
    assert_eq!(clear.status, 200);
    let set =
        Request::new(&service.address, "PUT", "/context/messages").json(&json!({"messages": []}));
    assert_eq!(set.done().status, 200);
    assert_eq!(
        service.get("/content").done().json()["paths"],
        json!(["docs/a b.md"])
    );
    assert_eq!(
        service.get("/content/docs/a%20b.md").done().json()["content"],
        "text"
    );
}

#[test]
fn what_is_no_endpoint_is_not_found() {
    let service = Service::start();
    for target in [
        "/",
        "/nothing",
        "/describe/",
        "//describe",
        "/tools/a/b/execute",
        "/providers/%zz",
    ] {
        let refused = service.get(target).done().refused();
        assert_eq!(refused, (404, "method_not_found".into()), "{target}");
    }
    let undeclared = service.post("/approvals", json!({})).done();
    assert_eq!(undeclared.refused(), (404, "method_not_found".into()));
    let unknown = service.tool("nobody", json!({})).done();
    assert_eq!(unknown.refused(), (404, "not_found".into()));
    let outside = service.get("/content/../secrets").done();
    assert_eq!(outside.refused(), (404, "not_found".into()));
}

#[test]
fn another_method_is_told_which_there_are() {
    let service = Service::start();
    for (verb, target, allow) in [
        ("DELETE", "/describe", "GET"),
        ("HEAD", "/openapi.json", "GET"),
        ("PATCH", "/context/messages", "DELETE, GET, POST, PUT"),
    ] {
        let answer = Request::new(&service.address, verb, target).open();
        assert_eq!(
            (answer.status, answer.header("allow")),
            (405, Some(allow)),
            "{verb} {target}"
        );
    }
    let refused = Request::new(&service.address, "DELETE", "/describe").done();
    assert_eq!(refused.refused(), (405, "method_not_found".into()));
}

#[test]
fn a_body_is_json_and_says_so() {
    let service = Service::start();
    let execute = |content_type: &str, body: &str| {
        let request = Request::new(&service.address, "POST", "/tools/whoami/execute");
        request.body(content_type, body).done()
    };
    assert_eq!(
        execute("text/plain", "{}").refused(),
        (415, "invalid_request".into())
    );
    assert_eq!(
        execute("application/json", "{").refused(),
        (400, "parse_error".into())
    );
    assert_eq!(
        execute("application/json", r#"{"input":NaN}"#).refused(),
        (400, "parse_error".into())
    );
    assert_eq!(
        execute("application/json", r#"{"input":"\ud800"}"#).refused(),
        (400, "parse_error".into())
    );
    assert_eq!(
        execute("application/json", "[]").refused(),
        (400, "invalid_request".into())
    );
    let deep = format!(r#"{{"input":{}{}}}"#, "[".repeat(128), "]".repeat(128));
    assert_eq!(
        execute("application/json", &deep).refused(),
        (400, "invalid_request".into())
    );
    assert_eq!(
        execute("Application/JSON; charset=utf-8", r#"{"input":{}}"#).status,
        200
    );
    let twice = execute(
        "application/json",
        r#"{"name":"nobody","input":1,"input":{}}"#,
    );
    assert_eq!(
        twice.status, 200,
        "the last member counts, and the path before the body"
    );
    let compressed = Request::new(&service.address, "POST", "/tools/whoami/execute")
        .header("Content-Encoding", "gzip");
    assert_eq!(
        compressed.json(&json!({"input": {}})).done().refused(),
        (415, "invalid_request".into())
    );
}

#[test]
fn no_body_is_an_empty_object() {
    let service = Service::start();
    let missing = Request::new(&service.address, "POST", "/tools/whoami/execute").done();
    let problem = missing.problem();
    assert_eq!((missing.status, &problem["code"]), (422, &json!(-32602)));
    assert_eq!(problem["data"]["errors"][0]["path"], "/input");
    let empty =
        Request::new(&service.address, "POST", "/tools/whoami/execute").body("text/plain", "");
    assert_eq!(
        empty.done().problem()["data"]["errors"][0]["path"],
        "/input"
    );
}

const LIMIT: usize = 1 << 20;

/// A call of `whoami` that is so many bytes long.
fn padded(length: usize) -> String {
    let frame = r#"{"input":{},"x":""}"#.len();
    format!(r#"{{"input":{{}},"x":"{}"}}"#, "x".repeat(length - frame))
}

#[test]
fn a_body_may_be_as_long_as_the_limit_and_no_longer() {
    let service = Service::start();
    let execute = |body: String| {
        let request = Request::new(&service.address, "POST", "/tools/whoami/execute");
        request.body("application/json", body).done()
    };
    assert_eq!(execute(padded(LIMIT)).status, 200);
    let refused = execute(padded(LIMIT + 1));
    assert_eq!(refused.refused(), (413, "message_too_large".into()));
    assert_eq!(refused.problem()["data"]["limit"], LIMIT);
}

#[test]
fn neither_may_a_body_in_chunks() {
    let service = Service::start();
    let execute = |length: usize| {
        let request = Request::new(&service.address, "POST", "/tools/whoami/execute");
        let request = request
            .header("Content-Type", "application/json")
            .header("Transfer-Encoding", "chunked");
        let mut connection = request.head_sent();
        for piece in padded(length).as_bytes().chunks(100_000) {
            connection.write(format!("{:x}\r\n", piece.len()).as_bytes());
            connection.write(piece);
            connection.write(b"\r\n");
        }
        connection.write(b"0\r\n\r\n");
        connection.answer().done()
    };
    assert_eq!(execute(LIMIT).status, 200);
    assert_eq!(
        execute(LIMIT + 1).refused(),
        (413, "message_too_large".into())
    );
}

#[test]
fn who_waits_for_a_word_before_the_body_is_refused_without_it() {
    let service = Service::start();
    let request = Request::new(&service.address, "POST", "/tools/whoami/execute");
    let request = request
        .header("Content-Type", "application/json")
        .header("Expect", "100-continue");
    let request = request.header("Content-Length", "99999999");
    assert_eq!(
        request.head_sent().answer().done().refused(),
        (413, "message_too_large".into())
    );
}

#[test]
fn headers_are_the_meta_of_a_call() {
    let service = Service::start();
    let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let told = service
        .post(
            "/tools/whoami/execute",
            json!({"call_id": "c1", "input": {}, "_meta": {"turn_id": "forged"}}),
        )
        .header("AMPLIFIER-SESSION", "5f2c")
        .header("Amplifier-Deadline-Ms", "30000")
        .header("traceparent", trace)
        .done();
    let wanted =
        json!({"session": "5f2c", "turn": null, "trace": trace, "call": "c1", "deadline": true});
    assert_eq!(told.json()["output"], wanted);
    let unfit = service
        .tool("whoami", json!({}))
        .header("Amplifier-Deadline-Ms", "soon")
        .done();
    assert_eq!(unfit.json()["output"]["deadline"], false);
}

#[test]
fn errors_of_a_handler_are_problems_as_over_stdio() {
    let service = Service::start();
    let crashed = service
        .tool("conformance.fixture", json!({"crash": "handler"}))
        .done();
    assert_eq!(crashed.refused(), (500, "internal_error".into()));
    let failed = service
        .tool("conformance.fixture", json!({"fail": "no"}))
        .done();
    assert_eq!(
        failed.json()["success"],
        false,
        "a failure of a tool is a result"
    );
    let input = service
        .tool("conformance.fixture", json!({"delay_ms": "long"}))
        .done();
    assert_eq!(
        (input.status, &input.problem()["data"]["errors"][0]["path"]),
        (422, &json!("/input/delay_ms"))
    );
}

#[test]
fn the_binding_is_described() {
    let service = Service::start();
    let openapi = service.get("/openapi.json").done().json();
    let path = format!("{}/../schemas/openapi.json", env!("CARGO_MANIFEST_DIR"));
    let wanted: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(openapi, wanted);
}

#[test]
fn settings_are_for_all_who_call() {
    let service = Service::start();
    let greeting = || service.tool("greet", json!({})).done().json()["output"].clone();
    assert_eq!(greeting(), "Hello");
    let configured = service
        .post("/configure", json!({"config": {"greet": {"word": "Hi"}}}))
        .done();
    assert_eq!(configured.json(), json!({"status": "ok"}));
    assert_eq!(greeting(), "Hi");
    let unfit = service
        .post("/configure", json!({"config": {"greet": {"word": 1}}}))
        .done();
    assert_eq!(unfit.refused(), (422, "invalid_params".into()));
    assert_eq!(
        service.tool("greet", json!({})).done().refused(),
        (503, "not_ready".into())
    );
}

#[test]
fn a_connection_serves_one_request_after_the_other() {
    let service = Service::start();
    let mut connection = Connection::to(&service.address);
    connection.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /describe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    let mut first = connection.answer();
    assert_eq!((first.status, first.text()), (200, "{}".into()));
    let second = first.next();
    assert_eq!(second.done().json()["protocol_version"], "1.0");
}

#[test]
fn sessions_do_not_wait_for_each_other() {
    let service = Service::start();
    let say = |session, text| {
        let message = json!({"message": {"role": "user", "content": text}});
        service
            .post("/context/messages", message)
            .header("Amplifier-Session", session)
    };
    let blocked = say("a", "block").sent();
    service.logged("blocked");
    assert_eq!(say("b", "hello").done().status, 200);
    blocked.close();
}
