//! The data plane of the Amplifier IPC host: one thread that routes every message.
//!
//! [`scan`] reads a line's envelope, [`engine`] decides (pure), `io` reads and writes, [`Router`] is the
//! handle that the control plane holds. A line goes: pipe → reader → scan → engine → writer → pipe.

mod clock;
mod command;
pub mod engine;
pub mod failure;
pub mod ids;
mod io;
pub mod message;
pub mod methods;
mod router;
pub mod routes;
pub mod scan;
mod slots;
mod table;
mod upward;

pub use router::{Error, Router};
pub use upward::Batch;
