//! The host's services, seen from a service (protocol §6): typed calls back.

use crate::call::{Patience, Streamed, Way};
use crate::completion::CompletionStream;
use crate::error::RpcError;
use crate::generated::methods::{self, Call};
use crate::generated::{
    ApprovalRequestParams, ApprovalResult, CapabilityCallParams, CapabilityGetParams,
    CapabilityInfo, CapabilityListParams, ChannelCollectParams, ChannelContribution, ChatRequest,
    ChatResponse, ContentReadResult, ContextAddMessageParams, ContextClearParams,
    ContextGetMessagesParams, ContextSetMessagesParams, HookEmitParams, HookResult, Message,
    MessageLevel, ModelInfo, ProviderCompleteParams, ProviderInfo, ProviderInfoParams,
    ProviderListModelsParams, RequestContentListParams, RequestContentReadParams,
    RequestSessionResult, RequestSessionResumeParams, RequestSessionSpawnParams, StateGetParams,
    StateSetParams, ToolExecuteParams, ToolResult,
};
use crate::wire::Object;
use serde::Serialize;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

type Answer<T> = Result<T, RpcError>;

/// The host. What a service may call is a matter of its grants: without one, -32003 `permission_denied`.
#[derive(Clone)]
pub struct Host {
    way: Arc<dyn Way>,
    timeout: Option<Duration>,
}

impl Host {
    pub(crate) fn new(way: Arc<dyn Way>) -> Self {
        Self { way, timeout: None }
    }

    /// The same host; calls through it give up after so much silence (progress and streamed pieces renew it).
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Any request of the table, typed by its method: `host.call::<methods::StateGet>(…)`. Dropping it cancels it.
    pub async fn call<M: Call>(&self, params: M::Params) -> Answer<M::Result> {
        let result = self.call_raw(M::NAME, object(&params)?).await?;
        serde_json::from_value(result).map_err(|error| unreadable(M::NAME, &error))
    }

    /// Any request, untyped.
    pub async fn call_raw(&self, method: &str, params: Object) -> Answer<Value> {
        self.way.call(method, params, self.patience(None)).await
    }

    /// Any request, untyped, with what is streamed about it: method and params of each notification.
    pub async fn call_streamed(
        &self,
        method: &str,
        params: Object,
        stream: mpsc::UnboundedSender<Streamed>,
    ) -> Answer<Value> {
        self.way
            .call(method, params, self.patience(Some(stream)))
            .await
    }

    fn patience(&self, stream: Option<mpsc::UnboundedSender<Streamed>>) -> Patience {
        Patience {
            timeout: self.timeout,
            stream,
        }
    }

    /// Emits an event; the fold of what the hooks said comes back. Grant `hook.emit`.
    pub async fn emit_hook(&self, event: &str, data: Object) -> Answer<HookResult> {
        self.call::<methods::RequestHookEmit>(HookEmitParams::new(event, data))
            .await
    }

    /// Runs a tool. Grant `tool.execute`.
    pub async fn execute_tool(&self, name: &str, input: Object) -> Answer<ToolResult> {
        self.execute_tool_call(ToolExecuteParams::new(name, input))
            .await
    }

    /// Runs a tool for a call of a model, whose id goes along. Grant `tool.execute`.
    pub async fn execute_tool_call(&self, params: ToolExecuteParams) -> Answer<ToolResult> {
        self.call::<methods::RequestToolExecute>(params).await
    }

    /// Asks a model; `None` = the default provider. Grant `provider.complete`.
    pub async fn complete(
        &self,
        provider: Option<&str>,
        request: ChatRequest,
    ) -> Answer<ChatResponse> {
        let mut params = ProviderCompleteParams::new(request);
        params.provider = provider.map(Into::into);
        self.call::<methods::RequestProviderComplete>(params).await
    }

    /// Asks a model, and gives the pieces of its answer as they come. Grant `provider.complete`.
    pub fn stream_complete(
        &self,
        provider: Option<&str>,
        request: ChatRequest,
    ) -> CompletionStream {
        let mut params = ProviderCompleteParams::new(request);
        params.provider = provider.map(Into::into);
        params.stream = Some(true);
        let (sender, pieces) = mpsc::unbounded_channel();
        let host = self.clone();
        let call = async move {
            let method = methods::RequestProviderComplete::NAME;
            let result = host.call_streamed(method, object(&params)?, sender).await?;
            serde_json::from_value(result).map_err(|error| unreadable(method, &error))
        };
        CompletionStream::new(Box::pin(call), pieces)
    }

    /// What a provider is. Grant `provider.complete`.
    pub async fn provider_info(&self, provider: Option<&str>) -> Answer<ProviderInfo> {
        let params = ProviderInfoParams {
            provider: provider.map(Into::into),
            ..Default::default()
        };
        self.call::<methods::RequestProviderInfo>(params).await
    }

    /// The models of a provider. Grant `provider.complete`.
    pub async fn list_models(&self, provider: Option<&str>) -> Answer<Vec<ModelInfo>> {
        let params = ProviderListModelsParams {
            provider: provider.map(Into::into),
            ..Default::default()
        };
        Ok(self
            .call::<methods::RequestProviderListModels>(params)
            .await?
            .models)
    }

    /// Adds a message to the conversation. Grant `context`.
    pub async fn add_message(&self, message: Message) -> Answer<()> {
        self.call::<methods::RequestContextAddMessage>(ContextAddMessageParams::new(message))
            .await
            .map(drop)
    }

    /// The conversation, or with a provider's info what of it to send. Grant `context`.
    pub async fn get_messages(&self, params: ContextGetMessagesParams) -> Answer<Vec<Message>> {
        Ok(self
            .call::<methods::RequestContextGetMessages>(params)
            .await?
            .messages)
    }

    /// Replaces the conversation. Grant `context`.
    pub async fn set_messages(&self, messages: Vec<Message>) -> Answer<()> {
        self.call::<methods::RequestContextSetMessages>(ContextSetMessagesParams::new(messages))
            .await
            .map(drop)
    }

    /// Empties the conversation. Grant `context`.
    pub async fn clear_messages(&self) -> Answer<()> {
        self.call::<methods::RequestContextClear>(ContextClearParams::default())
            .await
            .map(drop)
    }

    /// Asks the user, or who stands for them. Grant `approval`.
    pub async fn request_approval(&self, request: ApprovalRequestParams) -> Answer<ApprovalResult> {
        self.call::<methods::RequestApproval>(request).await
    }

    /// Starts a session below this one and waits for its answer. Grant `session.spawn`.
    pub async fn spawn_session(
        &self,
        params: RequestSessionSpawnParams,
    ) -> Answer<RequestSessionResult> {
        self.call::<methods::RequestSessionSpawn>(params).await
    }

    /// Goes on with such a session. Grant `session.spawn`.
    pub async fn resume_session(
        &self,
        session_id: &str,
        instruction: &str,
    ) -> Answer<RequestSessionResult> {
        let params = RequestSessionResumeParams::new(session_id, instruction);
        self.call::<methods::RequestSessionResume>(params).await
    }

    /// Reads a service's content; `None` = the own one. Grant `content.read`.
    pub async fn read_content(
        &self,
        service: Option<&str>,
        path: &str,
    ) -> Answer<ContentReadResult> {
        let mut params = RequestContentReadParams::new(path);
        params.service = service.map(Into::into);
        self.call::<methods::RequestContentRead>(params).await
    }

    /// Lists a service's content. Grant `content.read`.
    pub async fn list_content(
        &self,
        service: Option<&str>,
        prefix: Option<&str>,
    ) -> Answer<Vec<String>> {
        let (service, prefix) = (service.map(Into::into), prefix.map(Into::into));
        let params = RequestContentListParams {
            service,
            prefix,
            ..Default::default()
        };
        Ok(self
            .call::<methods::RequestContentList>(params)
            .await?
            .paths)
    }

    /// Calls what another service exports. Grant `capability.call`.
    pub async fn call_capability(&self, name: &str, input: Value) -> Answer<Value> {
        let params = CapabilityCallParams::new(name, input);
        Ok(self
            .call::<methods::RequestCapabilityCall>(params)
            .await?
            .output)
    }

    /// Looks a capability up.
    pub async fn get_capability(&self, name: &str) -> Answer<CapabilityInfo> {
        self.call::<methods::CapabilityGet>(CapabilityGetParams::new(name))
            .await
    }

    /// What other services export.
    pub async fn list_capabilities(&self) -> Answer<Vec<CapabilityInfo>> {
        Ok(self
            .call::<methods::CapabilityList>(CapabilityListParams::default())
            .await?
            .capabilities)
    }

    /// Collects what the services contribute to a channel. Grant `channel.collect`.
    pub async fn collect_channel(&self, channel: &str) -> Answer<Vec<ChannelContribution>> {
        Ok(self
            .call::<methods::RequestChannelCollect>(ChannelCollectParams::new(channel))
            .await?
            .contributions)
    }

    /// Tells the subscribers of a channel.
    pub async fn publish(&self, channel: &str, data: Value) {
        self.notify("channel.publish", json!({"channel": channel, "data": data}))
            .await;
    }

    /// Shows the user a message.
    pub async fn show(&self, level: MessageLevel, message: &str) {
        self.notify("display.show", json!({"message": message, "level": level}))
            .await;
    }

    /// Reads a value of the session's state; unset = null.
    pub async fn get_state(&self, key: &str) -> Answer<Value> {
        Ok(self
            .call::<methods::StateGet>(StateGetParams::new(key))
            .await?
            .value)
    }

    /// Sets a value of the session's state; null deletes it.
    pub async fn set_state(&self, key: &str, value: Value) -> Answer<()> {
        self.call::<methods::StateSet>(StateSetParams::new(key, value))
            .await
            .map(drop)
    }

    async fn notify(&self, method: &str, params: Value) {
        if let Value::Object(params) = params {
            self.way.notify(method, params).await;
        }
    }
}

fn object(params: &impl Serialize) -> Answer<Object> {
    match serde_json::to_value(params) {
        Ok(Value::Object(params)) => Ok(params),
        Ok(other) => Err(RpcError::internal(
            "TypeError",
            format!("params must be an object, not {other}"),
        )),
        Err(error) => Err(RpcError::internal("serde_json::Error", error.to_string())),
    }
}

fn unreadable(method: &str, error: &serde_json::Error) -> RpcError {
    RpcError::internal(
        "serde_json::Error",
        format!("the answer to {method} is not what it should be: {error}"),
    )
}
