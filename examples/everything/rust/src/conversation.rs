//! A context manager.

use crate::sessions::Sessions;
use amplifier_ipc::types::{ContextGetMessagesParams, Message, Role};
use amplifier_ipc::{Context, ContextManager, Result};
use serde_json::Value;

/// Keeps the messages in a list, one for each session.
#[derive(Default)]
pub(crate) struct Memory(Sessions<Vec<Message>>);

impl ContextManager for Memory {
    async fn add_message(&self, message: Message, cx: &Context) -> Result<()> {
        self.0.with(cx, |messages| messages.push(message));
        Ok(())
    }

    async fn get_messages(
        &self,
        params: ContextGetMessagesParams,
        cx: &Context,
    ) -> Result<Vec<Message>> {
        let messages = self.0.with(cx, |messages| messages.clone());
        let info = params.provider_info.unwrap_or_default();
        let window = info.get("context_window").and_then(Value::as_u64);
        let Some(mut left) = params.token_budget.or(window) else {
            return Ok(messages);
        };
        let mut fitting = messages.iter().rev().take_while(|message| {
            let words = message.text().split_whitespace().count() as u64;
            left.checked_sub(words).map(|rest| left = rest).is_some()
        });
        let tail = &messages[messages.len() - fitting.by_ref().count()..];
        // The results of a tool call that is left out go with it (CTX-013).
        let whole = tail.iter().skip_while(|message| message.role == Role::Tool);
        Ok(whole.cloned().collect())
    }

    async fn set_messages(&self, messages: Vec<Message>, cx: &Context) -> Result<()> {
        self.0.with(cx, |kept| *kept = messages);
        Ok(())
    }

    async fn clear(&self, cx: &Context) -> Result<()> {
        self.0.with(cx, Vec::clear);
        Ok(())
    }
}
