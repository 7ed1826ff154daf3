//! What tests need: a host in memory, the conformance fixture, and the conformance suite in one line.
//!
//! ```
//! use amplifier_ipc::{Result, service, testing::TestHost, tool};
//! use serde_json::json;
//!
//! /// Count the words of a text.
//! #[tool]
//! async fn word_count(text: String) -> Result<usize> {
//!     Ok(text.split_whitespace().count())
//! }
//!
//! # amplifier_ipc::block_on(async {
//! let host = TestHost::new().start(service!(word_count)).await?;
//! let result = host.execute_tool("word_count", json!({"text": "one two"})).await?;
//! assert_eq!(result.output, 2);
//! # Ok::<(), amplifier_ipc::RpcError>(())
//! # }).unwrap().unwrap();
//! ```

mod fixture;
mod suite;
mod test_host;

pub use fixture::conformance_fixture;
pub use suite::{Conformance, assert_conforms};
pub use test_host::{Running, TestHost};
