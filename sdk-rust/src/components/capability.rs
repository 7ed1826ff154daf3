//! Capabilities: functions that other services call by name.

use super::part::{Kind, Part};
use super::schema::{compile, input_schema_of};
use super::{Answer, decode_input, encode};
use crate::context::Context;
use crate::error::{Result, RpcError};
use crate::wire::Object;
use futures_util::future::BoxFuture;
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::sync::Arc;

/// A capability, which describe lists under `exports`: a name, a function from any JSON to any JSON.
///
/// ```
/// use amplifier_ipc::Capability;
/// use serde_json::json;
///
/// #[derive(serde::Deserialize, schemars::JsonSchema)]
/// struct Count {
///     text: String,
/// }
///
/// let count = Capability::new("words.count", "Count the words of a text.")
///     .handle(async |input: Count, _cx| Ok(json!({"count": input.text.split_whitespace().count()})));
/// ```
pub struct Capability(pub(crate) Part);

/// A capability without its function yet.
pub struct CapabilityBuilder {
    name: String,
    description: String,
}

impl Capability {
    /// Begins a capability.
    #[allow(
        clippy::new_ret_no_self,
        reason = "a capability without its function is of no use"
    )]
    pub fn new(name: impl Into<String>, description: impl Into<String>) -> CapabilityBuilder {
        CapabilityBuilder {
            name: name.into(),
            description: description.into(),
        }
    }
}

impl CapabilityBuilder {
    /// The function, when it is async. The input is checked against the schema of its type first.
    pub fn handle<I, T, F, Fut>(self, function: F) -> Capability
    where
        I: DeserializeOwned + JsonSchema + Send + 'static,
        T: Serialize + Send + 'static,
        F: Fn(I, Context) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<T>> + Send + 'static,
    {
        let function = Arc::new(function);
        self.finish::<I>(move |input, cx| {
            let function = function.clone();
            Box::pin(async move { answer(&function(decode_input(input)?, cx).await?) })
        })
    }

    /// The function, when it blocks: it runs on a thread of its own, off the event loop.
    pub fn handle_blocking<I, T, F>(self, function: F) -> Capability
    where
        I: DeserializeOwned + JsonSchema + Send + 'static,
        T: Serialize + Send + 'static,
        F: Fn(I, Context) -> Result<T> + Send + Sync + 'static,
    {
        let function = Arc::new(function);
        self.finish::<I>(move |input, cx| {
            let function = function.clone();
            Box::pin(async move {
                let input = decode_input(input)?;
                super::tool::off_the_loop(move || answer(&function(input, cx)?)).await
            })
        })
    }

    fn finish<I: JsonSchema>(
        self,
        run: impl Fn(Value, Context) -> BoxFuture<'static, Answer> + Send + Sync + 'static,
    ) -> Capability {
        let schema = input_schema_of::<I>();
        let validator = compile(&schema);
        let mut spec = Object::new();
        spec.insert("description".into(), self.description.into());
        spec.insert("input_schema".into(), schema.into());
        let faults: Vec<String> = validator
            .as_ref()
            .err()
            .map(|fault| format!("the input schema is no JSON Schema: {fault}"))
            .into_iter()
            .collect();
        let run = move |_: &str, mut params: Object, cx| -> BoxFuture<'static, Answer> {
            let input = params.shift_remove("input").unwrap_or_default();
            let faults = validator.as_ref().map_or_else(
                |_| Vec::new(),
                |known| super::check(known, &input, "/input"),
            );
            if faults.is_empty() {
                return run(input, cx);
            }
            Box::pin(std::future::ready(Err(RpcError::invalid_params(&faults))))
        };
        let mut part = Part::new(Kind::Capability, self.name, spec, Box::new(run));
        part.faults = faults;
        Capability(part)
    }
}

fn answer<T: Serialize>(output: &T) -> Answer {
    encode(&json!({"output": encode(output)?}))
}
