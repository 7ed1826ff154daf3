//! Calls that take effect one after the other.

use std::collections::HashMap;
use std::sync::{Arc, Mutex as Lock, PoisonError};
use tokio::sync::{Mutex, OwnedMutexGuard};

/// Whose turn it is, in each lane; lanes do not wait for each other.
#[derive(Default)]
pub(super) struct Turns(Lock<HashMap<Option<String>, Arc<Mutex<()>>>>);

impl Turns {
    /// Waits for those who came before in this lane; the turn lasts as long as the guard.
    pub(super) async fn take(&self, lane: Option<&str>) -> OwnedMutexGuard<()> {
        let turn = {
            let mut lanes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            // Lanes that nobody is in go: sessions come and go without end.
            lanes.retain(|_, turn| Arc::strong_count(turn) > 1);
            lanes.entry(lane.map(Into::into)).or_default().clone()
        };
        turn.lock_owned().await
    }
}
