//! Who the service is and what it offers.

use super::Service;
use crate::error::RpcError;
use crate::generated::{Capabilities, DescribeResult, Limits, ProviderSpec, SdkInfo};
use crate::wire::Object;
use serde_json::{Value, json};

/// The protocol version that this SDK speaks.
pub(super) const PROTOCOL_VERSION: &str = "1.0";

impl Service {
    pub(super) fn describe(&self) -> DescribeResult {
        let capabilities = Capabilities {
            tools: list(self.tools.iter().map(|tool| tool.spec.clone())),
            hooks: list(self.hooks.iter().map(|hook| hook.spec.clone())),
            providers: list(
                self.providers
                    .iter()
                    .map(|entry| ProviderSpec::new(entry.name.clone())),
            ),
            ..Default::default()
        };
        let mut result =
            DescribeResult::new(PROTOCOL_VERSION, &*self.name, &*self.version, capabilities);
        result.description.clone_from(&self.description);
        result.sdk = Some(SdkInfo::new(
            "amplifier-ipc",
            env!("CARGO_PKG_VERSION"),
            "rust",
        ));
        result.limits = Some(Limits {
            max_message_bytes: Some(self.max_message_bytes as u64),
            max_concurrency: Some(self.max_concurrency as u64),
            ..Default::default()
        });
        result.requires = list(self.requires.iter().cloned());
        let schemas = self.config_schemas();
        result.config_schema = (!schemas.is_empty()).then_some(schemas);
        result
    }

    /// Component name → the schema of its config.
    pub(super) fn config_schemas(&self) -> Object {
        let tools = self
            .tools
            .iter()
            .map(|tool| (&tool.spec.name, &tool.config));
        let hooks = self
            .hooks
            .iter()
            .map(|hook| (&hook.spec.name, &hook.config));
        let given = tools
            .chain(hooks)
            .filter_map(|(name, config)| Some((name.clone(), json!(config.as_ref()?))));
        given.collect()
    }
}

fn list<T>(items: impl Iterator<Item = T>) -> Option<Vec<T>> {
    let items: Vec<T> = items.collect();
    (!items.is_empty()).then_some(items)
}

/// No list, or an empty one, means any version.
pub(super) fn check_versions(params: &Object) -> Result<(), RpcError> {
    let Some(Value::Array(versions)) = params.get("protocol_versions") else {
        return Ok(());
    };
    if versions.is_empty() || versions.iter().any(|version| version == PROTOCOL_VERSION) {
        return Ok(());
    }
    let message = format!("this service speaks version {PROTOCOL_VERSION} of the protocol only");
    Err(RpcError::new("unsupported_version", message).with("supported", vec![PROTOCOL_VERSION]))
}
