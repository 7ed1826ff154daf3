//! The bridge between real pipes and real sockets: a service that does what a test says, line by line.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::needless_pass_by_value,
    reason = "helpers of tests fail by panicking, and take json!() as it comes"
)]

mod calls;
mod cancels;
mod faults;
mod rig;
mod streams;
mod way_back;
