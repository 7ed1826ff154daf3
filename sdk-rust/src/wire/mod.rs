//! Bytes ↔ messages. No I/O, no tasks: fed bytes, it yields lines; fed a line, it yields a verdict.
//!
//! Architecture invariant: this module imports nothing of the crate; the host's router uses it as it is.

mod decode;
mod encode;
pub mod events;
mod head;
mod id;
mod message;
mod numbers;
mod split;

pub use decode::{Fault, decode, json};
pub use encode::{ROUTING_MEMBERS, encode, encode_call, encode_error, encode_result};
pub use head::{Head, depth, too_deep};
pub use id::Id;
pub use message::{
    Decoded, ErrorObject, Message, Notification, Object, Refusal, Request, Response,
};
pub use split::{DEFAULT_MAX_MESSAGE_BYTES, HEAD_BYTES, LineSplitter, Record};

/// The deepest nesting that a message may have: the root is depth 1, scalars add none.
pub const MAX_DEPTH: usize = 128;

/// The least limit that a side may announce: 1 MiB.
pub const MIN_MAX_MESSAGE_BYTES: usize = 1024 * 1024;
