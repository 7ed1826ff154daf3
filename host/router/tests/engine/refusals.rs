//! Lines that are no messages, and messages that two readers might read differently (protocol §2).

use crate::rig::Rig;
use amplifier_ipc_router::engine::Up;
use serde_json::{Value, json};

#[test]
fn each_illegal_line_gets_the_answer_that_the_protocol_names() {
    for (line, id, code) in [
        ("hello", json!(null), -32700),
        (
            r#"{"jsonrpc":"2.0","id":4,"method":"ping","params":{"x":NaN}}"#,
            json!(4),
            -32700,
        ),
        (
            r#"{"jsonrpc":"2.0","id":4,"method":"ping","params":{"x":"\ud800"}}"#,
            json!(4),
            -32700,
        ),
        (
            r#"[{"jsonrpc":"2.0","id":4,"method":"ping"}]"#,
            json!(null),
            -32600,
        ),
        (
            r#"{"jsonrpc":"1.0","id":4,"method":"ping"}"#,
            json!(4),
            -32600,
        ),
        (
            r#"{"jsonrpc":"2.0","id":4,"method":"ping","params":[]}"#,
            json!(4),
            -32600,
        ),
        (
            r#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#,
            json!(null),
            -32600,
        ),
        (r#"{"jsonrpc":"2.0","id":4}"#, json!(4), -32600),
        (
            r#"{"jsonrpc":"2.0","method":"ping","params":null,"id":4}"#,
            json!(null),
            -32600,
        ),
    ] {
        let mut rig = Rig::pair();
        rig.say_text("tools", line);
        let answer = rig.heard("tools");
        assert_eq!(
            (&answer["id"], answer["error"]["code"].as_i64()),
            (&id, Some(code)),
            "{line}"
        );
        assert_eq!(
            rig.record.up.pop_front().map(|(kind, ..)| kind),
            Some(Up::Junk)
        );
    }
}

#[test]
fn a_doubled_routing_member_is_refused_and_goes_nowhere() {
    let mut rig = Rig::pair();
    for (line, id) in [
        (
            r#"{"jsonrpc":"2.0","id":1,"method":"request.tool_execute","params":{"name":"count","n\u0061me":"read_file"}}"#,
            json!(1),
        ),
        (
            r#"{"jsonrpc":"2.0","id":1,"method":"request.tool_execute","params":{"name":"count"},"method":"x"}"#,
            json!(1),
        ),
        (
            r#"{"jsonrpc":"2.0","id":1,"\u0069d":2,"method":"request.tool_execute","params":{"name":"count"}}"#,
            json!(2),
        ),
        (
            r#"{"jsonrpc":"2.0","id":1,"id":1.5,"method":"request.tool_execute","params":{"name":"count"}}"#,
            json!(null),
        ),
        (
            r#"{"jsonrpc":"2.0","id":1,"method":"request.tool_execute","params":{"name":"count"},"id":2}"#,
            json!(1),
        ),
        (
            r#"{"jsonrpc":"2.0","method":"request.tool_execute","params":{"name":"count"},"params":{},"id":1}"#,
            json!(null),
        ),
    ] {
        rig.say_text("agent", line);
        let answer = rig.heard("agent");
        assert_eq!(
            (&answer["id"], &answer["error"]["code"]),
            (&id, &json!(-32600)),
            "{line}"
        );
    }
    assert!(rig.silent("tools"));
}

#[test]
fn what_is_or_may_be_an_answer_is_never_refused() {
    let mut rig = Rig::pair();
    for line in [
        r#"{"jsonrpc":"2.0","method":"stream.token","params":[]}"#,
        r#"{"jsonrpc":"2.0","method":"stream.token","params":{"request_id":"h-1","request_id":"h-2"}}"#,
        r#"{"jsonrpc":"2.0","result":1}"#,
        r#"{"jsonrpc":"2.0","id":1,"result":1,"error":{"code":1,"message":"m"}}"#,
        r#"{"jsonrpc":"2.0","id":"h-5","result":1,"result":2}"#,
        r#"{"jsonrpc":"2.0","id":"h-5","error":"no"}"#,
        r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"m"}}"#,
        r#"{"jsonrpc":"2.0","error":{"code":-32700,"message":"m"}}"#,
    ] {
        rig.say_text("tools", line);
        assert!(rig.silent("tools"), "{line}");
    }
    assert_eq!(rig.engine.stats()[2].2.dropped, 8);
}

#[test]
fn a_caller_does_not_wait_for_an_answer_that_came_out_broken() {
    for broken in [
        r#"{"jsonrpc":"2.0","id":"h-1","result":1,"error":{"code":1,"message":"m"}}"#,
        r#"{"jsonrpc":"2.0","id":"h-1","result":1,"result":2}"#,
        r#"{"jsonrpc":"2.0","id":"h-9","id":"h-1","result":1}"#,
        r#"{"jsonrpc":"2.0","id":"h-1","result":"\x"}"#,
    ] {
        let mut rig = Rig::pair();
        rig.ask(
            "agent",
            json!(1),
            "request.tool_execute",
            json!({"name": "count"}),
        );
        assert_eq!(rig.heard("tools")["id"], "h-1");
        rig.say_text("tools", broken);
        assert_eq!(rig.heard_code("agent"), -32603, "{broken}");
    }
}

#[test]
fn an_id_that_is_under_way_cannot_be_used_again() {
    let mut rig = Rig::pair();
    for spelled in [r#""a""#, r#""\u0061""#] {
        rig.say_text("agent", &format!(r#"{{"jsonrpc":"2.0","id":{spelled},"method":"request.tool_execute","params":{{"name":"count"}}}}"#));
    }
    assert_eq!(rig.heard_code("agent"), -32600);
    let asked = rig.heard("tools");
    assert!(rig.silent("tools"));
    rig.answer("tools", &asked["id"], json!(1));
    assert_eq!(
        rig.heard("agent"),
        json!({"jsonrpc": "2.0", "id": "a", "result": 1})
    );
    rig.ask(
        "agent",
        json!("a"),
        "request.tool_execute",
        json!({"name": "count"}),
    );
    assert_eq!(rig.heard("tools")["method"], "tool.execute");
}

#[test]
fn nobody_answers_for_another() {
    let mut rig = Rig::pair();
    rig.service("other", json!({}));
    rig.ask(
        "agent",
        json!(1),
        "request.tool_execute",
        json!({"name": "count"}),
    );
    let asked = rig.heard("tools");
    rig.answer("other", &asked["id"], json!("forged"));
    assert!(rig.silent("agent"));
    rig.answer("tools", &asked["id"], json!("true"));
    assert_eq!(rig.heard("agent")["result"], "true");
    rig.answer("tools", &asked["id"], json!("again"));
    assert!(rig.silent("agent"));
}

#[test]
fn a_hundred_junk_lines_in_a_row_end_a_service_and_fewer_do_not() {
    let mut rig = Rig::pair();
    for round in 0..3 {
        for _ in 0..99 {
            rig.say_text("tools", "junk");
            assert_eq!(rig.heard_code("tools"), -32700);
        }
        rig.ask("tools", json!(round), "ping", json!({}));
        rig.heard("tools");
    }
    assert_eq!(rig.record.up.len(), 1, "only the first is shown");
    assert_eq!(
        rig.record
            .up
            .pop_front()
            .map(|(kind, _, head)| (kind, head)),
        Some((Up::Junk, b"junk".to_vec()))
    );
    for _ in 0..100 {
        rig.say_text("tools", "junk");
    }
    assert_eq!(
        rig.up(),
        (Up::Closed, "tools".to_owned(), json!({"reason": "junk"}))
    );
}

fn oversized(rig: &mut Rig, head: &str) {
    let (id, now) = (rig.id("tools"), rig.now());
    rig.engine
        .oversized(id, head.as_bytes(), now, &mut rig.record);
}

#[test]
fn an_oversized_line_is_answered_by_what_its_head_shows() {
    let mut rig = Rig::pair();
    oversized(
        &mut rig,
        r#"{"jsonrpc":"2.0","id":9,"method":"state.set","params":{"value":"xxxx"#,
    );
    let answer = rig.heard("tools");
    assert_eq!(
        (
            &answer["id"],
            &answer["error"]["code"],
            &answer["error"]["data"]["limit"]
        ),
        (&json!(9), &json!(-32006), &json!(64 << 20))
    );
    oversized(
        &mut rig,
        r#"{"jsonrpc":"2.0","method":"stream.token","params":{"text":"xxxx"#,
    );
    assert!(rig.silent("tools"), "a notification is never refused");
    rig.ask(
        "agent",
        json!(1),
        "request.tool_execute",
        json!({"name": "count"}),
    );
    let asked: Value = rig.heard("tools");
    oversized(
        &mut rig,
        &format!(
            r#"{{"jsonrpc":"2.0","id":{},"result":{{"output":"xxx"#,
            asked["id"]
        ),
    );
    assert_eq!(
        rig.heard_code("agent"),
        -32006,
        "its caller does not wait for an answer that was too large"
    );
    assert!(rig.silent("tools"));
}
