// Code generated from schemas/ by "make generate"; DO NOT EDIT.

//! Everything that comes out of `schemas/`: types, methods, events, error kinds.
//!
//! `validate.rs` is written by hand; the other files are generated.

pub mod codec;
pub mod errors;
pub mod events;
pub mod methods;
pub mod types;
#[cfg(feature = "service")]
pub mod validate;

pub use types::*;
