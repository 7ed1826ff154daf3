//! Server-Sent Events: bytes in any pieces → events (HTML, 9.2.6; spec/13-http.md).

use memchr::memchr2;

/// An event is longer than may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an event is longer than the limit")]
pub struct TooLong;

/// The events of one stream. Keeps no more than the event that is not complete yet.
#[derive(Debug)]
pub struct Events {
    limit: usize,
    line: Vec<u8>,
    name: Vec<u8>,
    /// The lines of data, each with a LF behind it.
    data: Vec<u8>,
    /// The last byte was a CR: a LF behind it belongs to it.
    after_cr: bool,
    begun: bool,
}

impl Events {
    /// A stream of which an event may have so many bytes.
    pub fn new(limit: usize) -> Self {
        Self {
            limit,
            line: Vec::new(),
            name: Vec::new(),
            data: Vec::new(),
            after_cr: false,
            begun: false,
        }
    }

    /// Takes the next bytes; `each` gets the name and the data of every event that is complete with them.
    ///
    /// # Errors
    /// An event is longer than the limit.
    pub fn feed(
        &mut self,
        mut bytes: &[u8],
        mut each: impl FnMut(&str, &[u8]),
    ) -> Result<(), TooLong> {
        while !bytes.is_empty() {
            if std::mem::take(&mut self.after_cr) && bytes[0] == b'\n' {
                bytes = &bytes[1..];
                continue;
            }
            let end = memchr2(b'\n', b'\r', bytes);
            let piece = &bytes[..end.unwrap_or(bytes.len())];
            let kept = self.line.len() + self.data.len() + self.name.len();
            if kept + piece.len() > self.limit {
                return Err(TooLong);
            }
            self.line.extend_from_slice(piece);
            let Some(end) = end else { return Ok(()) };
            self.after_cr = bytes[end] == b'\r';
            bytes = &bytes[end + 1..];
            self.end_line(&mut each);
        }
        Ok(())
    }

    fn end_line(&mut self, each: &mut impl FnMut(&str, &[u8])) {
        let mut line = std::mem::take(&mut self.line);
        if !std::mem::replace(&mut self.begun, true) && line.starts_with(b"\xEF\xBB\xBF") {
            line.drain(..3);
        }
        if line.is_empty() {
            self.dispatch(each);
        } else {
            self.field(&line);
        }
        line.clear();
        self.line = line;
    }

    fn field(&mut self, line: &[u8]) {
        let colon = memchr::memchr(b':', line);
        let (field, value) = line.split_at(colon.unwrap_or(line.len()));
        let value = value.strip_prefix(b":").unwrap_or(value);
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match field {
            b"event" => self.name = value.to_vec(),
            b"data" => {
                self.data.extend_from_slice(value);
                self.data.push(b'\n');
            }
            // Comments, `id`, `retry` and what nobody knows (HTP-045).
            _ => {}
        }
    }

    fn dispatch(&mut self, each: &mut impl FnMut(&str, &[u8])) {
        let name = std::mem::take(&mut self.name);
        if let Some((_, data)) = self.data.split_last() {
            let name = String::from_utf8_lossy(if name.is_empty() { b"message" } else { &name });
            each(&name, data);
        }
        self.data.clear();
    }
}
