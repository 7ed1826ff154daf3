//! A service over real pipes.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test panics where it is wrong")]

mod calls;
mod end;
mod lifecycle;
mod process;
mod refusals;
