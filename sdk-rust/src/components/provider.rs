//! Providers.

use super::part::{Kind, Part, living};
use super::{Answer, decode, encode};
use crate::context::Context;
use crate::error::{Result, RpcError};
use crate::generated::{
    ChatRequest, ChatResponse, ContentBlock, ModelInfo, ProviderCompleteParams, ProviderInfo,
    ProviderListModelsResult, ProviderParseToolCallsParams, ProviderParseToolCallsResult, ToolCall,
};
use crate::wire::Object;
use std::sync::Arc;

/// A provider: a model behind `provider.complete`.
///
/// Implement the methods as `async fn`; their futures must be `Send`.
pub trait Provider: Send + Sync + 'static {
    /// Its name for people.
    fn display_name(&self) -> Option<String> {
        None
    }

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

    /// Runs before the first call, and again before the first one after each configure.
    fn setup(&self, _cx: &Context) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// Runs on the way out, if the provider was used.
    fn cleanup(&self) -> impl Future<Output = ()> + Send {
        async {}
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

pub(crate) fn provider(name: String, provider: impl Provider) -> Part {
    let provider = Arc::new(provider);
    let mut spec = Object::new();
    if let Some(display_name) = provider.display_name() {
        spec.insert("display_name".into(), display_name.into());
    }
    let object = provider.clone();
    let part = Part::new(
        Kind::Provider,
        name,
        spec,
        Box::new(move |method, params, cx| {
            let (provider, method) = (provider.clone(), method.to_string());
            Box::pin(async move { serve(&*provider, &method, params, &cx).await })
        }),
    );
    living!(Provider, part, object)
}

async fn serve(provider: &impl Provider, method: &str, params: Object, cx: &Context) -> Answer {
    match method {
        "provider.complete" => {
            let asked: ProviderCompleteParams = decode(params)?;
            encode(&provider.complete(asked.request, cx).await?)
        }
        "provider.parse_tool_calls" => {
            let asked: ProviderParseToolCallsParams = decode(params)?;
            let calls = provider.parse_tool_calls(asked.response).await?;
            encode(&ProviderParseToolCallsResult::new(calls))
        }
        "provider.info" => encode(&provider.info(cx).await?),
        "provider.list_models" => encode(&ProviderListModelsResult::new(
            provider.list_models(cx).await?,
        )),
        other => Err(RpcError::method_not_found(other)),
    }
}
