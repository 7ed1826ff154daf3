//! Write Amplifier IPC services in Rust: tools, hooks, providers and every other kind of component.
//!
//! ```no_run
//! use amplifier_ipc::{Result, service, tool};
//!
//! /// Count the words of a text.
//! #[tool(read_only)]
//! async fn word_count(
//!     /// The text whose words are counted.
//!     text: String,
//! ) -> Result<usize> {
//!     Ok(text.split_whitespace().count())
//! }
//!
//! #[amplifier_ipc::main]
//! async fn main() -> Result<()> {
//!     service!(word_count).serve().await
//! }
//! ```
//!
//! The way of one call: the author's function → [`Tool`] (typed arguments in, result out) → [`Service`] (looks up, owns the
//! task and its cancel) → connection (one reader, one writer) → [`peer`] (pure) → [`wire`] → the host's router.

/// Generated from the protocol's schemas: types, methods, events, error kinds.
pub mod generated;

pub mod error;
pub mod hooks;
pub mod peer;
mod text;
pub mod wire;

/// The models of the protocol.
pub use generated::types;

pub use error::{Error, Fault, LlmError, LlmErrorKind, Result, RpcError, ToolFailure, fail};

#[cfg(feature = "service")]
mod call;
#[cfg(feature = "service")]
mod completion;
#[cfg(feature = "service")]
mod components;
#[cfg(feature = "service")]
mod connection;
#[cfg(feature = "service")]
mod context;
#[cfg(feature = "service")]
mod host;
#[cfg(feature = "service")]
pub mod http;
#[cfg(feature = "service")]
mod serve;
#[cfg(feature = "service")]
mod service;
#[cfg(feature = "service")]
mod stdio;
#[cfg(feature = "service")]
pub mod testing;

#[cfg(feature = "service")]
pub use {
    completion::{CompletionPiece, CompletionStream},
    components::{
        ApprovalProvider, Capability, Channel, Component, Content, ContextManager, Decision, Event,
        FromEvent, Hook, IntoComponent, IntoDecision, Orchestrator, Provider, Tool, ask, deny,
        go_on, inject, modify,
    },
    context::{Context, Progress},
    host::Host,
    service::{Service, StartError},
    stdio::block_on,
    tokio_util::sync::CancellationToken,
};

#[cfg(feature = "macros")]
pub use amplifier_ipc_macros::{capability, hook, main, tool};

/// For the code that the macros write.
#[cfg(feature = "service")]
#[doc(hidden)]
pub mod __private {
    pub use schemars;
    pub use serde;
}

/// A service of the functions that carry `#[tool]` or `#[hook]`, under the crate's own name and version.
#[cfg(feature = "service")]
#[macro_export]
macro_rules! service {
    ($($function:path),* $(,)?) => {
        $crate::Service::new(env!("CARGO_PKG_NAME")).version(env!("CARGO_PKG_VERSION"))$(.with_function::<$function>())*
    };
}

/// The README's programs compile and run.
#[cfg(all(doctest, feature = "macros"))]
#[doc = include_str!("../README.md")]
pub struct Readme;
