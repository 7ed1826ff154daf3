//! A tool and a hook: the quick start of the README.

use amplifier_ipc::{Decision, Result, deny, go_on, hook, service, tool, types::ToolPreData};

/// Count the words of a text.
#[tool(read_only)]
async fn word_count(
    /// The text whose words are counted.
    text: String,
) -> Result<usize> {
    Ok(text.split_whitespace().count())
}

#[hook("tool:pre", priority = 10, on_error = deny)]
async fn guard(event: ToolPreData) -> Decision {
    if event.tool_name == "bash" {
        deny("no shell today")
    } else {
        go_on()
    }
}

#[amplifier_ipc::main]
async fn main() -> Result<()> {
    service!(word_count, guard).serve().await
}
