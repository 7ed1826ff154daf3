//! What a handler knows of the call it answers.

use crate::call::{TaskControl, Way};
use crate::error::{Fault, Result, RpcError};
use crate::generated::{ConfigureSession, LogLevel, OutputChannel};
use crate::host::Host;
use crate::wire::Object;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// What the host configured.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    pub(crate) config: Object,
    pub(crate) session: Option<ConfigureSession>,
}

/// The context of one call; clones are handles to the same one.
#[derive(Clone)]
pub struct Context(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) way: Arc<dyn Way>,
    pub(crate) component: String,
    pub(crate) call_id: Option<String>,
    pub(crate) stream: bool,
    /// Whether a provider answers: what it streams goes another way.
    pub(crate) provider: bool,
    pub(crate) meta: Object,
    pub(crate) control: Arc<TaskControl>,
    pub(crate) settings: Arc<Settings>,
}

/// How far a call is; every member may be left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// What is being done.
    pub message: Option<String>,
    /// How much is done.
    pub progress: Option<f64>,
    /// How much there is to do.
    pub total: Option<f64>,
    /// More about it.
    pub data: Option<Value>,
}

impl From<&str> for Progress {
    fn from(message: &str) -> Self {
        Self {
            message: Some(message.into()),
            ..Self::default()
        }
    }
}

impl Context {
    pub(crate) fn new(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    pub(crate) fn settings(&self) -> &Arc<Settings> {
        &self.0.settings
    }

    /// The host, for calls back. They carry this call's trace, deadline and depth, and its cancel reaches them.
    pub fn host(&self) -> Host {
        Host::new(self.0.way.clone())
    }

    /// Fires when the caller no longer wants the answer, or the deadline has passed.
    ///
    /// Who asks for it promises to answer soon after: within 4.5 s. A handler that never asks is dropped at once.
    pub fn cancelled(&self) -> CancellationToken {
        self.0.control.watch()
    }

    /// Whether the answer is no longer wanted; for loops. It makes the same promise as [`Self::cancelled`].
    pub fn is_cancelled(&self) -> bool {
        self.0.control.watch().is_cancelled()
    }

    /// Fires also when the caller asks to finish what runs and to start nothing new (`mode: graceful`).
    pub fn wind_down(&self) -> CancellationToken {
        self.0.control.wind_down()
    }

    /// When the answer is due.
    pub fn deadline(&self) -> Option<Instant> {
        self.0.control.deadline()
    }

    /// How long until then.
    pub fn time_left(&self) -> Option<Duration> {
        self.deadline()
            .map(|deadline| deadline.saturating_duration_since(Instant::now()))
    }

    /// Says how far the call is; waits while the host does not read.
    pub async fn progress(&self, progress: impl Into<Progress>) {
        let Progress {
            message,
            progress,
            total,
            data,
        } = progress.into();
        let members = [
            ("message", message.map(Value::from)),
            ("progress", progress.map(Value::from)),
            ("total", total.map(Value::from)),
            ("data", data),
        ];
        let given = members
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_string(), value?)));
        self.stream("$/progress", given.collect()).await;
    }

    /// Sends a notification about this call: `stream.…` or `$/progress`; `request_id` is added. After the answer, nothing.
    pub async fn stream(&self, method: &str, params: Object) {
        self.0.way.tell(method, params).await;
    }

    /// Streams a piece of the text of block `index`: of a provider's answer, or of an orchestrator's.
    pub async fn token(&self, index: u64, text: &str) {
        self.stream_block("token", json!({"index": index, "text": text}))
            .await;
    }

    /// Streams a piece of the thinking of block `index`.
    pub async fn thinking(&self, index: u64, text: &str) {
        self.stream_block("thinking", json!({"index": index, "text": text}))
            .await;
    }

    /// Streams that block `index` begins: `text`, `thinking`, `tool_call`, ….
    pub async fn block_start(&self, index: u64, block_type: &str) {
        let params = json!({"type": block_type, "index": index});
        self.stream_block("content_block_start", params).await;
    }

    /// Streams that block `index` is complete.
    pub async fn block_end(&self, index: u64, block_type: &str) {
        let params = json!({"type": block_type, "index": index});
        self.stream_block("content_block_end", params).await;
    }

    async fn stream_block(&self, what: &str, params: Value) {
        let way = if self.0.provider {
            "stream.provider"
        } else {
            "stream"
        };
        if let Value::Object(params) = params {
            self.stream(&format!("{way}.{what}"), params).await;
        }
    }

    /// Streams what a running tool prints.
    pub async fn output(&self, channel: OutputChannel, text: &str) {
        if let Value::Object(params) = json!({"channel": channel, "text": text}) {
            self.stream("stream.tool.output", params).await;
        }
    }

    /// Writes a line to the host's log.
    pub async fn log(&self, level: LogLevel, message: &str) {
        let params = json!({"level": level, "message": message, "logger": self.0.component});
        self.log_line(params).await;
    }

    /// Writes a line with data to the host's log.
    pub async fn log_with(&self, level: LogLevel, message: &str, data: impl Serialize) {
        let mut params = json!({"level": level, "message": message, "logger": self.0.component});
        params["data"] = serde_json::to_value(data).unwrap_or_default();
        self.log_line(params).await;
    }

    async fn log_line(&self, params: Value) {
        if let Value::Object(params) = params {
            self.0.way.log(params).await;
        }
    }

    /// Waits until everything that was said so far has been written.
    pub(crate) async fn flushed(&self) {
        self.0.way.flushed().await;
    }

    /// The session whose calls keep their order among themselves.
    pub(crate) fn lane(&self) -> Option<&str> {
        self.0.way.lane()
    }

    /// The name of the component that is running.
    pub fn component(&self) -> &str {
        &self.0.component
    }

    /// The id that the model gave the tool call.
    pub fn call_id(&self) -> Option<&str> {
        self.0.call_id.as_deref()
    }

    /// Whether `provider.complete` asks for a stream.
    pub fn wants_stream(&self) -> bool {
        self.0.stream
    }

    /// The session that the call belongs to: of the call's meta, else of configure.
    pub fn session_id(&self) -> Option<&str> {
        let configured = || self.session().map(|session| session.id.as_str());
        self.meta("session_id").or_else(configured)
    }

    /// The turn that the call belongs to.
    pub fn turn_id(&self) -> Option<&str> {
        self.meta("turn_id")
    }

    /// W3C trace context of the call.
    pub fn traceparent(&self) -> Option<&str> {
        self.meta("traceparent")
    }

    fn meta(&self, member: &str) -> Option<&str> {
        self.0.meta.get(member).and_then(Value::as_str)
    }

    /// The session that the service was configured for.
    pub fn session(&self) -> Option<&ConfigureSession> {
        self.0.settings.session.as_ref()
    }

    /// The session's working directory; the process's own when none was configured.
    pub fn cwd(&self) -> PathBuf {
        let configured = self
            .session()
            .map(|session| Path::new(&session.cwd).to_path_buf());
        configured
            .or_else(|| std::env::current_dir().ok())
            .unwrap_or_else(|| PathBuf::from("/"))
    }

    /// The component's config; its type's defaults where nothing was configured.
    pub fn config<T: DeserializeOwned + Default>(&self) -> Result<T, RpcError> {
        let Some(config) = self.0.settings.config.get(&self.0.component) else {
            return Ok(T::default());
        };
        serde_json::from_value(config.clone()).map_err(|error| {
            let path = format!("/config/{}", self.0.component);
            RpcError::invalid_params(&[Fault::new(path, error.to_string())])
        })
    }
}
