//! What belongs to a session: over HTTP a process serves many of them at once.

use amplifier_ipc::Context;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// How many sessions are kept: those used last.
const KEPT: usize = 1000;

/// A value for each session; calls without a session share one.
#[derive(Default)]
pub(crate) struct Sessions<T>(Mutex<Known<T>>);

#[derive(Default)]
struct Known<T> {
    uses: u64,
    values: HashMap<Option<String>, (u64, T)>,
}

impl<T: Default> Sessions<T> {
    /// Does something with the value of the session that the call belongs to.
    pub(crate) fn with<R>(&self, cx: &Context, act: impl FnOnce(&mut T) -> R) -> R {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.uses += 1;
        let now = known.uses;
        let (used, value) = known
            .values
            .entry(cx.session_id().map(Into::into))
            .or_default();
        *used = now;
        let outcome = act(value);
        if known.values.len() > KEPT {
            let oldest = known.values.iter().min_by_key(|(_, (used, _))| *used);
            let oldest = oldest.map(|(session, _)| session.clone());
            oldest.and_then(|session| known.values.remove(&session));
        }
        outcome
    }
}
