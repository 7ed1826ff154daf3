//! The way back.

use crate::client::{Done, Request};
use crate::host::{Asked, Host};
use crate::process::Service;
use serde_json::{Value, json};
use std::thread;

fn calling<'a>(service: &'a Service, host: &Host, method: &str, params: Value) -> Request<'a> {
    let input = json!({"calls": [{"method": method, "params": params}]});
    with_host(service.tool("conformance.fixture", input), host)
}

fn with_host<'a>(request: Request<'a>, host: &Host) -> Request<'a> {
    request
        .header("Amplifier-Callback", &format!("{}/back/", host.url))
        .header("Amplifier-Token", "t0ken")
}

/// Makes the request while the host answers.
fn meanwhile(request: Request<'_>, host: impl FnOnce()) -> Done {
    thread::scope(|scope| {
        let done = scope.spawn(|| request.done());
        host();
        done.join().unwrap()
    })
}

fn reply(done: &Done) -> Value {
    done.json()["output"]["calls"][0].clone()
}

#[test]
fn a_call_goes_to_the_callback_of_its_request() {
    let (service, host) = (Service::start(), Host::start());
    let request = calling(
        &service,
        &host,
        "state.get",
        json!({"key": "k", "_meta": {"turn_id": "own"}}),
    )
    .header("Amplifier-Session", "5f2c")
    .header("Amplifier-Turn", "t1")
    .header("Amplifier-Depth", "2")
    .header("Amplifier-Deadline-Ms", "30000")
    .header("baggage", "k=v");
    let done = meanwhile(request, || {
        let asked = host.next();
        assert_eq!(asked.target, "/back/state.get");
        assert_eq!(asked.body, json!({"key": "k"}), "without _meta");
        assert_eq!(asked.header("content-type"), Some("application/json"));
        assert_eq!(asked.header("amplifier-token"), Some("t0ken"));
        assert_eq!(asked.header("amplifier-session"), Some("5f2c"));
        assert_eq!(asked.header("amplifier-turn"), Some("own"));
        assert_eq!(asked.header("amplifier-depth"), Some("3"));
        assert_eq!(asked.header("baggage"), Some("k=v"));
        let left: u64 = asked
            .header("amplifier-deadline-ms")
            .unwrap()
            .parse()
            .unwrap();
        assert!(left <= 30000, "{left}");
        asked.result(&json!({"value": 7}));
    });
    assert_eq!(reply(&done), json!({"result": {"value": 7}}));
}

#[test]
fn calls_under_way_have_names_of_their_own() {
    let (service, host) = (Service::start(), Host::start());
    let first = calling(&service, &host, "state.get", json!({"key": "a"})).sent();
    let a = host.next();
    let second = calling(&service, &host, "state.get", json!({"key": "b"})).sent();
    let b = host.next();
    let name = |asked: &Asked| asked.header("amplifier-request").unwrap().to_string();
    assert_ne!(name(&a), name(&b));
    b.result(&json!({"value": "b"}));
    assert_eq!(
        reply(&second.answer().done()),
        json!({"result": {"value": "b"}})
    );
    a.result(&json!({"value": "a"}));
    assert_eq!(
        reply(&first.answer().done()),
        json!({"result": {"value": "a"}})
    );
}

#[test]
fn errors_of_the_host_come_back_as_they_are() {
    let (service, host) = (Service::start(), Host::start());
    let request = calling(
        &service,
        &host,
        "request.tool_execute",
        json!({"name": "x", "input": {}}),
    );
    let problem = json!({"status": 404, "detail": "no x", "kind": "not_found", "code": -32004, "data": {"kind": "not_found", "what": "tool"}});
    let done = meanwhile(request, || {
        host.next().answer(
            "404 Not Found",
            "application/problem+json",
            &problem.to_string(),
        );
    });
    let wanted =
        json!({"code": -32004, "message": "no x", "data": {"kind": "not_found", "what": "tool"}});
    assert_eq!(reply(&done), json!({"error": wanted}));
}

#[test]
fn what_is_no_answer_of_a_host_is_told_by_its_status() {
    let (service, host) = (Service::start(), Host::start());
    for (status, code) in [
        ("403 Forbidden", -32003),
        ("504 Gateway Timeout", -32001),
        ("302 Found", -32002),
        ("200 OK", -32002),
    ] {
        let request = calling(&service, &host, "state.get", json!({"key": "k"}));
        let done = meanwhile(request, || host.next().answer(status, "text/html", "<p>"));
        assert_eq!(reply(&done)["error"]["code"], code, "{status}");
    }
    let request = calling(&service, &host, "state.get", json!({"key": "k"}));
    let done = meanwhile(request, || drop(host.next()));
    assert_eq!(reply(&done)["error"]["code"], -32002, "no answer at all");
}

#[test]
fn without_a_callback_a_call_fails_in_the_service() {
    let service = Service::start();
    let input = json!({"calls": [{"method": "state.get", "params": {"key": "k"}}]});
    let done = service.tool("conformance.fixture", input.clone()).done();
    assert_eq!(reply(&done)["error"]["data"]["kind"], "service_unavailable");
    for odd in ["/relative", "http://127.0.0.1:1/?query", "127.0.0.1:1"] {
        let done = service
            .tool("conformance.fixture", input.clone())
            .header("Amplifier-Callback", odd)
            .done();
        assert_eq!(reply(&done)["error"]["code"], -32002, "{odd}");
    }
}

#[test]
fn who_is_tired_of_waiting_closes_the_connection() {
    let (service, host) = (Service::start(), Host::start());
    let request = with_host(service.tool("impatient", json!({})), &host);
    let done = meanwhile(request, || host.next().closed());
    assert_eq!(done.refused(), (504, "deadline_exceeded".into()));
}

#[test]
fn so_does_one_for_a_request_that_has_been_answered() {
    let (service, host) = (Service::start(), Host::start());
    let done = with_host(service.tool("call_late", json!({})), &host).sent();
    assert_eq!(done.answer().done().json()["success"], true);
    service.logged("no way to the host any more");
}

fn event(name: &str, data: &Value) -> String {
    format!("event: {name}\ndata: {data}\n\n")
}

#[test]
fn an_answer_of_a_model_comes_in_pieces() {
    let (service, host) = (Service::start(), Host::start());
    let done = meanwhile(
        with_host(service.tool("ask_model", json!({})), &host),
        || {
            let mut asked = host.next();
            assert_eq!(asked.target, "/back/request.provider_complete");
            assert!(
                asked
                    .header("accept")
                    .unwrap()
                    .contains("text/event-stream")
            );
            asked.begin_stream();
            asked.write(": hello\n\n");
            asked.write(&event(
                "stream.provider.token",
                &json!({"index": 0, "text": "Hel"}),
            ));
            asked.write(&event("vendor.odd", &json!({})));
            asked.write(&event(
                "stream.provider.token",
                &json!({"index": 0, "text": "lo"}),
            ));
            asked.write(&event(
                "result",
                &json!({"content": [{"type": "text", "text": "Hello"}]}),
            ));
        },
    );
    assert_eq!(
        done.json()["output"],
        json!({"pieces": ["Hel", "lo"], "text": "Hello"})
    );
}

#[test]
fn a_stream_that_breaks_gives_what_there_was() {
    let (service, host) = (Service::start(), Host::start());
    let done = meanwhile(
        with_host(service.tool("ask_model", json!({})), &host),
        || {
            let mut asked = host.next();
            asked.begin_stream();
            asked.write(&event(
                "stream.provider.token",
                &json!({"index": 0, "text": "Hel"}),
            ));
        },
    );
    assert_eq!(done.refused(), (503, "service_unavailable".into()));
    assert_eq!(done.problem()["data"]["partial"], "Hel");
}

#[test]
fn a_stream_may_end_with_an_error() {
    let (service, host) = (Service::start(), Host::start());
    let problem = json!({
        "status": 502, "detail": "slow down", "kind": "llm_error", "code": -32010,
        "data": {"kind": "llm_error", "llm_error": "rate_limit", "retryable": true},
    });
    let done = meanwhile(
        with_host(service.tool("ask_model", json!({})), &host),
        || {
            let mut asked = host.next();
            asked.begin_stream();
            asked.write(&event("error", &problem));
        },
    );
    assert_eq!(done.refused(), (502, "llm_error".into()));
    assert_eq!(done.problem()["data"]["llm_error"], "rate_limit");
}

#[test]
fn notifications_go_back_too_and_a_channel_has_the_way_of_its_message() {
    let (service, host) = (Service::start(), Host::start());
    let message = json!({"sender": "words", "data": [1]});
    let published = with_host(service.post("/channels/news", message), &host).done();
    assert_eq!((published.status, published.body.as_str()), (204, ""));
    let asked = host.next();
    assert_eq!(asked.target, "/back/channel.publish");
    assert_eq!(asked.body, json!({"channel": "echo", "data": [1]}));
    asked.nothing();
    let unfit = with_host(service.post("/channels/news", json!({"data": 1})), &host).done();
    assert_eq!(unfit.refused(), (422, "invalid_params".into()));
    let other = service
        .post("/channels/weather", json!({"sender": "w", "data": 1}))
        .done();
    assert_eq!(other.status, 204, "who does not subscribe ignores it");
}

#[test]
fn a_token_is_told_to_nobody_but_its_host() {
    let mut service = Service::start();
    let gone = {
        let host = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        host.local_addr().unwrap()
    };
    let request = service.tool("ask_model", json!({}));
    let request = request.header("Amplifier-Callback", &format!("http://{gone}/s"));
    let refused = request.header("Amplifier-Token", "t0ken").done();
    assert_eq!(refused.refused(), (503, "service_unavailable".into()));
    let published = service.post("/channels/news", json!({"sender": "w", "data": 1}));
    let published = published.header("Amplifier-Callback", &format!("http://{gone}/s"));
    assert_eq!(
        published.header("Amplifier-Token", "t0ken").done().status,
        204
    );
    service.terminate();
    let (_, _, log) = service.end();
    let log = log.join("\n");
    assert!(
        log.contains("channel.publish did not reach the host"),
        "{log}"
    );
    assert!(
        !log.contains("t0ken") && !refused.body.contains("t0ken"),
        "{log}"
    );
}
