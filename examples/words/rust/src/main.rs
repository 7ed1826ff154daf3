use amplifier_ipc::{Decision, Result, deny, go_on, hook, service, tool, types::ToolPreData};
use std::collections::HashSet;

/// Count the words of a text.
#[tool(read_only)]
async fn word_count(text: String, unique: Option<bool>) -> Result<usize> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let different: HashSet<&str> = words.iter().copied().collect();
    Ok(if unique == Some(true) {
        different.len()
    } else {
        words.len()
    })
}

#[hook("tool:pre", priority = 10, on_error = deny)]
async fn guard(event: ToolPreData) -> Decision {
    let command = event
        .tool_input
        .get("command")
        .and_then(|command| command.as_str());
    if event.tool_name == "bash" && command.is_some_and(|command| command.contains("rm -rf")) {
        return deny("rm -rf is not allowed");
    }
    go_on()
}

#[amplifier_ipc::main]
async fn main() -> Result<()> {
    service!(word_count, guard).serve().await
}
