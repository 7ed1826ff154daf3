//! Who may ask, and how many at once.

use crate::client::Request;
use crate::process::Service;
use serde_json::json;

#[test]
fn a_service_with_a_token_lets_in_who_knows_it() {
    let service = Service::with(&[("AMPLIFIER_HTTP_TOKEN", "s3cret")]);
    let ask = |authorization: Option<&str>| {
        let request = service.get("/describe");
        match authorization {
            Some(value) => request.header("Authorization", value).done(),
            None => request.done(),
        }
    };
    for unknown in [
        None,
        Some("Bearer wrong!"),
        Some("Basic s3cret"),
        Some("s3cret"),
        Some("Bearer s3cre"),
    ] {
        let refused = ask(unknown);
        assert_eq!(
            refused.refused(),
            (401, "permission_denied".into()),
            "{unknown:?}"
        );
        assert_eq!(refused.header("www-authenticate"), Some("Bearer"));
        assert!(!refused.body.contains("s3cret"), "{}", refused.body);
    }
    assert_eq!(ask(Some("Bearer s3cret")).status, 200);
    assert_eq!(
        ask(Some("bearer s3cret")).status,
        200,
        "a scheme has no case (RFC 9110, 11.1)"
    );
    assert_eq!(service.get("/nothing").done().status, 401);
    assert_eq!(service.get("/openapi.json").done().status, 401);
    assert_eq!(service.get("/healthz").done().json(), json!({}));
}

#[test]
fn a_browser_is_refused_wherever_it_asks() {
    let service = Service::start();
    for target in ["/describe", "/healthz", "/openapi.json", "/nothing"] {
        let refused = service
            .get(target)
            .header("Origin", "https://example.org")
            .done();
        assert_eq!(
            refused.refused(),
            (403, "permission_denied".into()),
            "{target}"
        );
    }
}

#[test]
fn above_the_limit_only_what_does_not_count_is_answered() {
    let service = Service::start();
    let held: Vec<_> = (0..3)
        .map(|_| service.tool("hold", json!({})).sent())
        .collect();
    for _ in &held {
        service.logged("holding");
    }
    let refused = service.tool("whoami", json!({})).done();
    assert_eq!(refused.refused(), (429, "overloaded".into()));
    assert_eq!(service.get("/describe").done().status, 200);
    assert_eq!(service.get("/healthz").done().status, 200);
    let hook = service
        .post("/hooks/session%3Astart", json!({"data": {}}))
        .done();
    assert_eq!(hook.status, 200);
    let cancel = service.post("/orchestrator/cancel", json!({})).done();
    assert_eq!(cancel.status, 204, "a cancel gets through");
    let count = held.len();
    for connection in held {
        connection.close();
    }
    for _ in 0..count {
        service.logged("let go");
    }
    let again = || {
        Request::new(&service.address, "GET", "/context/messages")
            .done()
            .status
    };
    while again() == 429 {} // the handlers have been told, and are about to end
    assert_eq!(again(), 200);
}
