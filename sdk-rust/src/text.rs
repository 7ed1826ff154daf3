//! The text of messages and answers, which is what most people want of them.

use crate::generated::{ChatResponse, ContentBlock, Message, MessageContent, Role};

impl Message {
    /// A message of the user.
    pub fn user(text: impl Into<String>) -> Self {
        Self::new(Role::User, text.into())
    }

    /// A message of the assistant.
    pub fn assistant(text: impl Into<String>) -> Self {
        Self::new(Role::Assistant, text.into())
    }

    /// Its text: of its text blocks, joined.
    pub fn text(&self) -> String {
        match &self.content {
            MessageContent::Text(text) => text.clone(),
            MessageContent::Blocks(blocks) => joined(blocks),
        }
    }
}

impl ChatResponse {
    /// Its text: of its text blocks, joined.
    pub fn text(&self) -> String {
        joined(&self.content)
    }
}

fn joined(blocks: &[ContentBlock]) -> String {
    let texts = blocks.iter().filter_map(|block| match block {
        ContentBlock::Text(block) => Some(block.text.as_str()),
        _ => None,
    });
    texts.collect()
}
