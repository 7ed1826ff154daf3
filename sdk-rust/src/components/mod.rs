//! What a service offers: tools, hooks, providers. From an author's function to something that the service can call.
//!
//! Architecture invariant: components know the context of a call, never a transport.

mod hook;
mod provider;
mod schema;
mod tool;

pub use hook::{Decision, Event, FromEvent, Hook, IntoDecision, ask, deny, go_on, inject, modify};
pub use provider::Provider;
pub use tool::Tool;
pub(crate) use tool::still_blocking;

pub(crate) use hook::HookRun;
pub(crate) use provider::{Erased, ProviderEntry};
pub(crate) use schema::{check, compile, config_schema};

use crate::error::RpcError;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

/// An answer as it goes onto the wire.
pub(crate) type Answer = Result<Box<RawValue>, RpcError>;

/// Anything that [`crate::Service::with`] takes.
pub enum Component {
    /// A tool.
    Tool(Box<Tool>),
    /// A hook.
    Hook(Box<Hook>),
}

/// What `#[tool]` and `#[hook]` make of a function, beside the function itself.
pub trait IntoComponent {
    /// The component.
    fn component() -> Component;
}

impl From<Tool> for Component {
    fn from(tool: Tool) -> Self {
        Self::Tool(Box::new(tool))
    }
}

impl From<Hook> for Component {
    fn from(hook: Hook) -> Self {
        Self::Hook(Box::new(hook))
    }
}

/// Encodes an author's value; one that is no JSON (a map with keys that are no strings) is the handler's fault.
pub(crate) fn encode<T: Serialize + ?Sized>(value: &T) -> Answer {
    to_raw_value(value)
        .map_err(|error| RpcError::internal("serde_json::Error", format!("not JSON: {error}")))
}
