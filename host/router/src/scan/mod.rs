//! Reads the envelope of a line, and checks the rest of it, in one pass.
//!
//! A router must see what the recipient will see (protocol §2, performance rule 2): every line is
//! checked in full before a byte of it goes on (see `decisions/0002`), a routing member that occurs
//! twice is a fault of its own, and names spelled with escapes (`"\u0069d"`) count as what they spell.
//!
//! Invariant: a line that [`scan`] accepts is one JSON object that every conforming reader accepts
//! and reads the same way as this module did.

#![allow(
    clippy::inline_always,
    reason = "measured: a third of the time at 200 bytes is calls otherwise"
)]

mod members;
mod text;
mod value;

pub use members::{Member, Members, string_value};

use std::ops::Range;

/// The deepest nesting that a line may have; the root is depth 1 (protocol §2).
pub const MAX_DEPTH: u32 = 128;

/// Where something stands in a line: byte offsets, end exclusive.
pub type Span = Range<usize>;

/// Members of `params` that may decide a message's way.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Routing {
    /// `_meta`, an object by the protocol (not checked here).
    pub meta: Option<Span>,
    /// `name` of a tool or capability.
    pub name: Option<Span>,
    /// `event` of a hook emission.
    pub event: Option<Span>,
    /// `path` of a content read.
    pub path: Option<Span>,
    /// `request_id` of a stream or progress notification.
    pub request_id: Option<Span>,
    /// `hook`, the handler that is meant.
    pub hook: Option<Span>,
    /// `provider`.
    pub provider: Option<Span>,
    /// `text` of a token: kept for `data.partial`. Decides nothing, may be doubled (the last wins).
    pub text: Option<Span>,
    /// `data` of a hook emission. Decides nothing, may be doubled (the last wins).
    pub data: Option<Span>,
    /// `id` of a `$/cancel`.
    pub id: Option<Span>,
}

/// One legal JSON object, as far as a router cares. Spans cover values, strings with their quotes.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// `jsonrpc` is present and is `"2.0"`.
    pub version: bool,
    /// The value of `id`.
    pub id: Option<Span>,
    /// The whole member `"id": …`, from its opening quote to the end of the value.
    pub id_member: Span,
    /// The value of `method`.
    pub method: Option<Span>,
    /// The value of `params`.
    pub params: Option<Span>,
    /// The value of `result`.
    pub result: Option<Span>,
    /// The value of `error`.
    pub error: Option<Span>,
    /// What stands in `params`, if that is an object.
    pub routing: Routing,
    /// `id` stands behind `params`: it is moved to the front when the line is sent on.
    pub id_after_params: bool,
}

/// Why a line is not routed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Not one JSON object in UTF-8: the strict decoder of the SDK says which answer it gets.
    NotLegal,
    /// A member that decides the way occurs twice (-32600, protocol §2).
    Twice {
        /// What was found; of a doubled member the last.
        envelope: Box<Envelope>,
    },
}

/// Reads one line (without its LF).
///
/// # Errors
/// [`Fault::NotLegal`] for anything but one JSON object; [`Fault::Twice`] for a doubled routing member.
pub fn scan(line: &[u8]) -> Result<Envelope, Fault> {
    let mut scanner = value::Scanner::new(line);
    let (envelope, twice) = scanner.envelope()?;
    if scanner.saw_high_bytes() && simdutf8::basic::from_utf8(line).is_err() {
        return Err(Fault::NotLegal);
    }
    if twice {
        return Err(Fault::Twice {
            envelope: Box::new(envelope),
        });
    }
    Ok(envelope)
}

#[cfg(test)]
mod tests;
