//! The HTTP binding (spec/13-http.md). [`map`] is the pure part of it: requests, answers, problems, events.
//!
//! With the feature `http`, [`Service::serve`](crate::Service::serve) listens when it is told to.

pub mod map;

#[cfg(feature = "http")]
mod address;
#[cfg(feature = "http")]
mod back;
#[cfg(feature = "http")]
mod body;
#[cfg(feature = "http")]
mod exchange;
#[cfg(feature = "http")]
mod listen;
#[cfg(feature = "http")]
mod replies;
#[cfg(feature = "http")]
mod site;
#[cfg(feature = "http")]
mod stream;
#[cfg(feature = "http")]
mod under_way;

#[cfg(feature = "http")]
pub(crate) use listen::{Given, serve};
