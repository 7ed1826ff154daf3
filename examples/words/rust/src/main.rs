use amplifier_ipc::{Decision, Result, deny, go_on, hook, service, tool, types::ToolPreData};

/// Count the words of a text.
#[tool(read_only)]
async fn word_count(text: String, unique: Option<bool>) -> Result<usize> {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    if unique == Some(true) {
        words.sort_unstable();
        words.dedup();
    }
    Ok(words.len())
}

#[hook("tool:pre", priority = 10, on_error = deny)]
async fn guard(event: ToolPreData) -> Decision {
    if event.tool_name == "bash" && event.tool_input["command"].to_string().contains("rm -rf") {
        return deny("rm -rf is not allowed");
    }
    go_on()
}

#[amplifier_ipc::main]
async fn main() -> Result<()> {
    service!(word_count, guard).serve().await
}
