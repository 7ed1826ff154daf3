//! Names of connections and requests.

use crate::scan::string_value;
use std::borrow::Borrow;
use std::fmt;
use std::hash::{Hash, Hasher};

/// A connection. Never used twice in the life of a router.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnId(pub u32);

impl ConnId {
    /// The host itself: the control plane above the seam.
    pub const HOST: Self = Self(0);
}

/// The router's own id of a request under way; `h-N` on the wire. Never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RouterId(pub u64);

impl RouterId {
    /// The id as a JSON string, `"h-12"`.
    pub fn wire(self) -> WireId {
        let mut text = [b'"'; 24];
        let mut at = text.len() - 1;
        let mut rest = self.0;
        loop {
            at -= 1;
            text[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        at -= 3;
        text[at..at + 3].copy_from_slice(b"\"h-");
        WireId { text, at }
    }

    /// Reads the id from its JSON value; none if it cannot be one of ours.
    pub fn read(value: &[u8]) -> Option<Self> {
        if value.contains(&b'\\') {
            let text = string_value(value)?;
            return Self::read(format!("\"{text}\"").as_bytes()).filter(|_| !text.contains('\\'));
        }
        let digits = value.strip_prefix(b"\"h-")?.strip_suffix(b"\"")?;
        if digits.is_empty() || digits.len() > 19 || (digits[0] == b'0' && digits.len() > 1) {
            return None;
        }
        digits
            .iter()
            .try_fold(0_u64, |sum, digit| {
                digit
                    .is_ascii_digit()
                    .then(|| sum * 10 + u64::from(digit - b'0'))
            })
            .map(Self)
    }
}

/// [`RouterId`] as bytes.
#[derive(Debug, Clone, Copy)]
pub struct WireId {
    text: [u8; 24],
    at: usize,
}

impl WireId {
    /// The JSON string, with its quotes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.text[self.at..]
    }
}

const INLINE: usize = 22;

/// The id of a request as its sender wrote it, kept byte for byte; short ones without allocation.
#[derive(Clone)]
pub enum RawId {
    /// Up to 22 bytes.
    Short(u8, [u8; INLINE]),
    /// Anything longer.
    Long(Box<[u8]>),
}

impl RawId {
    /// Keeps the JSON text of an id.
    pub fn new(value: &[u8]) -> Self {
        match u8::try_from(value.len()) {
            Ok(length) if value.len() <= INLINE => {
                let mut text = [0; INLINE];
                text[..value.len()].copy_from_slice(value);
                Self::Short(length, text)
            }
            _ => Self::Long(value.into()),
        }
    }

    /// The key under which the id is known: two spellings of one string are the same id.
    pub fn key(value: &[u8]) -> Self {
        if !value.contains(&b'\\') {
            return Self::new(value);
        }
        let spelled = string_value(value).and_then(|text| serde_json::to_vec(&*text).ok());
        Self::new(spelled.as_deref().unwrap_or(value))
    }

    /// The JSON text.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Short(length, text) => &text[..usize::from(*length)],
            Self::Long(text) => text,
        }
    }

    /// A string or an integer: what JSON-RPC takes for an id (checked JSON only).
    pub fn is_legal(value: &[u8]) -> bool {
        match value.first() {
            Some(b'"') => true,
            Some(b'-' | b'0'..=b'9') => value[1..].iter().all(u8::is_ascii_digit),
            _ => false,
        }
    }
}

impl Borrow<[u8]> for RawId {
    fn borrow(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl PartialEq for RawId {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for RawId {}

impl Hash for RawId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl fmt::Debug for RawId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&String::from_utf8_lossy(self.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn router_ids_read_back_as_they_were_written() {
        for number in [0, 1, 9, 10, 12_345, 9_999_999_999_999_999_999 / 10] {
            let id = RouterId(number);
            assert_eq!(id.wire().as_bytes(), format!("\"h-{number}\"").as_bytes());
            assert_eq!(RouterId::read(id.wire().as_bytes()), Some(id));
        }
        assert_eq!(RouterId::read(br#""\u0068-7""#), Some(RouterId(7)));
        for foreign in [
            "7",
            "\"7\"",
            "\"h-\"",
            "\"h-07\"",
            "\"h-7x\"",
            "\"h--7\"",
            "null",
            "\"h-99999999999999999999\"",
        ] {
            assert_eq!(RouterId::read(foreign.as_bytes()), None, "{foreign}");
        }
    }

    #[test]
    fn two_spellings_of_a_string_are_one_key() {
        assert_eq!(RawId::key(br#""\u0061""#), RawId::key(br#""a""#));
        assert_ne!(RawId::key(b"1"), RawId::key(br#""1""#));
        let long = format!("\"{}\"", "x".repeat(100));
        assert_eq!(RawId::new(long.as_bytes()).as_bytes(), long.as_bytes());
    }

    #[test]
    fn ids_are_strings_or_integers() {
        for (value, legal) in [
            ("1", true),
            ("-5", true),
            ("\"\"", true),
            ("1.0", false),
            ("1e3", false),
            ("null", false),
            ("{}", false),
        ] {
            assert_eq!(RawId::is_legal(value.as_bytes()), legal, "{value}");
        }
    }
}
