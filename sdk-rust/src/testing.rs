//! A service under test in memory: no process, no pipe, a fake host.
//!
//! ```
//! use amplifier_ipc::{Result, service, testing::TestHost, tool};
//! use serde_json::json;
//!
//! /// Count the words of a text.
//! #[tool]
//! async fn word_count(text: String) -> Result<usize> {
//!     Ok(text.split_whitespace().count())
//! }
//!
//! # amplifier_ipc::block_on(async {
//! let host = TestHost::new().start(service!(word_count)).await?;
//! let result = host.tool("word_count", json!({"text": "one two"})).await?;
//! assert_eq!(result.output, 2);
//! # Ok::<(), amplifier_ipc::RpcError>(())
//! # }).unwrap().unwrap();
//! ```

use crate::connection::{Connection, Handler, Inbound, Streamed};
use crate::error::RpcError;
use crate::generated::methods::{self, Call};
use crate::generated::{DescribeResult, HookResult, ToolResult};
use crate::peer::{CallOptions, Side};
use crate::service::Service;
use crate::wire::{DEFAULT_MAX_MESSAGE_BYTES, Object};
use serde_json::value::to_raw_value;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc;

type Reply = Box<dyn Fn(&Object) -> Result<Value, RpcError> + Send + Sync>;

/// A host that answers what it was told to answer.
#[derive(Default)]
pub struct TestHost {
    replies: HashMap<String, Reply>,
}

/// A running service, seen from its host. Dropping it closes the connection.
pub struct Running {
    connection: Connection,
    described: DescribeResult,
    notes: Arc<Notes>,
}

#[derive(Default)]
struct Notes {
    replies: HashMap<String, Reply>,
    seen: Mutex<Vec<(String, Object)>>,
}

impl TestHost {
    /// A host that knows no method.
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers a method that the service may call: `request.tool_execute`, `state.get`, ….
    #[must_use]
    pub fn answers(
        mut self,
        method: &str,
        reply: impl Fn(&Object) -> Result<Value, RpcError> + Send + Sync + 'static,
    ) -> Self {
        self.replies.insert(method.into(), Box::new(reply));
        self
    }

    /// Starts a service in memory and describes it. Must be called within a tokio runtime.
    pub async fn start(self, service: Service) -> Result<Running, RpcError> {
        let (ours, theirs) = tokio::io::duplex(256 << 10);
        let (reader, writer) = tokio::io::split(theirs);
        let running = crate::service::run(service, reader, writer, std::future::pending());
        let serving = tokio::spawn(async move { running.await.map_err(|error| error.to_string()) });
        let notes = Arc::new(Notes {
            replies: self.replies,
            seen: Mutex::default(),
        });
        let connection = Connection::new(Side::Host, usize::MAX, DEFAULT_MAX_MESSAGE_BYTES);
        let (reader, writer) = tokio::io::split(ours);
        let (reading, host) = (connection.clone(), notes.clone());
        tokio::spawn(async move { reading.read(reader, &*host).await });
        let writing = connection.clone();
        tokio::spawn(async move { writing.write(writer).await });
        let timing = connection.clone();
        tokio::spawn(async move { timing.keep_time().await });
        let describing = connection.call("describe", Object::new(), CallOptions::default(), None);
        let described = tokio::select! {
            described = describing => described?,
            ended = serving => {
                let why = ended.map_or_else(|error| error.to_string(), |ended| ended.err().unwrap_or_default());
                return Err(RpcError::unavailable(why));
            }
        };
        let described = serde_json::from_value(described).map_err(|error| {
            RpcError::internal("serde_json::Error", format!("describe: {error}"))
        })?;
        Ok(Running {
            connection,
            described,
            notes,
        })
    }
}

impl Running {
    /// What the service said of itself.
    pub fn described(&self) -> &DescribeResult {
        &self.described
    }

    /// Configures the service: component name → config, and the session's working directory.
    pub async fn configure(&self, config: Value, cwd: &str) -> Result<(), RpcError> {
        let session = json!({"id": "test", "cwd": cwd});
        self.call("configure", json!({"config": config, "session": session}))
            .await
            .map(drop)
    }

    /// Runs a tool.
    pub async fn tool(&self, name: &str, input: Value) -> Result<ToolResult, RpcError> {
        let result = self
            .call(
                methods::ToolExecute::NAME,
                json!({"name": name, "input": input}),
            )
            .await?;
        read(result)
    }

    /// Emits an event to all hooks of the service.
    pub async fn emit(&self, event: &str, data: Value) -> Result<HookResult, RpcError> {
        read(
            self.call(
                methods::HookEmit::NAME,
                json!({"event": event, "data": data}),
            )
            .await?,
        )
    }

    /// Any request. Dropping the future cancels it.
    pub async fn call(&self, method: &str, params: Value) -> Result<Value, RpcError> {
        self.connection
            .call(method, object(params)?, CallOptions::default(), None)
            .await
    }

    /// Any request, with what is streamed about it.
    pub async fn call_streamed(
        &self,
        method: &str,
        params: Value,
        stream: mpsc::UnboundedSender<Streamed>,
    ) -> Result<Value, RpcError> {
        self.connection
            .call(
                method,
                object(params)?,
                CallOptions::default(),
                Some(stream),
            )
            .await
    }

    /// The notifications so far that belong to no call: `display.show`, `$/log`, ….
    pub fn notifications(&self) -> Vec<(String, Object)> {
        self.notes
            .seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Handler for Notes {
    fn request(&self, connection: &Connection, inbound: Inbound) {
        let answer = match self.replies.get(&inbound.method) {
            Some(reply) => reply(&inbound.params),
            None => Err(RpcError::method_not_found(&inbound.method)),
        };
        let answer = answer.and_then(|value| {
            to_raw_value(&value)
                .map_err(|error| RpcError::internal("serde_json::Error", error.to_string()))
        });
        connection.answer(&inbound.id, &inbound.control, answer);
    }

    fn notification(&self, _: &Connection, method: String, params: Object) {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push((method, params));
    }
}

fn object(params: Value) -> Result<Object, RpcError> {
    match params {
        Value::Object(params) => Ok(params),
        other => Err(RpcError::new(
            "invalid_params",
            format!("params must be an object, not {other}"),
        )),
    }
}

fn read<T: serde::de::DeserializeOwned>(result: Value) -> Result<T, RpcError> {
    serde_json::from_value(result)
        .map_err(|error| RpcError::internal("serde_json::Error", error.to_string()))
}
