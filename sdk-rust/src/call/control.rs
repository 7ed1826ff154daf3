//! The cancel of one request that is being answered.

use crate::peer::CancelMode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// How long a handler that watches its cancel may take to answer: less than the 5 s of protocol §3.1.
const ANSWER_WITHIN: Duration = Duration::from_millis(4500);

/// What is known about the end of a request: its deadline, and whether it is still wanted.
#[derive(Debug)]
pub(crate) struct TaskControl {
    deadline: Option<Instant>,
    /// Stop now.
    stop: CancellationToken,
    /// Start nothing new.
    wind_down: CancellationToken,
    /// Whatever the handler does, its answer is not wanted.
    abandoned: CancellationToken,
    /// The handler looks at its cancel, so it gets the time to answer by itself.
    watched: AtomicBool,
    /// It has been answered: nothing may be said about it any more.
    done: AtomicBool,
}

impl TaskControl {
    pub(crate) fn new(deadline: Option<Instant>) -> Self {
        Self {
            deadline,
            stop: CancellationToken::new(),
            wind_down: CancellationToken::new(),
            abandoned: CancellationToken::new(),
            watched: AtomicBool::new(false),
            done: AtomicBool::new(false),
        }
    }

    pub(crate) fn is_done(&self) -> bool {
        self.done.load(Ordering::Relaxed)
    }

    pub(crate) fn finish(&self) {
        self.done.store(true, Ordering::Relaxed);
    }

    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    pub(crate) fn cancel(&self, mode: CancelMode) {
        if mode == CancelMode::Immediate {
            self.stop.cancel(); // first, so that who winds down can tell which cancel it was
        }
        self.wind_down.cancel();
    }

    pub(crate) fn abandon(&self) {
        self.cancel(CancelMode::Immediate);
        self.abandoned.cancel();
    }

    /// The token for the handler; asking for it is a promise to answer when it fires.
    pub(crate) fn watch(&self) -> CancellationToken {
        self.watched.store(true, Ordering::Relaxed);
        self.stop.clone()
    }

    /// Fires on an immediate cancel; unlike [`Self::watch`] it promises nothing.
    #[cfg(feature = "http")]
    pub(crate) fn stopped(&self) -> &CancellationToken {
        &self.stop
    }

    pub(crate) fn wind_down(&self) -> CancellationToken {
        self.wind_down.clone()
    }

    /// Resolves when the handler's time is up: at once when it does not watch its cancel.
    pub(crate) async fn given_up(&self) {
        tokio::select! {
            () = self.abandoned.cancelled() => {}
            () = self.stop.cancelled() => {
                if self.watched.load(Ordering::Relaxed) {
                    let _ = tokio::time::timeout(ANSWER_WITHIN, self.abandoned.cancelled()).await;
                }
            }
        }
    }
}
