//! Failures as models read them: what was wrong, where, what would be right.

use amplifier_ipc::{Context, Error, RpcError, ToolFailure};
use serde::Serialize;
use serde_json::Value;
use std::io;
use std::path::Path;

/// A failure of a kind that programs test.
pub(crate) fn failure(kind: &str, message: impl Into<String>) -> Error {
    ToolFailure::new(message).kind(kind).into()
}

/// What the operating system said about a path.
pub(crate) fn io_failure(doing: &str, path: &Path, error: &io::Error) -> Error {
    let path = path.display();
    match error.kind() {
        io::ErrorKind::NotFound => failure(
            "not_found",
            format!("cannot {doing} {path}: there is no such file or directory"),
        ),
        io::ErrorKind::PermissionDenied => failure(
            "access_denied",
            format!("cannot {doing} {path}: the operating system does not permit it"),
        ),
        _ => failure("unavailable", format!("cannot {doing} {path}: {error}")),
    }
}

/// The answer to a cancel: what there was so far.
pub(crate) fn cancelled(partial: &impl Serialize) -> Error {
    RpcError::cancelled()
        .with(
            "partial",
            serde_json::to_value(partial).unwrap_or(Value::Null),
        )
        .into()
}

/// Sends a progress message from a thread of a blocking tool.
pub(crate) fn progress(cx: &Context, message: &str) {
    tokio::runtime::Handle::current().block_on(cx.progress(message));
}
