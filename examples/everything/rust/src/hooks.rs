//! The three hooks.

use amplifier_ipc::types::{InjectionRole, ToolPreData};
use amplifier_ipc::{Decision, Event, ask, deny, go_on, hook, inject, modify};
use serde_json::Value;

#[hook("tool:pre", priority = 10, on_error = deny)]
pub(crate) async fn guard(event: ToolPreData) -> Decision {
    let given = |member: &str| event.tool_input.get(member).and_then(Value::as_str);
    let command = given("command").unwrap_or_default();
    match event.tool_name.as_str() {
        "bash" if command.contains("rm -rf") => deny("rm -rf is not allowed"),
        "write_file" => Decision {
            approval_options: Some(vec!["yes".into(), "no".into()]),
            ..ask(format!("Write {}?", given("path").unwrap_or_default()))
        },
        _ => go_on(),
    }
}

#[hook("prompt:*", priority = 50, timeout_ms = 2000)]
pub(crate) async fn shout(event: Event) -> Decision {
    match event.data.get("prompt").and_then(Value::as_str) {
        Some(prompt) if event.name == "prompt:submit" => modify(
            [("prompt".to_string(), prompt.to_uppercase().into())]
                .into_iter()
                .collect(),
        ),
        _ => go_on(),
    }
}

#[hook("provider:request")]
pub(crate) async fn brief() -> Decision {
    Decision {
        context_injection_role: Some(InjectionRole::System),
        ephemeral: Some(true),
        ..inject("Be brief.")
    }
}
