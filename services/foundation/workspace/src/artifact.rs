//! The events that tell others which files were read and written.

use amplifier_ipc::Context;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Emits `artifact:read` and `artifact:write`; clones share what is known of the grant.
#[derive(Clone, Default)]
pub(crate) struct Artifacts {
    /// The host said that this service lacks the grant: it need not be asked again.
    silent: Arc<AtomicBool>,
}

impl Artifacts {
    /// Emits one of the events. Nobody's answer changes what has happened already.
    pub(crate) fn emit(&self, cx: &Context, event: &str, path: &Path, bytes: u64) {
        if self.silent.load(Ordering::Relaxed) {
            return;
        }
        let Value::Object(data) = json!({"path": path.to_string_lossy(), "bytes": bytes}) else {
            return;
        };
        let host = cx.host();
        let emitted = tokio::runtime::Handle::current().block_on(host.emit_hook(event, data));
        let unwanted = |kind: &str| matches!(kind, "permission_denied" | "method_not_found");
        if emitted.is_err_and(|error| unwanted(error.kind())) {
            self.silent.store(true, Ordering::Relaxed);
        }
    }
}
