//! Server-Sent Events: the SDK's reader, and events → bytes.

pub use amplifier_ipc::wire::events::{Events, TooLong};

/// An event; the data are JSON on one line.
pub fn write(name: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("event: {name}\ndata: ");
    [head.as_bytes(), data, b"\n\n"].concat()
}
