//! How a service starts to listen, and how it ends.

use crate::client::Connection;
use crate::process::{Service, command};
use serde_json::json;
use std::net::TcpListener;
use std::time::{Duration, Instant};

#[test]
fn one_line_tells_where_it_listens_and_nothing_else_reaches_stdout() {
    let mut service = Service::start();
    assert_eq!(service.tool("noise", json!({})).done().status, 200);
    service.close_stdin();
    assert_eq!(
        service.get("/healthz").done().status,
        200,
        "the end of stdin is not its end"
    );
    service.terminate();
    let (status, output, log) = service.end();
    assert_eq!((status.code(), output.as_str()), (Some(0), ""));
    for line in ["printed", "from a child", "cleaned up"] {
        assert!(log.contains(&line.to_string()), "{log:?}");
    }
}

#[test]
fn the_environment_says_it_too() {
    let environment = [
        ("AMPLIFIER_TRANSPORT", "http"),
        ("AMPLIFIER_HTTP_ADDRESS", "localhost:0"),
    ];
    let service = Service::of(command(&[], &environment));
    assert_eq!(service.get("/healthz").done().status, 200);
}

#[test]
fn at_the_end_what_is_under_way_is_answered() {
    let mut service = Service::start();
    let idle = Connection::to(&service.address);
    let start = Instant::now();
    let delayed = service
        .tool(
            "conformance.fixture",
            json!({"log": "begun", "delay_ms": 300, "echo": 1}),
        )
        .sent();
    service.logged("info: conformance.fixture: begun");
    service.terminate();
    assert_eq!(delayed.answer().done().json()["output"]["echo"], 1);
    assert_eq!(service.end().0.code(), Some(0));
    assert!(start.elapsed() < Duration::from_secs(5));
    idle.close();
}

#[test]
fn and_then_cancelled() {
    let mut service = Service::start();
    let mut stream = service.tool("hold", json!({})).streamed().open();
    stream.event().unwrap();
    let start = Instant::now();
    service.terminate();
    let (name, problem) = stream.event().unwrap();
    assert_eq!(
        (name.as_str(), &problem["kind"]),
        ("error", &json!("cancelled"))
    );
    assert_eq!(service.end().0.code(), Some(0));
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn one_that_cannot_be_cancelled_is_left_behind() {
    let mut service = Service::start();
    let stubborn = service.tool("stubborn", json!({})).sent();
    service.logged("blocking");
    let start = Instant::now();
    service.terminate();
    let (status, _, log) = service.end();
    assert_eq!(status.code(), Some(0));
    assert!(start.elapsed() < Duration::from_secs(5));
    assert!(log.contains(&"cleaned up".to_string()));
    stubborn.close();
}

#[test]
fn it_starts_with_the_settings_of_its_environment() {
    let service = Service::with(&[("AMPLIFIER_CONFIG", r#"{"greet":{"word":"Hi"}}"#)]);
    assert_eq!(
        service.tool("greet", json!({})).done().json()["output"],
        "Hi"
    );
}

/// Starts what cannot start: its exit code is another than 0, and what it says on stderr comes back.
fn refused(arguments: &[&str], environment: &[(&str, &str)]) -> String {
    let ended = command(arguments, environment).output().unwrap();
    assert_ne!(ended.status.code(), Some(0));
    assert_eq!(ended.stdout, b"");
    String::from_utf8(ended.stderr).unwrap()
}

#[test]
fn settings_that_do_not_fit_end_it() {
    let start = |config| refused(&["--http", ":0"], &[("AMPLIFIER_CONFIG", config)]);
    let told = start(r#"{"greet":{"word":1},"great":{}}"#);
    assert!(
        told.contains("/config/greet/word") && told.contains("/config/great"),
        "{told}"
    );
    assert!(told.contains("cleaned up"), "{told}");
    assert!(start("{").contains("AMPLIFIER_CONFIG is not JSON"));
    assert!(start("[]").contains("/config"));
}

#[test]
fn where_it_cannot_listen_it_says_so() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    assert!(refused(&["--http", &address], &[]).contains(&format!("cannot listen at {address}")));
    assert!(refused(&["--http=nowhere"], &[]).contains("'nowhere' is no address"));
    assert!(refused(&[], &[("AMPLIFIER_TRANSPORT", "pigeon")]).contains("'pigeon'"));
}
