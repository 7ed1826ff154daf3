//! A service over real sockets, with a small host for the way back.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::needless_pass_by_value,
    reason = "a test panics where it is wrong"
)]

mod access;
mod back;
mod cancel;
mod client;
mod endpoints;
mod host;
mod process;
mod readme;
mod serving;
mod streams;
