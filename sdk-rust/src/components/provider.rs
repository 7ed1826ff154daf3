//! Providers.

use super::{Answer, encode};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::generated::{
    ChatRequest, ChatResponse, ContentBlock, ModelInfo, ProviderInfo, ProviderListModelsResult,
    ProviderParseToolCallsResult, ToolCall,
};
use futures_util::future::BoxFuture;
use std::sync::Arc;

/// A provider: a model behind `provider.complete`.
///
/// Implement the methods as `async fn`; their futures must be `Send`.
pub trait Provider: Send + Sync + 'static {
    /// Who it is: id, name, capabilities, config fields.
    fn info(&self, cx: &Context) -> impl Future<Output = Result<ProviderInfo>> + Send;

    /// Answers a request. When [`Context::wants_stream`], tokens go out first, through [`Context::token`]; the response
    /// holds the whole answer all the same. Failures are [`crate::LlmError`]s.
    fn complete(
        &self,
        request: ChatRequest,
        cx: &Context,
    ) -> impl Future<Output = Result<ChatResponse>> + Send;

    /// The models it offers; none when nothing is said.
    fn list_models(&self, _cx: &Context) -> impl Future<Output = Result<Vec<ModelInfo>>> + Send {
        async { Ok(Vec::new()) }
    }

    /// The tools that a response wants to call: its `tool_calls`, else its `tool_call` blocks.
    fn parse_tool_calls(
        &self,
        response: ChatResponse,
    ) -> impl Future<Output = Result<Vec<ToolCall>>> + Send {
        async move { Ok(tool_calls_of(response)) }
    }
}

fn tool_calls_of(response: ChatResponse) -> Vec<ToolCall> {
    if let Some(calls) = response.tool_calls {
        return calls;
    }
    let blocks = response.content.into_iter();
    blocks
        .filter_map(|block| match block {
            ContentBlock::ToolCall(call) => Some(ToolCall::new(call.id, call.name, call.input)),
            _ => None,
        })
        .collect()
}

pub(crate) struct ProviderEntry {
    pub(crate) name: String,
    pub(crate) provider: Arc<dyn Erased>,
}

/// A provider behind one pointer; its answers are encoded already.
pub(crate) trait Erased: Send + Sync {
    fn info(self: Arc<Self>, cx: Context) -> BoxFuture<'static, Answer>;
    fn complete(self: Arc<Self>, request: ChatRequest, cx: Context) -> BoxFuture<'static, Answer>;
    fn list_models(self: Arc<Self>, cx: Context) -> BoxFuture<'static, Answer>;
    fn parse_tool_calls(self: Arc<Self>, response: ChatResponse) -> BoxFuture<'static, Answer>;
}

impl<P: Provider> Erased for P {
    fn info(self: Arc<Self>, cx: Context) -> BoxFuture<'static, Answer> {
        Box::pin(async move { finish(Provider::info(&*self, &cx).await, |info| encode(&info)) })
    }

    fn complete(self: Arc<Self>, request: ChatRequest, cx: Context) -> BoxFuture<'static, Answer> {
        Box::pin(async move {
            finish(Provider::complete(&*self, request, &cx).await, |response| {
                encode(&response)
            })
        })
    }

    fn list_models(self: Arc<Self>, cx: Context) -> BoxFuture<'static, Answer> {
        Box::pin(async move {
            finish(Provider::list_models(&*self, &cx).await, |models| {
                encode(&ProviderListModelsResult::new(models))
            })
        })
    }

    fn parse_tool_calls(self: Arc<Self>, response: ChatResponse) -> BoxFuture<'static, Answer> {
        Box::pin(async move {
            finish(
                Provider::parse_tool_calls(&*self, response).await,
                |calls| encode(&ProviderParseToolCallsResult::new(calls)),
            )
        })
    }
}

fn finish<T>(outcome: Result<T, Error>, encode: impl FnOnce(T) -> Answer) -> Answer {
    outcome.map_err(Into::into).and_then(encode)
}
