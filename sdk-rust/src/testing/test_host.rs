//! A service under test in memory: no process, no pipe, a fake host.

use crate::call::Streamed;
use crate::connection::{Connection, Handler, Inbound};
use crate::error::RpcError;
use crate::generated::{
    ApprovalRequest, ApprovalResult, CapabilityCallResult, ChannelCollectResult, ChatRequest,
    ChatResponse, ContentListResult, ContentReadResult, ContextGetMessagesResult, DescribeResult,
    HookResult, Message, OrchestratorExecuteResult, ToolResult,
};
use crate::peer::{CallOptions, Side};
use crate::service::Service;
use crate::wire::{DEFAULT_MAX_MESSAGE_BYTES, Object};
use serde::de::DeserializeOwned;
use serde_json::value::to_raw_value;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

type Reply = Box<dyn Fn(&Object) -> Result<Value, RpcError> + Send + Sync>;

/// A host that answers what it was told to answer.
#[derive(Default)]
pub struct TestHost {
    replies: HashMap<String, Reply>,
}

/// A running service, seen from its host. Dropping it closes the connection; [`Running::close`] waits for the end, too.
pub struct Running {
    connection: Connection,
    described: DescribeResult,
    notes: Arc<Notes>,
    serving: JoinHandle<Result<(), String>>,
    tasks: [JoinHandle<()>; 3],
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
        let writing = connection.clone();
        let timing = connection.clone();
        let tasks = [
            tokio::spawn(async move { reading.read(reader, &*host).await }),
            tokio::spawn(async move { drop(writing.write(writer).await) }),
            tokio::spawn(async move { timing.keep_time().await }),
        ];
        let describing = connection.call("describe", Object::new(), CallOptions::default(), None);
        let described = match describing.await {
            // The connection is closed: the service ends, and says why.
            Err(lost) if lost.kind() == "service_unavailable" => {
                let ended = serving.await.map_err(|error| error.to_string());
                let why = ended.and_then(|ended| ended).err();
                return Err(why.map_or(lost, RpcError::unavailable));
            }
            described => described?,
        };
        let described = serde_json::from_value(described).map_err(|error| {
            RpcError::internal("serde_json::Error", format!("describe: {error}"))
        })?;
        Ok(Running {
            connection,
            described,
            notes,
            serving,
            tasks,
        })
    }
}

impl Running {
    /// Closes the connection, as a host that is done does, and waits until the service has cleaned up and ended.
    pub async fn close(mut self) -> Result<(), RpcError> {
        self.connection.flushed().await;
        self.disconnect();
        match (&mut self.serving).await {
            Ok(ended) => ended.map_err(RpcError::unavailable),
            Err(error) => Err(RpcError::unavailable(error.to_string())),
        }
    }

    fn disconnect(&self) {
        for task in &self.tasks {
            task.abort();
        }
    }

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
    pub async fn execute_tool(&self, name: &str, input: Value) -> Result<ToolResult, RpcError> {
        self.ask("tool.execute", json!({"name": name, "input": input}))
            .await
    }

    /// Emits an event to all hooks of the service.
    pub async fn emit_hook(&self, event: &str, data: Value) -> Result<HookResult, RpcError> {
        self.ask("hook.emit", json!({"event": event, "data": data}))
            .await
    }

    /// Asks the service's provider.
    pub async fn complete(&self, request: ChatRequest) -> Result<ChatResponse, RpcError> {
        self.ask("provider.complete", json!({"request": request}))
            .await
    }

    /// Adds a message to the context manager.
    pub async fn add_message(&self, message: Message) -> Result<(), RpcError> {
        self.call("context.add_message", json!({"message": message}))
            .await
            .map(drop)
    }

    /// The messages of the context manager; with a budget those that fit.
    pub async fn get_messages(&self, token_budget: Option<u64>) -> Result<Vec<Message>, RpcError> {
        let params = token_budget.map_or(json!({}), |budget| json!({"token_budget": budget}));
        let result: ContextGetMessagesResult = self.ask("context.get_messages", params).await?;
        Ok(result.messages)
    }

    /// Replaces the messages of the context manager.
    pub async fn set_messages(&self, messages: Vec<Message>) -> Result<(), RpcError> {
        self.call("context.set_messages", json!({"messages": messages}))
            .await
            .map(drop)
    }

    /// Empties the context manager.
    pub async fn clear_messages(&self) -> Result<(), RpcError> {
        self.call("context.clear", json!({})).await.map(drop)
    }

    /// Runs a turn, without tools, hooks, providers or agents.
    pub async fn execute(&self, prompt: &str) -> Result<OrchestratorExecuteResult, RpcError> {
        let turn = json!({
            "prompt": prompt, "system_prompt": "", "tools": [], "hooks": [], "providers": [], "agents": [],
            "config": {},
        });
        self.ask("orchestrator.execute", turn).await
    }

    /// Asks the approval provider.
    pub async fn request_approval(
        &self,
        request: ApprovalRequest,
    ) -> Result<ApprovalResult, RpcError> {
        self.ask("approval.request", json!(request)).await
    }

    /// Reads a path of the content.
    pub async fn read_content(&self, path: &str) -> Result<ContentReadResult, RpcError> {
        self.ask("content.read", json!({"path": path})).await
    }

    /// The paths of the content that begin with a prefix.
    pub async fn list_content(&self, prefix: &str) -> Result<Vec<String>, RpcError> {
        let listed: ContentListResult = self.ask("content.list", json!({"prefix": prefix})).await?;
        Ok(listed.paths)
    }

    /// Calls a capability; its output comes back.
    pub async fn call_capability(&self, name: &str, input: Value) -> Result<Value, RpcError> {
        let called: CapabilityCallResult = self
            .ask("capability.call", json!({"name": name, "input": input}))
            .await?;
        Ok(called.output)
    }

    /// What the service contributes to a channel.
    pub async fn collect_channel(&self, channel: &str) -> Result<Value, RpcError> {
        let given: ChannelCollectResult = self
            .ask("channel.collect", json!({"channel": channel}))
            .await?;
        Ok(given.data)
    }

    /// Publishes on a channel, as another service does.
    pub async fn publish(&self, channel: &str, sender: &str, data: Value) {
        let message = json!({"channel": channel, "sender": sender, "data": data});
        if let Value::Object(message) = message {
            self.connection.notify("channel.message", message).await;
        }
    }

    async fn ask<T: DeserializeOwned>(&self, method: &str, params: Value) -> Result<T, RpcError> {
        serde_json::from_value(self.call(method, params).await?)
            .map_err(|error| RpcError::internal("serde_json::Error", error.to_string()))
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

impl Drop for Running {
    fn drop(&mut self) {
        self.disconnect();
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
