//! Params ↔ method, path, query, headers and body; answers ↔ results and errors; bytes ↔ events.
//!
//! Architecture invariant: no I/O, no tasks, no HTTP library.

pub mod answers;
mod escape;
pub mod events;
pub mod meta;
pub mod problems;
mod query;
pub mod requests;
pub mod routes;

pub use escape::escape;
