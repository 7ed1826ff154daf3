//! EOF and SIGTERM: what is under way may finish, then the process ends with 0.

use crate::process::{Service, error};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const GRACE: Duration = Duration::from_secs(5);

#[test]
fn eof_ends_an_idle_service_and_cleanup_runs() {
    let mut service = Service::described();
    service.close();
    let (status, rest, stderr) = service.end();
    assert_eq!((status.code(), rest), (Some(0), vec![]));
    assert!(stderr.contains("cleaned up"), "{stderr}");
}

#[test]
fn eof_before_the_first_word_is_no_fault() {
    let mut service = Service::start(&[]);
    service.close();
    assert_eq!(service.end().0.code(), Some(0));
}

#[test]
fn what_was_asked_before_eof_is_answered() {
    let mut service = Service::described();
    for n in 0..20 {
        service.tool(n, "greet", json!({"name": "you"}));
    }
    service.close();
    let (status, rest, _) = service.end();
    let mut ids: Vec<&Value> = rest.iter().map(|answer| &answer["id"]).collect();
    ids.sort_by_key(|id| id.as_u64());
    assert_eq!(
        ids,
        (0..20)
            .map(Value::from)
            .collect::<Vec<_>>()
            .iter()
            .collect::<Vec<_>>()
    );
    assert_eq!(status.code(), Some(0));
}

#[test]
fn sigterm_lets_what_is_under_way_finish_and_takes_nothing_new() {
    let mut service = Service::described();
    service.tool("a", "ask_host", json!({"name": "inner"}));
    assert_eq!(service.next()["method"], "$/progress");
    assert_eq!(service.next()["id"], "s-1");
    service.terminate();
    // The signal has arrived once a new call is refused.
    loop {
        let answer = service.ask_tool("greet", json!({"name": "you"}));
        if answer.get("error").is_some() {
            assert_eq!(error(&answer), (-32002, "service_unavailable"));
            break;
        }
    }
    service.send(&json!({"jsonrpc": "2.0", "id": "s-1", "result": {"output": 5}}));
    assert_eq!(service.next()["result"]["output"], 5);
    assert_eq!(service.end().0.code(), Some(0), "with stdin still open");
}

#[test]
fn eof_fails_the_calls_to_the_host() {
    let mut service = Service::described();
    service.tool("a", "ask_host", json!({"name": "inner"}));
    assert_eq!(service.next()["method"], "$/progress");
    assert_eq!(service.next()["id"], "s-1");
    service.close();
    assert_eq!(error(&service.next()), (-32002, "service_unavailable"));
    assert_eq!(service.end().0.code(), Some(0));
}

#[test]
fn a_handler_that_does_not_end_does_not_keep_the_process() {
    let mut service = Service::described();
    service.tool("a", "stubborn", json!({}));
    assert_eq!(service.next()["method"], "$/progress");
    let closed = Instant::now();
    service.close();
    let (status, rest, stderr) = service.end();
    assert!(closed.elapsed() < GRACE, "{:?}", closed.elapsed());
    assert_eq!(
        (status.code(), error(&rest[0])),
        (Some(0), (-32800, "cancelled"))
    );
    assert!(stderr.contains("cleaned up"), "{stderr}");
}

#[cfg(not(feature = "http"))]
#[test]
fn asked_for_http_without_the_feature_it_says_which_to_enable() {
    for (arguments, transport) in [(&["--http", ":0"][..], "stdio"), (&[], "http")] {
        let ended = std::process::Command::new(env!("CARGO_BIN_EXE_amplifier-ipc-fixture"))
            .args(arguments)
            .env("AMPLIFIER_TRANSPORT", transport)
            .output()
            .unwrap();
        let told = String::from_utf8(ended.stderr).unwrap();
        assert!(!ended.status.success() && ended.stdout.is_empty());
        assert_eq!(told.lines().count(), 1, "{told}");
        assert!(
            told.contains("enable the feature `http` of the crate amplifier-ipc"),
            "{told}"
        );
    }
}
