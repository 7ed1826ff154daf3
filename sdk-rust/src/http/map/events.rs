//! Server-Sent Events (HTML, 9.2.6): bytes ↔ names and data.

use crate::wire::events::Events;
pub use crate::wire::events::TooLong;
use serde::Serialize;

/// The content type of a stream.
pub const EVENT_STREAM: &str = "text/event-stream";

/// What keeps a silent stream alive (HTP-047).
pub const COMMENT: &[u8] = b":\n\n";

/// One event as its bytes; the data are one line of JSON.
pub fn write(name: &str, data: &impl Serialize) -> Vec<u8> {
    let mut bytes = format!("event: {name}\ndata: ").into_bytes();
    let start = bytes.len();
    // Writing JSON values with string keys into memory cannot fail.
    let written = serde_json::to_writer(&mut bytes, data);
    debug_assert!(written.is_ok());
    // A raw value stands as its author wrote it: line ends in JSON are white space.
    for byte in &mut bytes[start..] {
        if matches!(byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
    bytes.extend_from_slice(b"\n\n");
    bytes
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its name; `message` if it was given none.
    pub name: String,
    /// Its data, by right JSON.
    pub data: Vec<u8>,
}

/// Finds the events in the bytes of a stream, however these are cut.
#[derive(Debug)]
pub struct Reader(Events);

impl Reader {
    /// `limit`: the most bytes that one event may have.
    pub fn new(limit: usize) -> Self {
        Self(Events::new(limit))
    }

    /// Takes the next bytes; the events that they complete come back in order.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<Vec<Event>, TooLong> {
        let mut events = Vec::new();
        self.0.feed(bytes, |name, data| {
            events.push(Event {
                name: name.to_owned(),
                data: data.to_vec(),
            });
        })?;
        Ok(events)
    }
}
