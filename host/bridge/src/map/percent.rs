//! Percent-encoding of names in a path or a query (RFC 3986; HTP-003, HTP-004).

use std::fmt::Write;

/// Appends a text with each byte escaped that is not unreserved.
pub fn encode(into: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                into.push(char::from(byte));
            }
            // Writing into a String cannot fail.
            _ => {
                let _ = write!(into, "%{byte:02X}");
            }
        }
    }
}

/// Appends the parts of a path, each escaped; the `/` between them stand.
pub fn encode_path(into: &mut String, path: &str) {
    for (number, part) in path.split('/').enumerate() {
        if number > 0 {
            into.push('/');
        }
        encode(into, part);
    }
}

/// What a part of a path spells; none if an escape is none, or the bytes are no UTF-8.
pub fn decode(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => digit(rest.next()?)? << 4 | digit(rest.next()?)?,
            plain => plain,
        });
    }
    String::from_utf8(bytes).ok()
}

fn digit(byte: u8) -> Option<u8> {
    u8::try_from(char::from(byte).to_digit(16)?).ok()
}
