//! Tools.

use super::schema::{closed_schema_of, compile, schema_of};
use super::{Answer, decode_input, encode};
use crate::context::Context;
use crate::error::{Error, Fault, Result};
use crate::generated::{ToolAnnotations, ToolResult, ToolSpec};
use crate::wire::Object;
use futures_util::future::BoxFuture;
use jsonschema::Validator;
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

type Run = Arc<dyn Fn(Value, Context) -> BoxFuture<'static, Answer> + Send + Sync>;

/// A tool: a name, a description, a function from a typed input to a result.
///
/// ```
/// use amplifier_ipc::{Result, Tool};
/// use schemars::JsonSchema;
/// use serde::Deserialize;
///
/// #[derive(Deserialize, JsonSchema)]
/// struct Count {
///     /// The text whose words are counted.
///     text: String,
/// }
///
/// let tool = Tool::new("word_count", "Count the words of a text.")
///     .read_only()
///     .handle(async |input: Count, _cx| Ok(input.text.split_whitespace().count()));
/// ```
pub struct Tool {
    pub(crate) spec: ToolSpec,
    pub(crate) config: Option<Object>,
    pub(crate) validator: Result<Validator, String>,
    pub(crate) run: Run,
}

/// A tool without its function yet.
pub struct ToolBuilder {
    spec: ToolSpec,
    config: Option<Object>,
}

impl Tool {
    /// Begins a tool. `name`: a letter or `_`, then up to 63 of letters, digits and `_.-`.
    #[allow(
        clippy::new_ret_no_self,
        reason = "a tool without its function is of no use"
    )]
    pub fn new(name: impl Into<String>, description: impl Into<String>) -> ToolBuilder {
        ToolBuilder {
            spec: ToolSpec::new(name, description, Object::new()),
            config: None,
        }
    }

    /// Checks an input against the schema.
    pub(crate) fn check(&self, input: &Value) -> Vec<Fault> {
        match &self.validator {
            Ok(validator) => super::check(validator, input, "/input"),
            Err(_) => Vec::new(),
        }
    }
}

impl ToolBuilder {
    fn annotate(mut self, set: impl FnOnce(&mut ToolAnnotations)) -> Self {
        set(self.spec.annotations.get_or_insert_default());
        self
    }

    /// It changes nothing.
    #[must_use]
    pub fn read_only(self) -> Self {
        self.annotate(|a| a.read_only = Some(true))
    }

    /// It may destroy something.
    #[must_use]
    pub fn destructive(self) -> Self {
        self.annotate(|a| a.destructive = Some(true))
    }

    /// Doing it twice is like doing it once.
    #[must_use]
    pub fn idempotent(self) -> Self {
        self.annotate(|a| a.idempotent = Some(true))
    }

    /// It reaches outside this machine's files.
    #[must_use]
    pub fn open_world(self) -> Self {
        self.annotate(|a| a.open_world = Some(true))
    }

    /// Whether several calls may run at once.
    #[must_use]
    pub fn parallel_safe(self, yes: bool) -> Self {
        self.annotate(|a| a.parallel_safe = Some(yes))
    }

    /// Announces what a success returns.
    #[must_use]
    pub fn output<T: JsonSchema>(mut self) -> Self {
        self.spec.output_schema = Some(schema_of::<T>());
        self
    }

    /// Announces the config that the tool takes; read it with [`Context::config`].
    #[must_use]
    pub fn config<T: JsonSchema>(mut self) -> Self {
        self.config = Some(super::config_schema::<T>());
        self
    }

    /// The function, when it is async. It runs on the event loop: what blocks belongs into [`Self::handle_blocking`].
    pub fn handle<I, T, F, Fut>(self, function: F) -> Tool
    where
        I: DeserializeOwned + JsonSchema + Send + 'static,
        T: Serialize + Send + 'static,
        F: Fn(I, Context) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<T>> + Send + 'static,
    {
        let function = Arc::new(function);
        self.finish::<I>(Arc::new(move |input, cx| {
            let function = function.clone();
            Box::pin(async move { answer(function(decode_input(input)?, cx).await) })
        }))
    }

    /// The function, when it blocks: it runs on a thread of its own, off the event loop.
    pub fn handle_blocking<I, T, F>(self, function: F) -> Tool
    where
        I: DeserializeOwned + JsonSchema + Send + 'static,
        T: Serialize + Send + 'static,
        F: Fn(I, Context) -> Result<T> + Send + Sync + 'static,
    {
        let function = Arc::new(function);
        self.finish::<I>(Arc::new(move |input, cx| {
            let function = function.clone();
            Box::pin(async move {
                let input = decode_input(input)?;
                off_the_loop(move || answer(function(input, cx))).await
            })
        }))
    }

    fn finish<I: JsonSchema>(mut self, run: Run) -> Tool {
        self.spec.input_schema = closed_schema_of::<I>();
        let validator = compile(&self.spec.input_schema);
        Tool {
            spec: self.spec,
            config: self.config,
            validator,
            run,
        }
    }
}

/// Runs a blocking function; its panic goes on here, where it is caught as every handler's is.
pub(super) async fn off_the_loop<T: Send + 'static>(
    function: impl FnOnce() -> T + Send + 'static,
) -> T {
    let counted = move || {
        let _counted = Blocking::begin();
        function()
    };
    match tokio::task::spawn_blocking(counted).await {
        Ok(value) => value,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

/// How many blocking functions run: they outlive their request when it was given up.
static BLOCKING: AtomicUsize = AtomicUsize::new(0);

struct Blocking;

impl Blocking {
    fn begin() -> Self {
        BLOCKING.fetch_add(1, Ordering::SeqCst);
        Self
    }
}

impl Drop for Blocking {
    fn drop(&mut self) {
        BLOCKING.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Whether a blocking function still runs: nothing but the end of the process ends it.
pub(crate) fn still_blocking() -> bool {
    BLOCKING.load(Ordering::SeqCst) > 0
}

#[derive(Serialize)]
struct Success<'a, T> {
    success: bool,
    output: &'a T,
}

/// A value is the output of a success; a `ToolResult` goes as it is.
fn answer<T: Serialize + 'static>(outcome: Result<T, Error>) -> Answer {
    match outcome {
        Ok(output) => match (&output as &dyn Any).downcast_ref::<ToolResult>() {
            Some(result) => encode(result),
            None => encode(&Success {
                success: true,
                output: &output,
            }),
        },
        Err(error) => encode(&error.into_tool_result()?),
    }
}
