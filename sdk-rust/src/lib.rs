//! Write Amplifier IPC services in Rust: tools, hooks, providers.

pub mod hooks;
pub mod wire;
