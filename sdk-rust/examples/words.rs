//! A tool and a hook: the quick start of the README.

use amplifier_ipc::{Decision, Result, deny, go_on, hook, service, tool, types::ToolPreData};

/// Count the words of a text.
#[tool(read_only, idempotent)]
async fn word_count(
    /// The text whose words are counted.
    text: String,
    /// Count each word once.
    unique: Option<bool>,
) -> Result<usize> {
    let words = text.split_whitespace();
    Ok(if unique == Some(true) {
        words.collect::<std::collections::HashSet<_>>().len()
    } else {
        words.count()
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
