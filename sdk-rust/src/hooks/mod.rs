//! The hook fan-out of protocol §7 as pure functions: who is asked, in which order, and what comes of the answers.
//!
//! Architecture invariant: this module imports no I/O and nothing of the crate but [`crate::wire::Object`]; the host's
//! router and a service that folds its own handlers (`hook.emit` without `hook`) run the same code.

mod fold;
mod matching;

pub use fold::{Answer, Fold, OnError, Step, fold};
pub use matching::{Subscribed, matches, order};
