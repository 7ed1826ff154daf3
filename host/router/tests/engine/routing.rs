//! Which way a message goes, and what of it is written anew (protocol §2, §6).

use crate::rig::Rig;
use amplifier_ipc_router::engine::Up;
use serde_json::json;

#[test]
fn only_id_and_method_change_on_the_way() {
    let mut rig = Rig::pair();
    rig.say_text("agent", r#"{"jsonrpc":"2.0" ,"id":"a-1","method":"request.tool_execute","params":{"_meta":{"x":1e999},"name":"count","input":{"b":1,"b":2}},"extra":[ ]}"#);
    let line = rig.heard_text("tools");
    assert_eq!(
        line,
        r#"{"jsonrpc":"2.0" ,"id":"h-1","method":"tool.execute","params":{"_meta":{"x":1e999},"name":"count","input":{"b":1,"b":2}},"extra":[ ]}"#
    );
    rig.say_text(
        "tools",
        r#"{"jsonrpc":"2.0","id":"h-1","result":{ "output" : 1.0 }}"#,
    );
    assert_eq!(
        rig.heard_text("agent"),
        r#"{"jsonrpc":"2.0","id":"a-1","result":{ "output" : 1.0 }}"#
    );
    assert_eq!(rig.engine.under_way(), 0);
}

#[test]
fn the_id_is_moved_before_params() {
    for (line, sent) in [
        (
            r#"{"jsonrpc":"2.0","method":"request.tool_execute","params":{"name":"count"},"id":5}"#,
            r#"{"id":"h-1","jsonrpc":"2.0","method":"tool.execute","params":{"name":"count"}}"#,
        ),
        (
            r#" {"params":{"name":"count"} , "\u0069d" :5 ,"method":"request.tool_execute","jsonrpc":"2.0"}"#,
            r#" {"id":"h-1","params":{"name":"count"}  ,"method":"tool.execute","jsonrpc":"2.0"}"#,
        ),
    ] {
        let mut rig = Rig::pair();
        rig.say_text("agent", line);
        assert_eq!(rig.heard_text("tools"), sent);
        rig.answer("tools", &json!("h-1"), json!(1));
        assert_eq!(rig.heard("agent")["id"], 5);
    }
}

#[test]
fn ids_are_echoed_exactly() {
    let mut rig = Rig::pair();
    for id in [
        "12345678901234567890123",
        "-0",
        r#""\u00e9\/x""#,
        r#""1""#,
        "1",
    ] {
        rig.say_text("agent", &format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"request.tool_execute","params":{{"name":"count"}}}}"#));
        let asked = rig.heard("tools")["id"].clone();
        rig.answer("tools", &asked, json!({}));
        assert_eq!(
            rig.heard_text("agent"),
            format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{{}}}}"#)
        );
    }
}

#[test]
fn answers_come_back_in_any_order_to_whom_they_belong() {
    let mut rig = Rig::pair();
    rig.service("other", json!({"grants": ["tool.execute"]}));
    for from in ["agent", "other"] {
        for id in 0..3 {
            rig.ask(
                from,
                json!(id),
                "request.tool_execute",
                json!({"name": "count", "input": {"from": from, "id": id}}),
            );
        }
    }
    let mut asked: Vec<_> = (0..6).map(|_| rig.heard("tools")).collect();
    asked.reverse();
    for request in &asked {
        rig.answer("tools", &request["id"], request["params"]["input"].clone());
    }
    for from in ["agent", "other"] {
        for id in (0..3).rev() {
            assert_eq!(
                rig.heard(from),
                json!({"jsonrpc": "2.0", "id": id, "result": {"from": from, "id": id}})
            );
        }
    }
}

#[test]
fn a_provider_that_is_not_named_is_filled_in() {
    for (params, sent) in [
        (
            r#","params":{"request":{}}"#,
            r#","params":{"provider":"mock","request":{}}"#,
        ),
        (r#","params":{ }"#, r#","params":{"provider":"mock" }"#),
        ("", r#","params":{"provider":"mock"}"#),
        (
            r#","params":{"provider":null}"#,
            r#","params":{"provider":"mock"}"#,
        ),
        (
            r#","params":{"provider":"mock"}"#,
            r#","params":{"provider":"mock"}"#,
        ),
    ] {
        let mut rig = Rig::pair();
        rig.service("models", json!({}));
        rig.routes(json!({"providers": {"mock": 3}, "default_provider": "mock"}));
        rig.say_text(
            "agent",
            &format!(r#"{{"jsonrpc":"2.0","id":1,"method":"request.provider_info"{params}}}"#),
        );
        assert_eq!(
            rig.heard_text("models"),
            format!(r#"{{"jsonrpc":"2.0","id":"h-1","method":"provider.info"{sent}}}"#)
        );
    }
}

#[test]
fn requests_are_renamed_for_their_destination() {
    let mut rig = Rig::pair();
    rig.routes(json!({"context": 2, "capabilities": {"sum": 2}, "providers": {"m": 2}}));
    for (method, params, renamed) in [
        (
            "request.context_get_messages",
            json!({}),
            "context.get_messages",
        ),
        (
            "request.capability_call",
            json!({"name": "sum", "input": 1}),
            "capability.call",
        ),
        (
            "request.provider_complete",
            json!({"provider": "m", "request": {}}),
            "provider.complete",
        ),
        (
            "request.provider_list_models",
            json!({"provider": "m"}),
            "provider.list_models",
        ),
    ] {
        rig.ask("agent", json!(method), method, params.clone());
        let asked = rig.heard("tools");
        assert_eq!(
            (&asked["method"], &asked["params"]),
            (&json!(renamed), &params)
        );
    }
}

#[test]
fn what_is_not_there_is_not_found() {
    let mut rig = Rig::pair();
    rig.ask(
        "agent",
        json!(1),
        "request.tool_execute",
        json!({"name": "read_fil"}),
    );
    let data = json!({"kind": "not_found", "what": "tool", "name": "read_fil", "did_you_mean": "read_file"});
    let error = &rig.heard("agent")["error"];
    assert_eq!((&error["code"], &error["data"]), (&json!(-32004), &data));
    rig.ask(
        "agent",
        json!(2),
        "request.provider_complete",
        json!({"request": {}}),
    );
    assert_eq!(rig.heard("agent")["error"]["data"]["what"], "provider");
    rig.ask("agent", json!(3), "request.context_get_messages", json!({}));
    assert_eq!(rig.heard_code("agent"), -32004);
    rig.ask("agent", json!(5), "tool.execute", json!({"name": "count"}));
    assert_eq!(rig.heard_code("agent"), -32601);
    assert!(rig.silent("tools") && rig.quiet_above());
}

/// SES-002: the control plane knows the schemas, and lists every fault.
#[test]
fn what_does_not_tell_its_way_goes_up() {
    let mut rig = Rig::pair();
    rig.routes(
        json!({"tools": {"count": 2}, "providers": {"mock": 2}, "host_methods": ["state.get"]}),
    );
    for (method, params) in [
        ("request.tool_execute", json!({})),
        ("request.tool_execute", json!({"name": 7})),
        ("request.capability_call", json!({"name": null})),
        ("request.provider_complete", json!({"provider": 7})),
    ] {
        rig.ask("agent", json!(1), method, params.clone());
        let (_, from, asked) = rig.up();
        assert_eq!((from.as_str(), &asked["method"]), ("agent", &json!(method)));
        assert_eq!(asked["params"], params);
        rig.host("agent", json!({"jsonrpc": "2.0", "id": 1, "result": {}}));
        assert_eq!(rig.heard("agent")["id"], 1);
    }
    rig.ask("tools", json!(1), "request.tool_execute", json!({}));
    assert_eq!(rig.heard_code("tools"), -32003, "rights come first");
    assert!(rig.silent("tools") && rig.quiet_above());
}

#[test]
fn rights_are_needed_and_orchestrators_have_them() {
    let mut rig = Rig::pair();
    rig.service("granted", json!({"grants": ["tool.execute"]}));
    let call = json!({"name": "count"});
    rig.ask("tools", json!(1), "request.tool_execute", call.clone());
    let error = &rig.heard("tools")["error"];
    assert_eq!(
        (&error["code"], &error["data"]["kind"]),
        (&json!(-32003), &json!("permission_denied"))
    );
    rig.ask("granted", json!(1), "request.tool_execute", call.clone());
    assert_eq!(rig.heard("tools")["method"], "tool.execute");
    rig.ask("granted", json!(2), "request.session_spawn", json!({}));
    assert_eq!(rig.heard_code("granted"), -32003);
    rig.stranger("stranger");
    rig.ask("stranger", json!(1), "request.tool_execute", call);
    assert_eq!(rig.heard_code("stranger"), -32003);
    for (number, method) in [
        "state.get",
        "state.set",
        "capability.get",
        "capability.list",
    ]
    .into_iter()
    .enumerate()
    {
        rig.ask("stranger", json!(number), method, json!({}));
        let (kind, from, message) = rig.up();
        assert_eq!(
            (kind, from.as_str(), &message["method"]),
            (Up::Message, "stranger", &json!(method))
        );
    }
}

#[test]
fn what_the_host_serves_goes_up_as_it_is() {
    let mut rig = Rig::pair();
    rig.routes(json!({"host_methods": ["state.get", "vendor.thing"]}));
    for method in ["state.get", "vendor.thing"] {
        rig.ask("tools", json!(method), method, json!({"key": "a"}));
        assert_eq!(rig.up().2["id"], method);
        rig.host(
            "tools",
            json!({"jsonrpc": "2.0", "id": method, "result": {"value": 1}}),
        );
        assert_eq!(
            rig.heard("tools"),
            json!({"jsonrpc": "2.0", "id": method, "result": {"value": 1}})
        );
    }
    rig.ask("tools", json!(3), "state.set", json!({}));
    assert_eq!(rig.heard_code("tools"), -32601);
    rig.tell("tools", "display.show", json!({"message": "m"}));
    assert_eq!(rig.up().2["method"], "display.show");
    rig.tell("tools", "vendor.unknown", json!({}));
    rig.tell("tools", "$/unknown", json!({}));
    assert!(rig.quiet_above() && rig.silent("tools"));
}

#[test]
fn ping_is_answered_here() {
    let mut rig = Rig::pair();
    rig.ask("tools", json!("p"), "ping", json!({}));
    assert_eq!(
        rig.heard("tools"),
        json!({"jsonrpc": "2.0", "id": "p", "result": {}})
    );
}

#[test]
fn calls_are_not_nested_for_ever() {
    let mut rig = Rig::pair();
    let call = |depth| json!({"_meta": {"depth": depth}, "name": "count"});
    rig.ask("agent", json!(1), "request.tool_execute", call(8));
    assert_eq!(rig.heard("tools")["params"]["_meta"]["depth"], 8);
    rig.ask("agent", json!(2), "request.tool_execute", call(9));
    assert_eq!(rig.heard_code("agent"), -32005);
    rig.ask(
        "agent",
        json!(3),
        "request.session_spawn",
        json!({"_meta": {"depth": 9}}),
    );
    assert_eq!(rig.heard_code("agent"), -32005);
}

#[test]
fn the_hosts_requests_need_no_table_and_no_mounting() {
    let mut rig = Rig::new();
    rig.stranger("new");
    rig.host(
        "new",
        json!({"jsonrpc": "2.0", "id": "d", "method": "describe", "params": {}}),
    );
    let asked = rig.heard("new");
    assert_eq!(asked["method"], "describe");
    rig.answer("new", &asked["id"], json!({"name": "new"}));
    let (kind, from, message) = rig.up();
    assert_eq!((kind, from.as_str()), (Up::Message, "new"));
    assert_eq!(
        message,
        json!({"jsonrpc": "2.0", "id": "d", "result": {"name": "new"}})
    );
}

#[test]
fn the_host_may_ask_as_an_orchestrator_would() {
    let mut rig = Rig::pair();
    rig.host("host", json!({"jsonrpc": "2.0", "id": 1, "method": "request.tool_execute", "params": {"name": "count"}}));
    let asked = rig.heard("tools");
    assert_eq!(asked["method"], "tool.execute");
    rig.answer("tools", &asked["id"], json!({"output": 3}));
    assert_eq!(
        rig.up(),
        (
            Up::Message,
            "host".to_owned(),
            json!({"jsonrpc": "2.0", "id": 1, "result": {"output": 3}})
        )
    );
    rig.host(
        "host",
        json!({"jsonrpc": "2.0", "id": 2, "method": "state.get", "params": {}}),
    );
    assert_eq!(rig.up().2["error"]["code"], -32601);
}
