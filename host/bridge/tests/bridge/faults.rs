//! Services that are not there, or answer what is no answer.

use crate::rig::Rig;
use amplifier_ipc_bridge::{Bridge, Error, Remote};
use serde_json::json;

#[test]
fn a_service_that_refuses_connections_is_named_with_its_address() {
    let mut rig = Rig::with(|remote| {
        // A port that was free a moment ago, and is given to nobody else so soon.
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        remote.url = format!("http://{}", free.local_addr().unwrap());
    });
    rig.ask("h-1", "describe", json!({}));
    let error = &rig.heard()["error"];
    assert_eq!(error["code"], -32002);
    let message = error["message"].as_str().unwrap();
    assert!(
        message.starts_with("service words cannot be reached at http://127.0.0.1:"),
        "{message}"
    );
    assert!(message.ends_with(": connection refused"), "{message}");
}

#[test]
fn a_service_that_hangs_up_without_an_answer_is_unavailable() {
    let mut rig = Rig::new();
    rig.ask("h-1", "context.clear", json!({}));
    let mut link = rig.accept();
    link.read();
    drop(link);
    let error = &rig.heard()["error"];
    assert_eq!(error["code"], -32002, "{error}");
    assert_eq!(error["data"]["service"], "words");
}

#[test]
fn a_redirect_is_not_followed() {
    let mut rig = Rig::new();
    rig.ask("h-1", "context.get_messages", json!({}));
    let mut link = rig.accept();
    link.read();
    let elsewhere = format!("{}/elsewhere", rig.url);
    link.write(&format!(
        "HTTP/1.1 307 X\r\nLocation: {elsewhere}\r\nContent-Length: 0\r\n\r\n"
    ));
    assert_eq!(rig.heard()["error"]["code"], -32002);
    // The same connection is used again, and asked nothing in between.
    rig.ask("h-2", "ping", json!({}));
    assert_eq!(link.read().first, "GET /healthz HTTP/1.1");
}

#[test]
fn an_answer_over_the_limit_is_not_kept() {
    let mut rig = Rig::with(|remote| remote.max_message_bytes = 100);
    rig.ask("h-1", "context.get_messages", json!({}));
    let mut link = rig.accept();
    link.read();
    link.write(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n",
    );
    link.write(&" ".repeat(200));
    let error = &rig.heard()["error"];
    assert_eq!(error["code"], -32002);
    assert!(
        error["message"].as_str().unwrap().contains("100 bytes"),
        "{error}"
    );
    assert!(link.is_closed());
}

#[test]
fn an_answer_that_would_be_two_members_is_none() {
    for body in ["{},\"id\":\"h-2\"", "{} {}", "{\"a\":\"\\ud800\"}", ""] {
        let mut rig = Rig::new();
        rig.ask("h-1", "context.get_messages", json!({}));
        let mut link = rig.accept();
        link.read();
        link.answer(200, "application/json", body);
        let heard = rig.heard();
        assert_eq!(
            (&heard["id"], &heard["error"]["code"]),
            (&json!("h-1"), &json!(-32002)),
            "{body}"
        );
    }
}

#[test]
fn an_orchestrator_that_does_not_stream_has_not_answered() {
    let mut rig = Rig::new();
    rig.ask("h-1", "orchestrator.execute", json!({"prompt": "hi"}));
    let mut link = rig.accept();
    link.read();
    link.result(json!({"response": "hi"}));
    assert_eq!(rig.heard()["error"]["code"], -32002);
}

#[test]
fn what_is_no_address_is_refused_at_once() {
    for url in [
        "",
        "words",
        "ftp://x",
        "https://x",
        "http://a@x",
        "http://x/?q=1",
        "http://",
    ] {
        let remote = Remote {
            url: url.to_owned(),
            ..Remote::default()
        };
        let refused = Bridge::shared().unwrap().connect(remote);
        assert!(matches!(refused, Err(Error::Url { .. })), "{url}");
    }
    let token = Some("a\nb".to_owned());
    let remote = Remote {
        url: "http://x".to_owned(),
        token,
        ..Remote::default()
    };
    assert!(matches!(
        Bridge::shared().unwrap().connect(remote),
        Err(Error::Token)
    ));
}
