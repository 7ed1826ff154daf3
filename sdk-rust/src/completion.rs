//! The answer of a model while it comes.

use crate::call::Streamed;
use crate::error::RpcError;
use crate::generated::ChatResponse;
use crate::wire::Object;
use futures_util::future::BoxFuture;
use futures_util::{FutureExt, Stream, StreamExt};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::sync::mpsc;

/// A piece of an answer: `stream.provider.token` and its sisters.
#[derive(Clone, Debug, PartialEq)]
pub struct CompletionPiece {
    /// The notification's method.
    pub method: String,
    /// Its params, without `request_id`.
    pub params: Object,
}

impl CompletionPiece {
    /// The text, if this is a piece of text.
    pub fn token(&self) -> Option<&str> {
        (self.method == "stream.provider.token").then(|| self.params.get("text")?.as_str())?
    }
}

type Answer = Result<ChatResponse, RpcError>;

/// `while let Some(piece) = stream.next().await { … }`, then `stream.response().await?`.
///
/// It is a [`Stream`], too. The call starts when the stream is first polled; dropping it cancels the call.
pub struct CompletionStream {
    call: BoxFuture<'static, Answer>,
    pieces: mpsc::UnboundedReceiver<Streamed>,
    answer: Option<Answer>,
}

impl CompletionStream {
    pub(crate) fn new(
        call: BoxFuture<'static, Answer>,
        pieces: mpsc::UnboundedReceiver<Streamed>,
    ) -> Self {
        Self {
            call,
            pieces,
            answer: None,
        }
    }

    /// The next piece; `None` after the last, also when the call failed: [`Self::response`] tells.
    pub async fn next(&mut self) -> Option<CompletionPiece> {
        StreamExt::next(self).await
    }

    /// The whole answer; pieces that were not read are lost, but the answer holds them all.
    pub async fn response(mut self) -> Answer {
        match self.answer.take() {
            Some(answer) => answer,
            None => self.call.await,
        }
    }
}

impl Stream for CompletionStream {
    type Item = CompletionPiece;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.answer.is_none()
            && let Poll::Ready(answer) = self.call.poll_unpin(cx)
        {
            self.answer = Some(answer);
        }
        // Everything about a call stands before its answer, so nothing is left behind once that is here.
        let piece = if self.answer.is_some() {
            self.pieces.try_recv().ok()
        } else {
            ready!(self.pieces.poll_recv(cx))
        };
        Poll::Ready(piece.map(|(method, mut params)| {
            params.shift_remove("request_id");
            CompletionPiece { method, params }
        }))
    }
}
