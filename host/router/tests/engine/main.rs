//! The engine with a scripted clock: what goes in, what comes out, and nothing else.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::needless_pass_by_value,
    clippy::type_complexity,
    reason = "helpers of tests fail by panicking, and take json!() as it comes"
)]

mod held;
mod hooks;
mod lifecycle;
mod limits;
mod refusals;
mod rig;
mod routing;
mod streams;
mod tap;
mod time;
mod vectors;
