//! The tools on folders of their own, in memory.

#![allow(clippy::unwrap_used, reason = "a test panics where it is wrong")]

mod background;
mod bash;
mod describe;
mod edit;
mod glob;
mod grep;
mod read;
mod write;

use amplifier_ipc::testing::{Running, TestHost};
use amplifier_ipc::types::ToolResult;
use serde_json::{Value, json};
use std::path::Path;
use tempfile::TempDir;

/// A folder with files, and the service configured to work there.
struct Place {
    folder: TempDir,
    service: Running,
}

impl Place {
    async fn new(files: &[(&str, &str)]) -> Self {
        Self::configured(files, json!({})).await
    }

    async fn configured(files: &[(&str, &str)], config: Value) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (path, content) in files {
            put(&folder.path().join(path), content.as_bytes());
        }
        let service = TestHost::new()
            .start(foundation_workspace::service())
            .await
            .unwrap();
        service
            .configure(config, folder.path().to_str().unwrap())
            .await
            .unwrap();
        Self { folder, service }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    async fn tool(&self, name: &str, input: Value) -> ToolResult {
        self.service.execute_tool(name, input).await.unwrap()
    }

    /// The output of a success, which fits the output schema.
    async fn output(&self, name: &str, input: Value) -> Value {
        let result = self.tool(name, input).await;
        assert!(result.success_or_default(), "{:?}", result.error);
        let tools = self
            .service
            .described()
            .capabilities
            .tools
            .as_ref()
            .unwrap();
        let schema = tools
            .iter()
            .find(|tool| tool.name == name)
            .unwrap()
            .output_schema
            .clone()
            .unwrap();
        let validator = jsonschema::validator_for(&Value::Object(schema)).unwrap();
        let faults: Vec<String> = validator
            .iter_errors(&result.output)
            .map(|fault| fault.to_string())
            .collect();
        assert!(faults.is_empty(), "{faults:?} in {}", result.output);
        result.output
    }

    /// Kind and message of a failure.
    async fn failure(&self, name: &str, input: Value) -> (String, String) {
        let result = self.tool(name, input).await;
        assert_eq!(result.success, Some(false), "{}", result.output);
        let error = result.error.unwrap();
        assert_eq!(result.output, json!(error.message));
        (error.kind.unwrap(), error.message)
    }
}

fn put(path: &Path, content: &[u8]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, content).unwrap();
}

/// Whether a process has ended, by the first number of a text.
fn gone(pid: &str) -> bool {
    let pid = pid.split_whitespace().next().unwrap();
    assert!(pid.parse::<u32>().is_ok(), "{pid}");
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"));
    // One that nobody has collected yet has ended, too.
    stat.map_or(true, |stat| {
        stat.rsplit(')').next().unwrap().starts_with(" Z")
    })
}
