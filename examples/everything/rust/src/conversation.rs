//! A context manager and an orchestrator.

use amplifier_ipc::types::{
    ChatRequest, ContextGetMessagesParams, Message, OrchestratorExecuteParams,
    OrchestratorExecuteResult, TurnStatus,
};
use amplifier_ipc::{Context, ContextManager, Orchestrator, Result};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Keeps the messages in a list.
#[derive(Default)]
pub(crate) struct Memory(Mutex<Vec<Message>>);

impl Memory {
    fn messages(&self) -> MutexGuard<'_, Vec<Message>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ContextManager for Memory {
    async fn add_message(&self, message: Message, _cx: &Context) -> Result<()> {
        self.messages().push(message);
        Ok(())
    }

    async fn get_messages(
        &self,
        params: ContextGetMessagesParams,
        _cx: &Context,
    ) -> Result<Vec<Message>> {
        let messages = self.messages();
        let mut left = params.token_budget.unwrap_or(u64::MAX);
        let mut fitting = messages.iter().rev().take_while(|message| {
            let words = message.text().split_whitespace().count() as u64;
            left.checked_sub(words).map(|rest| left = rest).is_some()
        });
        let count = fitting.by_ref().count();
        Ok(messages[messages.len() - count..].to_vec())
    }

    async fn set_messages(&self, messages: Vec<Message>, _cx: &Context) -> Result<()> {
        *self.messages() = messages;
        Ok(())
    }

    async fn clear(&self, _cx: &Context) -> Result<()> {
        self.messages().clear();
        Ok(())
    }
}

/// Asks the model once.
pub(crate) struct Once;

impl Orchestrator for Once {
    async fn execute(
        &self,
        turn: OrchestratorExecuteParams,
        cx: &Context,
    ) -> Result<OrchestratorExecuteResult> {
        let _watched = cx.cancelled(); // it answers by itself when it is cancelled
        let host = cx.host();
        host.add_message(Message::user(turn.prompt)).await?;
        let messages = host
            .get_messages(ContextGetMessagesParams::default())
            .await?;
        let mut stream = host.stream_complete(None, ChatRequest::new(messages));
        let mut text = String::new();
        while let Some(piece) = stream.next().await {
            if let Some(token) = piece.token() {
                text += token;
                cx.token(0, token).await;
            }
        }
        let response = match stream.response().await {
            Ok(response) => response,
            Err(error) if error.kind() == "cancelled" => {
                return Ok(OrchestratorExecuteResult::new(text, TurnStatus::Cancelled));
            }
            Err(error) => return Err(error.into()),
        };
        host.add_message(Message::assistant(response.text()))
            .await?;
        let mut result = OrchestratorExecuteResult::new(response.text(), TurnStatus::Completed);
        result.turn_count = Some(1);
        Ok(result)
    }
}
