//! A service over real pipes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::needless_pass_by_value,
    reason = "a test panics where it is wrong"
)]

mod calls;
mod end;
mod fixture;
mod lifecycle;
mod process;
mod refusals;
