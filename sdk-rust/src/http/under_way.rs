//! The requests that are being answered.

use super::exchange::Exchange;
use crate::error::RpcError;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// Counts requests, knows their exchanges, and tells when there are none.
#[derive(Clone)]
pub(super) struct UnderWay(Arc<Shared>);

struct Shared {
    max: usize,
    state: Mutex<State>,
    idle: Notify,
}

#[derive(Default)]
struct State {
    next: u64,
    open: usize,
    counted: usize,
    exchanges: HashMap<u64, Arc<Exchange>>,
}

/// The place of one request; given back when it is dropped.
pub(super) struct Slot {
    shared: Arc<Shared>,
    key: u64,
    counted: bool,
}

impl UnderWay {
    /// `max`: how many requests that count are answered at once.
    pub(super) fn new(max: usize) -> Self {
        Self(Arc::new(Shared {
            max,
            state: Mutex::default(),
            idle: Notify::new(),
        }))
    }

    /// A place for a request (HTP-074).
    pub(super) fn enter(&self, counted: bool) -> Result<Slot, RpcError> {
        let mut state = self.0.lock();
        if counted && state.counted >= self.0.max {
            let message = format!(
                "{} requests are under way, the most that this service handles",
                state.counted
            );
            return Err(RpcError::new("overloaded", message));
        }
        state.next += 1;
        state.open += 1;
        state.counted += usize::from(counted);
        Ok(Slot {
            shared: self.0.clone(),
            key: state.next,
            counted,
        })
    }

    /// Waits until there is no request.
    pub(super) async fn idle(&self) {
        loop {
            let idle = self.0.idle.notified();
            if self.0.lock().open == 0 {
                return;
            }
            idle.await;
        }
    }

    /// Those whose handlers run.
    pub(super) fn exchanges(&self) -> Vec<Arc<Exchange>> {
        self.0.lock().exchanges.values().cloned().collect()
    }
}

impl Slot {
    /// From now on a handler answers it.
    pub(super) fn hold(&self, exchange: &Arc<Exchange>) {
        self.shared
            .lock()
            .exchanges
            .insert(self.key, exchange.clone());
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.open -= 1;
        state.counted -= usize::from(self.counted);
        let gone = state.exchanges.remove(&self.key);
        if state.open == 0 {
            self.shared.idle.notify_waiters();
        }
        drop(state);
        drop(gone); // without the lock: it may be the last of its kind
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
