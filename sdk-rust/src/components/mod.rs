//! What a service offers: tools, hooks, providers and every other kind. From an author's function to something that the service can call.
//!
//! Architecture invariant: components know the context of a call, never a transport.

mod approval_provider;
mod capability;
mod channel;
mod content;
mod context_manager;
mod hook;
mod orchestrator;
mod part;
mod provider;
mod schema;
mod tool;
mod turns;

pub use approval_provider::ApprovalProvider;
pub use capability::Capability;
pub use channel::Channel;
pub use content::Content;
pub use context_manager::ContextManager;
pub use hook::{Decision, Event, FromEvent, Hook, IntoDecision, ask, deny, go_on, inject, modify};
pub use orchestrator::Orchestrator;
pub use provider::Provider;
pub use tool::Tool;
pub(crate) use tool::still_blocking;

pub(crate) use approval_provider::approval_provider;
pub(crate) use context_manager::context_manager;
pub(crate) use hook::HookRun;
pub(crate) use orchestrator::orchestrator;
pub(crate) use part::{Kind, Part};
pub(crate) use provider::provider;
pub(crate) use schema::{check, compile, config_schema};

use crate::error::{Fault, RpcError};
use crate::wire::Object;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Number, Value};

/// An answer as it goes onto the wire.
pub(crate) type Answer = Result<Box<RawValue>, RpcError>;

/// Anything that [`crate::Service::with`] takes.
pub enum Component {
    /// A tool.
    Tool(Box<Tool>),
    /// A hook.
    Hook(Box<Hook>),
    /// A capability.
    Capability(Box<Capability>),
    /// A part in a channel.
    Channel(Box<Channel>),
    /// Content.
    Content(Box<Content>),
}

/// What `#[tool]`, `#[hook]` and `#[capability]` make of a function, beside the function itself.
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

impl From<Capability> for Component {
    fn from(capability: Capability) -> Self {
        Self::Capability(Box::new(capability))
    }
}

impl From<Channel> for Component {
    fn from(channel: Channel) -> Self {
        Self::Channel(Box::new(channel))
    }
}

impl From<Content> for Component {
    fn from(content: Content) -> Self {
        Self::Content(Box::new(content))
    }
}

/// Decodes params that have been checked.
pub(crate) fn decode<T: DeserializeOwned>(params: Object) -> Result<T, RpcError> {
    serde_json::from_value(Value::Object(params))
        .map_err(|error| RpcError::invalid_params(&[Fault::new("", error.to_string())]))
}

/// Decodes an input whose schema has been checked; what still does not fit is a fault all the same.
///
/// `3.0` is an integer in JSON Schema, but not for serde: a second try reads whole numbers as integers.
pub(crate) fn decode_input<I: DeserializeOwned>(input: Value) -> Result<I, RpcError> {
    if let Ok(decoded) = I::deserialize(&input) {
        return Ok(decoded);
    }
    serde_json::from_value(whole_numbers(input))
        .map_err(|error| RpcError::invalid_params(&[Fault::new("/input", error.to_string())]))
}

fn whole_numbers(value: Value) -> Value {
    match value {
        Value::Number(number) => whole(&number).map_or(Value::Number(number), Value::from),
        Value::Array(items) => items.into_iter().map(whole_numbers).collect(),
        Value::Object(members) => {
            let members = members.into_iter();
            Value::Object(
                members
                    .map(|(name, value)| (name, whole_numbers(value)))
                    .collect(),
            )
        }
        other => other,
    }
}

/// The integer that a float stands for, within the exact range of ±(2^53 - 1).
#[allow(clippy::cast_possible_truncation, reason = "the range is checked")]
fn whole(number: &Number) -> Option<i64> {
    let float = number.as_f64().filter(|_| number.is_f64())?;
    (float.fract() == 0.0 && float.abs() < 9_007_199_254_740_992.0).then_some(float as i64)
}

/// Encodes an author's value; one that is no JSON (a map with keys that are no strings) is the handler's fault.
pub(crate) fn encode<T: Serialize + ?Sized>(value: &T) -> Answer {
    to_raw_value(value)
        .map_err(|error| RpcError::internal("serde_json::Error", format!("not JSON: {error}")))
}
