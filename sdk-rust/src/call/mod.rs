//! One call as its handler knows it, whatever binding it came over.
//!
//! Architecture invariant: neither a transport nor a component is known here.

mod control;
mod way;

pub(crate) use control::TaskControl;
pub(crate) use way::{Patience, Streamed, Way};
