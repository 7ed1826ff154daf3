//! Cancels and deadlines.

use crate::host::Host;
use crate::process::Service;
use crate::streams::turn;
use serde_json::json;
use std::time::{Duration, Instant};

#[test]
fn a_closed_connection_cancels() {
    let service = Service::start();
    let connection = service.tool("hold", json!({})).sent();
    service.logged("holding");
    connection.close();
    service.logged("let go");
}

#[test]
fn so_does_one_that_is_closed_in_a_stream() {
    let service = Service::start();
    let mut answer = service.tool("hold", json!({})).streamed().open();
    answer.event().unwrap();
    answer.close();
    service.logged("let go");
}

#[test]
fn a_cancel_reaches_the_calls_that_are_made_for_the_request() {
    let (service, host) = (Service::start(), Host::start());
    let mut answer = turn(&service, &host, "s", "begun").open();
    answer.event().unwrap();
    let asked = host.next();
    answer.close();
    asked.closed();
}

#[test]
fn a_graceful_cancel_is_passed_on_and_the_stream_goes_on() {
    let (service, host) = (Service::start(), Host::start());
    let mut answer = turn(&service, &host, "s", "begun").open();
    answer.event().unwrap();
    let asked = host.next();
    let id = asked.header("amplifier-request").unwrap().to_string();
    let cancel = json!({"mode": "graceful", "reason": "enough"});
    let cancelled = service
        .post("/orchestrator/cancel", cancel.clone())
        .header("Amplifier-Session", "s");
    assert_eq!(cancelled.done().status, 204);
    let passed_on = host.next();
    assert_eq!(passed_on.target, "/s/s/$/cancel");
    assert_eq!(
        passed_on.body,
        json!({"id": id, "mode": "graceful", "reason": "enough"})
    );
    assert_eq!(passed_on.header("amplifier-token"), Some("t0ken"));
    assert_eq!(passed_on.header("amplifier-session"), Some("s"));
    passed_on.nothing();
    asked.result(&json!({"success": true, "output": "half"}));
    let stored = host.next();
    assert_eq!(
        (stored.target.as_str(), &stored.body["value"]),
        ("/s/s/state.set", &json!("half"))
    );
    stored.result(&json!({}));
    let (name, result) = answer.event().unwrap();
    assert_eq!(name, "result");
    assert!(
        host.is_quiet(),
        "what is called after the cancel is not cancelled by it"
    );
    assert_eq!(
        (&result["response"], &result["status"]),
        (&json!("\"half\""), &json!("cancelled"))
    );
}

#[test]
fn after_a_cancel_what_there_is_may_still_be_stored() {
    let (service, host) = (Service::start(), Host::start());
    let request = service.tool("store_late", json!({})).streamed();
    let request = request
        .header("Amplifier-Callback", &host.url)
        .header("Amplifier-Token", "t0ken");
    let mut answer = request.open();
    answer.event().unwrap();
    answer.close();
    let stored = host.next();
    assert_eq!(
        (stored.target.as_str(), &stored.body["value"]),
        ("/state.set", &json!(1))
    );
    stored.result(&json!({}));
}

#[test]
fn an_immediate_cancel_of_a_session_ends_its_stream_with_an_error() {
    let (service, host) = (Service::start(), Host::start());
    let mut answer = turn(&service, &host, "s", "begun").open();
    answer.event().unwrap();
    let asked = host.next();
    let cancel = service
        .post("/orchestrator/cancel", json!({}))
        .header("Amplifier-Session", "s");
    assert_eq!(cancel.done().status, 204);
    asked.closed();
    let (name, problem) = answer.event().unwrap();
    assert_eq!(
        (name.as_str(), &problem["kind"], &problem["status"]),
        ("error", &json!("cancelled"), &json!(499))
    );
}

#[test]
fn a_cancel_is_about_its_own_session() {
    let (service, host) = (Service::start(), Host::start());
    let mut answer = turn(&service, &host, "s", "begun").open();
    answer.event().unwrap();
    let asked = host.next();
    for session in [Some("other"), None] {
        let cancel = service.post("/orchestrator/cancel", json!({}));
        let cancel = match session {
            Some(session) => cancel.header("Amplifier-Session", session),
            None => cancel,
        };
        assert_eq!(cancel.done().status, 204);
    }
    asked.result(&json!({"success": true, "output": 1}));
    assert_eq!(answer.event().unwrap().0, "result");
}

#[test]
fn what_is_not_answered_in_time_is_answered_for() {
    let service = Service::start();
    let start = Instant::now();
    let late = service
        .tool("hold", json!({}))
        .header("Amplifier-Deadline-Ms", "200")
        .done();
    assert_eq!(late.refused(), (504, "deadline_exceeded".into()));
    assert!(start.elapsed() >= Duration::from_millis(200));
    let mut stream = service
        .tool("hold", json!({}))
        .header("Amplifier-Deadline-Ms", "200")
        .streamed()
        .open();
    assert_eq!(stream.event().unwrap().0, "$/progress");
    let (name, problem) = stream.event().unwrap();
    assert_eq!((name.as_str(), &problem["status"]), ("error", &json!(504)));
    for passed in ["0", "-1"] {
        let passed = service
            .tool("whoami", json!({}))
            .header("Amplifier-Deadline-Ms", passed)
            .done();
        assert_eq!(passed.refused(), (504, "deadline_exceeded".into()));
    }
}

#[test]
fn a_body_that_does_not_come_in_time_is_not_waited_for() {
    let service = Service::start();
    let request = crate::client::Request::new(&service.address, "POST", "/tools/whoami/execute");
    let request = request
        .header("Content-Type", "application/json")
        .header("Content-Length", "100");
    let connection = request.header("Amplifier-Deadline-Ms", "200").head_sent();
    assert_eq!(
        connection.answer().done().refused(),
        (504, "deadline_exceeded".into())
    );
}
