//! Server-Sent Events (HTML, 9.2.6): bytes ↔ names and data.

use memchr::memchr2;
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

/// An event is longer than the reader's limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an event is longer than the limit")]
pub struct TooLong;

/// Finds the events in the bytes of a stream, however these are cut.
#[derive(Debug)]
pub struct Reader {
    limit: usize,
    line: Vec<u8>,
    data: Vec<u8>,
    has_data: bool,
    name: Vec<u8>,
    /// A LF that comes next belongs to the CR before it.
    after_cr: bool,
    first: bool,
}

impl Reader {
    /// `limit`: the most bytes that one event may have.
    pub fn new(limit: usize) -> Self {
        Self {
            limit,
            line: Vec::new(),
            data: Vec::new(),
            has_data: false,
            name: Vec::new(),
            after_cr: false,
            first: true,
        }
    }

    /// Takes the next bytes; the events that they complete come back in order.
    pub fn feed(&mut self, mut bytes: &[u8]) -> Result<Vec<Event>, TooLong> {
        let mut events = Vec::new();
        while !bytes.is_empty() {
            if std::mem::take(&mut self.after_cr) && bytes[0] == b'\n' {
                bytes = &bytes[1..];
                continue;
            }
            let end = memchr2(b'\n', b'\r', bytes);
            self.line
                .extend_from_slice(&bytes[..end.unwrap_or(bytes.len())]);
            if self.line.len() + self.data.len() + self.name.len() > self.limit {
                return Err(TooLong);
            }
            let Some(end) = end else { break };
            self.after_cr = bytes[end] == b'\r';
            bytes = &bytes[end + 1..];
            events.extend(self.end_line());
        }
        Ok(events)
    }

    fn end_line(&mut self) -> Option<Event> {
        let line = std::mem::take(&mut self.line);
        let mut line = &line[..];
        if std::mem::take(&mut self.first) {
            line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
        }
        if line.is_empty() {
            return self.end_event();
        }
        let colon = line.iter().position(|byte| *byte == b':');
        let (field, value) = line.split_at(colon.unwrap_or(line.len()));
        let value = value.strip_prefix(b":").unwrap_or(value);
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match field {
            b"event" => self.name = value.to_vec(),
            b"data" => {
                if std::mem::replace(&mut self.has_data, true) {
                    self.data.push(b'\n');
                }
                self.data.extend_from_slice(value);
            }
            _ => {} // comments, `id`, `retry`, and what is not known (HTP-045)
        }
        None
    }

    fn end_event(&mut self) -> Option<Event> {
        let name = std::mem::take(&mut self.name);
        let data = std::mem::take(&mut self.data);
        if !std::mem::take(&mut self.has_data) {
            return None;
        }
        let name = match String::from_utf8_lossy(&name) {
            name if name.is_empty() => "message".into(),
            name => name.into_owned(),
        };
        Some(Event { name, data })
    }
}
