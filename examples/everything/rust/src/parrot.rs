//! A provider that says what it hears.

use amplifier_ipc::types::{
    ChatRequest, ChatResponse, ContentBlock, Degradation, FinishReason, Message, ModelCapability,
    ModelInfo, ProviderInfo, Role, TextBlock, Usage,
};
use amplifier_ipc::{Context, LlmError, LlmErrorKind, Provider, Result};
use schemars::JsonSchema;
use serde::Deserialize;

#[derive(Default, Deserialize, JsonSchema)]
pub(crate) struct ParrotConfig {
    #[serde(default)]
    prefix: String,
}

pub(crate) struct Parrot;

impl Provider for Parrot {
    fn display_name(&self) -> Option<String> {
        Some("Parrot".into())
    }

    #[allow(
        clippy::print_stdout,
        reason = "a print reaches stderr, never the wire"
    )]
    async fn setup(&self, _cx: &Context) -> Result<()> {
        println!("parrot: set up");
        Ok(())
    }

    #[allow(
        clippy::print_stdout,
        reason = "a print reaches stderr, never the wire"
    )]
    async fn cleanup(&self) {
        println!("parrot: cleaned up");
    }

    async fn info(&self, _cx: &Context) -> Result<ProviderInfo> {
        let capabilities = vec![ModelCapability::Streaming];
        Ok(ProviderInfo::new(
            "parrot",
            "Parrot",
            Vec::new(),
            capabilities,
            serde_json::Map::new(),
            Vec::new(),
        ))
    }

    async fn list_models(&self, _cx: &Context) -> Result<Vec<ModelInfo>> {
        let capabilities = vec![ModelCapability::Streaming];
        let defaults = serde_json::Map::new();
        Ok(vec![ModelInfo::new(
            "parrot-1",
            "Parrot 1",
            1000,
            1000,
            capabilities,
            defaults,
        )])
    }

    async fn complete(&self, request: ChatRequest, cx: &Context) -> Result<ChatResponse> {
        let mut heard = request.messages.iter().rev();
        let said = heard.find(|message| message.role == Role::User);
        let said = said.map(Message::text).unwrap_or_default();
        if let Some(kind) = said
            .strip_prefix("error:")
            .and_then(LlmErrorKind::from_name)
        {
            return Err(failure(kind).into());
        }
        let text = cx.config::<ParrotConfig>()?.prefix + &said;
        if cx.wants_stream() {
            cx.block_start(0, "text").await;
            for piece in pieces(&text) {
                cx.token(0, piece).await;
            }
            cx.block_end(0, "text").await;
        }
        let words = |text: &str| text.split_whitespace().count() as u64;
        let input = request
            .messages
            .iter()
            .map(|message| words(&message.text()))
            .sum();
        let output = words(&text);
        let mut response = ChatResponse::new(vec![ContentBlock::Text(TextBlock::new(text))]);
        response.finish_reason = Some(FinishReason::Stop);
        response.usage = Some(Usage::new(input, output, input + output));
        if request.response_format.is_some() {
            let why = "a parrot repeats what it heard";
            response.degradation = Some(Degradation::new("a format", "text", why));
        }
        Ok(response)
    }
}

fn failure(kind: LlmErrorKind) -> LlmError {
    let error = LlmError::new(kind, "as you wish")
        .with("provider", "parrot")
        .with("model", "parrot-1")
        .with("attempts", 1);
    if kind == LlmErrorKind::RateLimit {
        return error.with("retry_after", 2);
    }
    error
}

/// Each word with the white space before it; what is left at the end is a piece of its own.
fn pieces(mut text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    while !text.is_empty() {
        let word = text
            .find(|c: char| !c.is_whitespace())
            .unwrap_or(text.len());
        let length = text[word..]
            .find(char::is_whitespace)
            .unwrap_or(text.len() - word);
        let (piece, rest) = text.split_at(word + length);
        pieces.push(piece);
        text = rest;
    }
    pieces
}
