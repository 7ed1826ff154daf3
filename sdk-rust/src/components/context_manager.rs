//! Context managers.

use super::part::{Kind, Part, living};
use super::{Answer, decode, encode};
use crate::context::Context;
use crate::error::{Result, RpcError};
use crate::generated::{
    ContextAddMessageParams, ContextGetMessagesParams, ContextGetMessagesResult,
    ContextSetMessagesParams, EmptyResult, Message,
};
use crate::wire::Object;
use std::sync::Arc;

/// A context manager: it keeps the conversation.
///
/// Implement the methods as `async fn`; their futures must be `Send`. Calls begin in the order of their lines.
pub trait ContextManager: Send + Sync + 'static {
    /// Adds a message.
    fn add_message(
        &self,
        message: Message,
        cx: &Context,
    ) -> impl Future<Output = Result<()>> + Send;

    /// All messages; with `token_budget` those to send to the model, so many that they fit.
    fn get_messages(
        &self,
        params: ContextGetMessagesParams,
        cx: &Context,
    ) -> impl Future<Output = Result<Vec<Message>>> + Send;

    /// Replaces all messages.
    fn set_messages(
        &self,
        messages: Vec<Message>,
        cx: &Context,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Forgets all messages.
    fn clear(&self, cx: &Context) -> impl Future<Output = Result<()>> + Send;

    /// Runs before the first call, and again before the first one after each configure.
    fn setup(&self, _cx: &Context) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// Runs on the way out, if the context manager was used.
    fn cleanup(&self) -> impl Future<Output = ()> + Send {
        async {}
    }
}

pub(crate) fn context_manager(name: String, manager: impl ContextManager) -> Part {
    let manager = Arc::new(manager);
    let object = manager.clone();
    let part = Part::new(
        Kind::ContextManager,
        name,
        Object::new(),
        Box::new(move |method, params, cx| {
            let (manager, method) = (manager.clone(), method.to_string());
            Box::pin(async move { serve(&*manager, &method, params, &cx).await })
        }),
    );
    living!(ContextManager, part, object)
}

async fn serve(
    manager: &impl ContextManager,
    method: &str,
    params: Object,
    cx: &Context,
) -> Answer {
    match method {
        "context.get_messages" => {
            let asked: ContextGetMessagesParams = decode(params)?;
            let messages = manager.get_messages(asked, cx).await?;
            return encode(&ContextGetMessagesResult::new(messages));
        }
        "context.add_message" => {
            let asked: ContextAddMessageParams = decode(params)?;
            manager.add_message(asked.message, cx).await?;
        }
        "context.set_messages" => {
            let asked: ContextSetMessagesParams = decode(params)?;
            manager.set_messages(asked.messages, cx).await?;
        }
        "context.clear" => manager.clear(cx).await?,
        other => return Err(RpcError::method_not_found(other)),
    }
    encode(&EmptyResult::default())
}
