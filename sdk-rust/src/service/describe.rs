//! Who the service is and what it offers.

use super::Service;
use crate::components::Kind;
use crate::error::RpcError;
use crate::generated::{Capabilities, ContentSpec, DescribeResult, Limits, SdkInfo};
use crate::wire::Object;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The protocol version that this SDK speaks.
pub(crate) const PROTOCOL_VERSION: &str = "1.0";

impl Service {
    pub(super) fn describe(&self) -> DescribeResult {
        let capabilities = Capabilities {
            orchestrators: self.listed(Kind::Orchestrator),
            context_managers: self.listed(Kind::ContextManager),
            providers: self.listed(Kind::Provider),
            tools: list(self.tools.iter().map(|tool| tool.spec.clone())),
            hooks: list(self.hooks.iter().map(|hook| hook.spec.clone())),
            approval_providers: self.listed(Kind::ApprovalProvider),
            exports: self.listed(Kind::Capability),
            channels: self.listed(Kind::Channel),
            content: self.content_paths(),
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

    /// The entries of a kind, as their own types.
    fn listed<T: DeserializeOwned>(&self, kind: Kind) -> Option<Vec<T>> {
        let parts = self.parts.iter().filter(|part| part.kind == kind);
        list(parts.filter_map(|part| serde_json::from_value(part.spec.clone().into()).ok()))
    }

    fn content_paths(&self) -> Option<ContentSpec> {
        let part = self.parts.iter().find(|part| part.kind == Kind::Content)?;
        serde_json::from_value(json!({"paths": part.spec.get("paths")})).ok()
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
        let mut schemas: Object = given.collect();
        let known = self.names();
        let named = self.configs.iter().filter(|(name, _)| known.contains(name));
        schemas.extend(named.map(|(name, schema)| (name.clone(), schema.clone())));
        schemas
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
