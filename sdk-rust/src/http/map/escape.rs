//! Percent-encoding (RFC 3986).

use std::fmt::Write;

/// Encodes every byte that is neither unreserved nor one of `also`.
pub fn escape(text: &str, also: &[u8]) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || also.contains(&byte) {
            out.push(byte.into());
        } else {
            let _ = write!(out, "%{byte:02X}"); // writing into a string cannot fail
        }
    }
    out
}

/// Decodes; `None` for an escape that is none, and for what is no UTF-8.
pub(super) fn unescape(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, behind)) = rest.split_first() {
        rest = behind;
        if *byte == b'%' {
            let digits = rest.get(..2)?;
            out.push(digit(digits[0])? << 4 | digit(digits[1])?);
            rest = &rest[2..];
        } else {
            out.push(*byte);
        }
    }
    String::from_utf8(out).ok()
}

fn digit(byte: u8) -> Option<u8> {
    u8::try_from(char::from(byte).to_digit(16)?).ok()
}
