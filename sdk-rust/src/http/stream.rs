//! The events of one answer, from its handler to the connection.

use super::map::events::{COMMENT, write};
use crate::call::TaskControl;
use crate::peer::CancelMode;
use axum::body::Bytes;
use futures_util::Stream;
use serde::Serialize;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, Sleep, sleep};

/// How many events may wait for a caller that does not read; then the handler waits.
const WAITING: usize = 64;
/// A stream that was silent for so long sends a comment (HTP-047).
const SILENCE: Duration = Duration::from_secs(15);

enum Piece {
    Event(Bytes),
    Last(Bytes),
}

/// The handler's end.
pub(super) struct Events {
    pieces: mpsc::Sender<Piece>,
    sent: AtomicUsize,
    /// How many events the connection had taken when it last asked for more in vain.
    written: watch::Receiver<usize>,
}

/// The connection's end: the body of the answer. Dropping it before the answer is complete cancels (HTP-050).
pub(super) struct EventStream {
    pieces: mpsc::Receiver<Piece>,
    taken: usize,
    written: watch::Sender<usize>,
    quiet: Pin<Box<Sleep>>,
    ended: bool,
    _cancel: CancelOnDrop,
}

/// Cancels what is not done.
pub(super) struct CancelOnDrop(pub(super) Arc<TaskControl>);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        if !self.0.is_done() {
            self.0.cancel(CancelMode::Immediate);
        }
    }
}

/// Both ends.
pub(super) fn events(control: Arc<TaskControl>) -> (Events, EventStream) {
    let (sender, pieces) = mpsc::channel(WAITING);
    let (written, seen) = watch::channel(0);
    let stream = EventStream {
        pieces,
        taken: 0,
        written,
        quiet: Box::pin(sleep(SILENCE)),
        ended: false,
        _cancel: CancelOnDrop(control),
    };
    let events = Events {
        pieces: sender,
        sent: AtomicUsize::new(0),
        written: seen,
    };
    (events, stream)
}

impl Events {
    /// Waits while the caller does not read; when it is gone, events go nowhere.
    pub(super) async fn send(&self, name: &str, data: &impl Serialize) {
        self.push(Piece::Event(write(name, data).into())).await;
    }

    /// The event that ends the stream.
    pub(super) async fn end(&self, name: &str, data: &impl Serialize) {
        self.push(Piece::Last(write(name, data).into())).await;
    }

    async fn push(&self, piece: Piece) {
        self.sent.fetch_add(1, Ordering::Relaxed);
        let _ = self.pieces.send(piece).await;
    }

    /// Waits until the connection has written what was sent so far.
    pub(super) async fn flushed(&self) {
        let sent = self.sent.load(Ordering::Relaxed);
        let mut written = self.written.clone();
        let _ = written.wait_for(|written| *written >= sent).await;
    }
}

impl EventStream {
    fn again(&mut self, bytes: Bytes) -> Poll<Option<Result<Bytes, Infallible>>> {
        self.quiet.as_mut().reset(Instant::now() + SILENCE);
        Poll::Ready(Some(Ok(bytes)))
    }
}

impl Stream for EventStream {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.ended {
            return Poll::Ready(None);
        }
        match self.pieces.poll_recv(cx) {
            Poll::Ready(Some(Piece::Event(bytes))) => {
                self.taken += 1;
                return self.again(bytes);
            }
            Poll::Ready(Some(Piece::Last(bytes))) => {
                self.ended = true;
                return self.again(bytes);
            }
            Poll::Ready(None) => return Poll::Ready(None),
            Poll::Pending => {}
        }
        let taken = self.taken;
        self.written.send_replace(taken);
        if self.quiet.as_mut().poll(cx).is_ready() {
            return self.again(Bytes::from_static(COMMENT));
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use super::{COMMENT, SILENCE, events};
    use crate::call::TaskControl;
    use futures_util::StreamExt;
    use serde_json::json;
    use std::sync::Arc;
    use tokio::time::Instant;

    fn control() -> Arc<TaskControl> {
        Arc::new(TaskControl::new(None))
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_stream_sends_comments_until_it_ends() {
        let (events, mut stream) = events(control());
        let start = Instant::now();
        for round in 1..=2 {
            assert_eq!(stream.next().await.unwrap().unwrap(), COMMENT);
            assert_eq!(start.elapsed(), SILENCE * round);
        }
        events.end("result", &json!({})).await;
        let last = stream.next().await.unwrap().unwrap();
        assert_eq!(last, "event: result\ndata: {}\n\n");
        assert!(stream.next().await.is_none());
    }

    #[tokio::test]
    async fn a_stream_that_is_dropped_before_its_end_cancels() {
        let control = control();
        let (_events, stream) = events(control.clone());
        drop(stream);
        assert!(control.stopped().is_cancelled());
    }

    #[tokio::test]
    async fn one_that_has_its_answer_does_not() {
        let control = control();
        let (_events, stream) = events(control.clone());
        control.finish();
        drop(stream);
        assert!(!control.stopped().is_cancelled());
    }
}
