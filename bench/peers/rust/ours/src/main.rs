//! Both sides with the Rust SDK. With arguments: the calling side, which starts them as the service; else the service.

mod client;

use amplifier_ipc::{Result, service, tool};
use std::env;

/// Return the text.
#[tool(read_only)]
async fn echo(text: String) -> Result<String> {
    Ok(text)
}

#[amplifier_ipc::main]
async fn main() -> Result<()> {
    let command: Vec<String> = env::args().skip(1).collect();
    if command.is_empty() {
        return service!(echo).serve().await;
    }
    client::run(&command).await
}
