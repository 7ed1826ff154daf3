//! The components of a service by name, checked at start.

use super::Service;
use crate::components::{Kind, compile};
use crate::error::{Result, nearest};
use std::collections::HashSet;
use std::sync::Arc;

/// Why a service does not start: a fault in how it is put together.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("the service '{service}' cannot start: {}", faults.join("; "))]
pub struct StartError {
    /// The service.
    pub service: String,
    /// Every fault.
    pub faults: Vec<String>,
}

impl Service {
    /// Keeps only the components of a list such as `AMPLIFIER_COMPONENTS=a,b` gives; empty or absent = all.
    pub(crate) fn only(mut self, list: Option<&str>) -> Result<Self> {
        self.settle();
        let wanted: HashSet<&str> = list
            .unwrap_or_default()
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .collect();
        if wanted.is_empty() {
            return Ok(self);
        }
        let known = self.names();
        let unknown: Vec<String> = wanted
            .iter()
            .filter(|name| !known.contains(&(**name).to_string()))
            .map(|name| {
                let near = nearest(name, known.iter().map(String::as_str));
                let hint = near
                    .map(|near| format!(", did you mean '{near}'?"))
                    .unwrap_or_default();
                format!("AMPLIFIER_COMPONENTS names '{name}', which is no component of it{hint}")
            })
            .collect();
        if !unknown.is_empty() {
            return Err(StartError {
                service: self.name,
                faults: unknown,
            }
            .into());
        }
        self.tools
            .retain(|tool| wanted.contains(tool.spec.name.as_str()));
        self.hooks
            .retain(|hook| wanted.contains(hook.spec.name.as_str()));
        self.parts
            .retain(|part| wanted.contains(part.name.as_str()));
        Ok(self)
    }

    /// Content becomes a component as the others are, once there is no more to add.
    pub(crate) fn settle(&mut self) {
        if let Some(content) = self.content.take() {
            self.parts.push(Arc::new(content.into_part()));
        }
    }

    pub(super) fn has(&self, kind: Kind) -> bool {
        self.parts.iter().any(|part| part.kind == kind)
    }

    /// The names of all components.
    pub(super) fn names(&self) -> Vec<String> {
        let tools = self.tools.iter().map(|tool| tool.spec.name.clone());
        let hooks = self.hooks.iter().map(|hook| hook.spec.name.clone());
        let parts = self.parts.iter().map(|part| part.name.clone());
        tools.chain(hooks).chain(parts).collect()
    }

    /// Faults in the declarations are told here, not at the first call.
    pub(crate) fn check(&self) -> Result<()> {
        let mut faults = Vec::new();
        let mut seen = HashSet::new();
        for (what, name) in self.labels() {
            if !seen.insert((what, name)) {
                faults.push(format!("two {what}s are called '{name}'"));
            }
        }
        for part in &self.parts {
            let what = part.kind.name();
            let told = part.faults.iter();
            faults.extend(told.map(|fault| format!("the {what} '{}': {fault}", part.name)));
        }
        for tool in &self.tools {
            let name = &tool.spec.name;
            if !is_tool_name(name) {
                faults.push(format!(
                    "'{name}' is no tool name: a letter or '_', then up to 63 of letters, digits and '_.-'"
                ));
            }
            if let Err(fault) = &tool.validator {
                faults.push(format!(
                    "the input schema of the tool '{name}' is no JSON Schema: {fault}"
                ));
            }
            if let Some(Err(fault)) = tool.spec.output_schema.as_ref().map(compile) {
                faults.push(format!(
                    "the output schema of the tool '{name}' is no JSON Schema: {fault}"
                ));
            }
        }
        for hook in self.hooks.iter().filter(|hook| hook.spec.events.is_empty()) {
            faults.push(format!("the hook '{}' wants no event", hook.spec.name));
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(StartError {
                service: self.name.clone(),
                faults,
            }
            .into())
        }
    }
}

impl Service {
    /// Kind and name of every component.
    fn labels(&self) -> impl Iterator<Item = (&str, &str)> {
        let tools = self.tools.iter().map(|tool| ("tool", &*tool.spec.name));
        let hooks = self.hooks.iter().map(|hook| ("hook", &*hook.spec.name));
        let parts = self
            .parts
            .iter()
            .map(|part| (part.kind.name(), &*part.name));
        tools.chain(hooks).chain(parts)
    }
}

fn is_tool_name(name: &str) -> bool {
    let first = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let rest = name
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b));
    first && rest && name.len() <= 64
}
