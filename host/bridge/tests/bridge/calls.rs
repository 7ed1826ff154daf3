//! Calls of the host and what is sent for them.

use crate::rig::Rig;
use serde_json::json;

#[test]
fn a_call_is_a_request_with_the_way_back_and_the_answer_has_its_id() {
    let mut rig = Rig::new();
    rig.ask(
        "h-7",
        "context.add_message",
        json!({"_meta": {"depth": 2}, "message": {"role": "user"}}),
    );
    let mut link = rig.accept();
    let request = link.read();
    assert_eq!(request.first, "POST /context/messages HTTP/1.1");
    assert_eq!(request.json(), json!({"message": {"role": "user"}}));
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("amplifier-depth"), Some("2"));
    assert_eq!(request.header("amplifier-session"), Some("5f2c"));
    assert_eq!(request.header("authorization"), None);
    let callback = request.header("amplifier-callback").unwrap();
    assert!(callback.starts_with("http://127.0.0.1:"), "{callback}");
    // 256 bits, in hexadecimal digits.
    assert_eq!(request.header("amplifier-token").unwrap().len(), 64);
    link.result(json!({}));
    assert_eq!(
        rig.heard(),
        json!({"jsonrpc": "2.0", "id": "h-7", "result": {}})
    );
}

#[test]
fn describe_and_ping_tell_nobody_the_way_back() {
    let mut rig = Rig::new();
    rig.ask("h-1", "describe", json!({"protocol_versions": ["1.0"]}));
    let mut link = rig.accept();
    let request = link.read();
    assert_eq!(request.header("amplifier-protocol"), Some("1.0"));
    assert_eq!(request.header("amplifier-token"), None);
    link.result(json!({"name": "words"}));
    rig.heard();
    rig.ask("h-2", "ping", json!({}));
    let request = link.read();
    assert_eq!(request.first, "GET /healthz HTTP/1.1");
    assert_eq!(request.header("amplifier-callback"), None);
    link.result(json!({}));
    assert_eq!(rig.heard()["result"], json!({}));
}

#[test]
fn a_caller_that_names_no_provider_gets_the_first_one() {
    let mut rig = Rig::new();
    rig.ask("h-1", "describe", json!({"protocol_versions": ["1.0"]}));
    let mut link = rig.accept();
    link.read();
    link.result(json!({"capabilities": {"providers": [{"name": "one/two"}, {"name": "other"}]}}));
    rig.heard();
    rig.ask("h-2", "provider.info", json!({}));
    assert_eq!(link.read().first, "GET /providers/one%2Ftwo HTTP/1.1");
}

#[test]
fn a_token_of_the_service_and_a_prefix_of_its_address_are_used() {
    let mut rig = Rig::with(|remote| {
        remote.url.push_str("/svc/");
        remote.token = Some("secret".to_owned());
    });
    rig.ask("h-1", "provider.info", json!({"provider": ".."}));
    let request = rig.accept().read();
    assert_eq!(request.first, "GET /svc/providers/.. HTTP/1.1");
    assert_eq!(request.header("authorization"), Some("Bearer secret"));
}

#[test]
fn the_session_is_that_of_the_connection_whatever_a_caller_writes() {
    let mut rig = Rig::new();
    let meta = json!({"session_id": "of somebody else", "turn_id": "t1"});
    rig.ask("h-1", "context.get_messages", json!({"_meta": meta}));
    let request = rig.accept().read();
    assert_eq!(request.header("amplifier-session"), Some("5f2c"));
    assert_eq!(request.header("amplifier-turn"), Some("t1"));
}

#[test]
fn notifications_arrive_one_after_the_other() {
    let mut rig = Rig::new();
    for number in 0..3 {
        let params = json!({"channel": "news", "sender": "x", "data": number});
        rig.say(json!({"jsonrpc": "2.0", "method": "channel.message", "params": params}));
    }
    let mut link = rig.accept();
    for number in 0..3 {
        let request = link.read();
        assert_eq!(request.first, "POST /channels/news HTTP/1.1");
        assert_eq!(request.json(), json!({"sender": "x", "data": number}));
        link.write("HTTP/1.1 204 No Content\r\n\r\n");
    }
}

#[test]
fn a_method_without_an_endpoint_is_refused() {
    let mut rig = Rig::new();
    rig.ask("h-1", "tool.execute", json!({"input": {}}));
    assert_eq!(rig.heard()["error"]["code"], -32602);
}

#[test]
fn when_the_router_lets_go_the_calls_are_given_up_and_the_bridge_ends() {
    let mut rig = Rig::new();
    rig.ask("h-1", "tool.execute", json!({"name": "slow", "input": {}}));
    let mut link = rig.accept();
    link.read();
    rig.close();
    assert!(link.is_closed());
    assert!(rig.is_over());
}
