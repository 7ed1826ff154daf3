//! Answers that are streams.

use crate::host::Host;
use crate::process::Service;
use serde_json::{Value, json};

#[test]
fn a_tool_streams_if_it_is_asked_to() {
    let service = Service::start();
    let input = json!({"log": "hello", "progress": 2, "stream": ["a\nb"], "echo": [1]});
    let answer = service.tool("conformance.fixture", input).streamed().open();
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, Some("text/event-stream"))
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let events = answer.events();
    let names: Vec<&str> = events.iter().map(|(name, _)| name.as_str()).collect();
    let wanted = [
        "$/log",
        "$/progress",
        "$/progress",
        "stream.tool.output",
        "result",
    ];
    assert_eq!(names, wanted);
    assert_eq!(events[0].1["message"], "hello");
    assert_eq!(
        events[3].1,
        json!({"channel": "stdout", "text": "a\nb"}),
        "without request_id"
    );
    assert_eq!(events[4].1["output"]["echo"], json!([1]));
}

#[test]
fn without_a_stream_progress_is_dropped_and_a_log_goes_to_stderr() {
    let service = Service::start();
    let input = json!({"log": "hello", "progress": 2, "stream": ["x"], "echo": 1});
    let answer = service.tool("conformance.fixture", input).done();
    assert_eq!(answer.json()["output"], json!({"echo": 1}));
    service.logged("info: conformance.fixture: hello");
}

#[test]
fn an_event_comes_when_it_happens() {
    let service = Service::start();
    let mut answer = service.tool("hold", json!({})).streamed().open();
    let (name, data) = answer.event().unwrap();
    assert_eq!(
        (name.as_str(), &data["message"]),
        ("$/progress", &json!("holding"))
    );
    answer.close();
}

#[test]
fn a_provider_has_an_endpoint_for_its_stream() {
    let service = Service::start();
    let request = json!({"request": {"messages": [{"role": "user", "content": "a b"}]}});
    let events = service
        .post("/providers/echo/stream", request.clone())
        .open()
        .events();
    let texts: Vec<&Value> = events.iter().map(|(_, data)| &data["text"]).collect();
    assert_eq!(texts[..2], [&json!("a "), &json!("b")]);
    assert_eq!(events[0].0, "stream.provider.token");
    assert_eq!(
        (events[2].0.as_str(), &events[2].1["content"][0]["text"]),
        ("result", &json!("a b"))
    );
    assert_eq!(
        service
            .post("/providers/echo/complete", request)
            .streamed()
            .done()
            .status,
        200
    );
}

#[test]
fn an_orchestrator_always_streams() {
    let (service, host) = (Service::start(), Host::start());
    let turn = turn(&service, &host, "s", "begun");
    let mut answer = turn.open();
    assert_eq!(answer.event().unwrap().1["text"], "begun");
    host.next().result(&json!({"success": true, "output": 3}));
    let (name, result) = answer.event().unwrap();
    assert_eq!(
        (name.as_str(), &result["response"]),
        ("result", &json!("3"))
    );
    assert!(answer.event().is_none());
}

pub(crate) fn turn<'a>(
    service: &'a Service,
    host: &Host,
    session: &str,
    prompt: &str,
) -> crate::client::Request<'a> {
    let params = json!({
        "prompt": prompt, "system_prompt": "", "tools": [], "hooks": [], "providers": [], "agents": [], "config": {},
    });
    service
        .post("/orchestrator/execute", params)
        .header("Amplifier-Session", session)
        .header("Amplifier-Callback", &format!("{}/s/{session}", host.url))
        .header("Amplifier-Token", "t0ken")
}

#[test]
fn a_handler_that_fails_ends_its_stream_with_a_problem() {
    let service = Service::start();
    let crashed = service
        .tool("conformance.fixture", json!({"crash": "handler"}))
        .streamed();
    let events = crashed.open().events();
    assert_eq!(events.len(), 1);
    let (name, problem) = &events[0];
    assert_eq!(
        (name.as_str(), &problem["kind"], &problem["status"]),
        ("error", &json!("internal_error"), &json!(500))
    );
}

#[test]
fn what_is_refused_before_its_handler_is_no_stream() {
    let service = Service::start();
    let unfit = service
        .tool("conformance.fixture", json!({"delay_ms": "long"}))
        .streamed()
        .done();
    assert_eq!(unfit.refused(), (422, "invalid_params".into()));
    let empty = service.post("/orchestrator/execute", json!({})).done();
    assert_eq!(empty.refused(), (422, "invalid_params".into()));
    let nobody = service.tool("nobody", json!({})).streamed().done();
    assert_eq!(nobody.refused(), (404, "not_found".into()));
}

#[test]
fn what_came_before_a_crash_of_the_process_is_told() {
    let service = Service::start();
    let input = json!({"stream": ["a"], "progress": 1, "crash": "process"});
    let mut answer = service.tool("conformance.fixture", input).streamed().open();
    assert_eq!(answer.event().unwrap().0, "$/progress");
    assert_eq!(answer.event().unwrap().0, "stream.tool.output");
}
