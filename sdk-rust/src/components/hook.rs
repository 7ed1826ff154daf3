//! Hooks.

use super::{Answer, encode};
use crate::context::Context;
use crate::error::{Error, Fault, Result, RpcError};
use crate::generated::{HookAction, HookResult, HookSpec, OnError};
use crate::hooks::{Subscribed, matches};
use crate::wire::Object;
use futures_util::future::BoxFuture;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::Arc;

pub(crate) type HookRun = Arc<dyn Fn(Event, Context) -> BoxFuture<'static, Answer> + Send + Sync>;

/// An event as it came: a handler of several events takes this instead of one event's data type.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its name, for example `tool:pre`.
    pub name: String,
    /// Its data.
    pub data: Object,
}

/// What a handler's first argument may be: [`Event`], or the type of an event's data.
pub trait FromEvent: Sized {
    /// Reads it.
    fn from_event(event: Event) -> Result<Self, RpcError>;
}

impl FromEvent for Event {
    fn from_event(event: Event) -> Result<Self, RpcError> {
        Ok(event)
    }
}

impl<T: DeserializeOwned> FromEvent for T {
    fn from_event(event: Event) -> Result<Self, RpcError> {
        serde_json::from_value(Value::Object(event.data))
            .map_err(|error| RpcError::invalid_params(&[Fault::new("/data", error.to_string())]))
    }
}

/// What a hook decides.
pub type Decision = HookResult;

/// Nothing to say: the event takes its course.
pub fn go_on() -> Decision {
    Decision::default()
}

/// Stops what the event announces.
pub fn deny(reason: impl Into<String>) -> Decision {
    Decision {
        action: Some(HookAction::Deny),
        reason: Some(reason.into()),
        ..Decision::default()
    }
}

/// Patches top-level members of the event's data.
pub fn modify(patch: Object) -> Decision {
    Decision {
        action: Some(HookAction::Modify),
        data: Some(patch),
        ..Decision::default()
    }
}

/// Puts a text into the conversation.
pub fn inject(text: impl Into<String>) -> Decision {
    let action = Some(HookAction::InjectContext);
    Decision {
        action,
        context_injection: Some(text.into()),
        ..Decision::default()
    }
}

/// Asks the user first.
pub fn ask(prompt: impl Into<String>) -> Decision {
    Decision {
        action: Some(HookAction::AskUser),
        approval_prompt: Some(prompt.into()),
        ..Decision::default()
    }
}

/// What a handler may return: a decision, nothing, or a result of either.
pub trait IntoDecision {
    /// The decision.
    fn into_decision(self) -> Result<Decision>;
}

impl IntoDecision for Decision {
    fn into_decision(self) -> Result<Decision> {
        Ok(self)
    }
}

impl IntoDecision for () {
    fn into_decision(self) -> Result<Decision> {
        Ok(go_on())
    }
}

impl<D: IntoDecision> IntoDecision for Option<D> {
    fn into_decision(self) -> Result<Decision> {
        self.map_or_else(|| Ok(go_on()), IntoDecision::into_decision)
    }
}

impl<D: IntoDecision, E: Into<Error>> IntoDecision for Result<D, E> {
    fn into_decision(self) -> Result<Decision> {
        self.map_err(Into::into)?.into_decision()
    }
}

/// A hook: a name, the events it wants, a function from an event to a decision.
///
/// ```
/// use amplifier_ipc::{Hook, deny, go_on, types::ToolPreData};
///
/// let guard = Hook::new("guard").on("tool:pre").priority(10).deny_on_error().handle(
///     async |event: ToolPreData, _cx| if event.tool_name == "bash" { deny("no shell") } else { go_on() },
/// );
/// ```
pub struct Hook {
    pub(crate) spec: HookSpec,
    pub(crate) config: Option<Object>,
    pub(crate) run: HookRun,
}

/// A hook without its function yet.
pub struct HookBuilder {
    spec: HookSpec,
    config: Option<Object>,
}

impl Hook {
    /// Begins a hook.
    #[allow(
        clippy::new_ret_no_self,
        reason = "a hook without its function is of no use"
    )]
    pub fn new(name: impl Into<String>) -> HookBuilder {
        HookBuilder {
            spec: HookSpec::new(name, Vec::new()),
            config: None,
        }
    }
}

impl HookBuilder {
    /// Adds an event: an exact name, `*`, or `prefix:*`.
    #[must_use]
    pub fn on(mut self, event: impl Into<String>) -> Self {
        self.spec.events.push(event.into());
        self
    }

    /// Lower is asked earlier; 100 when nothing is said.
    #[must_use]
    pub fn priority(mut self, priority: i64) -> Self {
        self.spec.priority = Some(priority);
        self
    }

    /// How long the host waits for the decision, in milliseconds; 10 000 when nothing is said.
    #[must_use]
    pub fn timeout_ms(mut self, timeout_ms: u64) -> Self {
        self.spec.timeout_ms = Some(timeout_ms);
        self
    }

    /// A failure of the handler counts as deny: for gates, which fail closed.
    #[must_use]
    pub fn deny_on_error(mut self) -> Self {
        self.spec.on_error = Some(OnError::Deny);
        self
    }

    /// Announces the config that the hook takes; read it with [`Context::config`].
    #[must_use]
    pub fn config<T: JsonSchema>(mut self) -> Self {
        self.config = Some(super::config_schema::<T>());
        self
    }

    /// The function, when it is async.
    pub fn handle<E, D, F, Fut>(self, function: F) -> Hook
    where
        E: FromEvent,
        D: IntoDecision,
        F: Fn(E, Context) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = D> + Send + 'static,
    {
        let function = Arc::new(function);
        self.finish(Arc::new(move |event, cx| match E::from_event(event) {
            Ok(event) => {
                let decision = function(event, cx);
                Box::pin(async move { answer(decision.await) })
            }
            Err(error) => Box::pin(std::future::ready(Err(error))),
        }))
    }

    /// The function, when it blocks: it runs on a thread of its own, off the event loop.
    pub fn handle_blocking<E, D, F>(self, function: F) -> Hook
    where
        E: FromEvent,
        D: IntoDecision,
        F: Fn(E, Context) -> D + Send + Sync + 'static,
    {
        let function = Arc::new(function);
        self.finish(Arc::new(move |event, cx| {
            let function = function.clone();
            Box::pin(super::tool::off_the_loop(move || {
                answer(function(E::from_event(event)?, cx))
            }))
        }))
    }

    fn finish(self, run: HookRun) -> Hook {
        Hook {
            spec: self.spec,
            config: self.config,
            run,
        }
    }
}

fn answer(decision: impl IntoDecision) -> Answer {
    let mut decision = decision.into_decision()?;
    decision.action.get_or_insert_default();
    encode(&decision)
}

impl Subscribed for Hook {
    fn wants(&self, event: &str) -> bool {
        self.spec
            .events
            .iter()
            .any(|pattern| matches(pattern, event))
    }

    fn priority(&self) -> i64 {
        self.spec.priority_or_default()
    }
}
