//! Errors: what the protocol names (protocol §3.3), what providers raise, and what authors return.

mod author;
mod llm;
mod rpc;
mod suggest;

pub use author::{Error, Result, ToolFailure, fail};
pub use llm::{LlmError, LlmErrorKind};
pub use rpc::{Fault, RpcError};
pub use suggest::nearest;
