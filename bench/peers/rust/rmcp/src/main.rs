//! Both sides with rmcp, over stdio. With arguments: the client, which starts them as the server; else the server.

use driving::drive;
use rmcp::handler::server::wrapper::Parameters;
use rmcp::model::{CallToolRequestParams, JsonObject};
use rmcp::transport::{TokioChildProcess, stdio};
use rmcp::{ServerHandler, ServiceExt, tool, tool_handler, tool_router};
use schemars::JsonSchema;
use serde::Deserialize;
use std::{env, error::Error};
use tokio::process::Command;

#[derive(Deserialize, JsonSchema)]
struct Input {
    text: String,
}

struct Echo;

#[tool_router]
impl Echo {
    #[tool(description = "Return the text.")]
    async fn echo(&self, Parameters(Input { text }): Parameters<Input>) -> String {
        text
    }
}

#[tool_handler]
impl ServerHandler for Echo {}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let command: Vec<String> = env::args().skip(1).collect();
    if command.is_empty() {
        Echo.serve(stdio()).await?.waiting().await?;
        return Ok(());
    }
    let mut server = Command::new(&command[0]);
    server.args(&command[1..]);
    let client = ().serve(TokioChildProcess::new(server)?).await?;
    drive(async |text| {
        let mut arguments = JsonObject::new();
        arguments.insert("text".into(), text.into());
        let request = CallToolRequestParams::new("echo").with_arguments(arguments);
        let result = client.call_tool(request).await.expect("the tool answers");
        let content = result.content.into_iter().next();
        content
            .and_then(|block| block.as_text().map(|text| text.text.clone()))
            .expect("the result is a text")
    })
    .await?;
    client.cancel().await?;
    Ok(())
}
