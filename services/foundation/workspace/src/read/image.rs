//! Images, which the model looks at.

use super::Output;
use crate::failure::{failure, io_failure};
use crate::paths::Resolved;
use amplifier_ipc::Result;
use amplifier_ipc::types::{ContentBlock, ToolResult};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

/// The largest image that is shown.
const MAX_BYTES: u64 = 5 << 20;

/// The type of an image by its first bytes.
pub(super) fn media_type(head: &[u8]) -> Option<&'static str> {
    match head {
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Some("image/webp"),
        _ => None,
    }
}

/// The image as a block of the result.
pub(super) fn show(path: &Resolved, media_type: &str, bytes: u64) -> Result<ToolResult> {
    if bytes > MAX_BYTES {
        let message = format!(
            "{} has {bytes} bytes; images of up to {MAX_BYTES} bytes can be shown",
            path.given
        );
        return Err(failure("too_large", message));
    }
    let data = std::fs::read(&path.real).map_err(|error| io_failure("read", &path.real, &error))?;
    let source = json!({"type": "base64", "media_type": media_type, "data": STANDARD.encode(data)});
    let block: ContentBlock = serde_json::from_value(json!({"type": "image", "source": source}))?;
    let output = Output {
        media_type: Some(media_type.into()),
        bytes: Some(bytes),
        ..Output::of(path)
    };
    let mut result = super::result(output)?;
    result.content = Some(vec![block]);
    Ok(result)
}
