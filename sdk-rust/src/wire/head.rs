//! What can be told of a message that is not read: the members at its top, found without a parse.
//!
//! Used for lines that are too large, too deep or not JSON: the refusal carries the id when it stands before `params`.

use super::{Id, MAX_DEPTH};
use memchr::{memchr2, memchr2_iter};

/// The top-level members that a line, or the first bytes of one, shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The legal id that stands before `params` (the last of several).
    pub id: Option<Id>,
    /// Whether a member `id` was seen, legal or not, also behind `params`.
    pub named: bool,
    /// Whether a `method` was seen.
    pub method: bool,
    /// Whether a `result` or `error` was seen.
    pub answer: bool,
}

impl Head {
    /// Scans as far as the bytes are well formed.
    pub fn scan(bytes: &[u8]) -> Self {
        let mut head = Self::default();
        let mut scan = Scan { bytes, at: 0 };
        // `None` is how the scan ends on a cut or a fault: what was seen until then counts.
        let _ = head.members(&mut scan);
        head
    }

    /// Whether the line may be answered at all: never what is, or may be, an answer or a notification.
    pub fn refusable(&self) -> bool {
        !self.answer && (!self.method || self.id.is_some())
    }

    fn members(&mut self, scan: &mut Scan<'_>) -> Option<()> {
        let mut before_params = true;
        scan.token(b'{')?;
        loop {
            let key = scan.key()?;
            scan.token(b':')?;
            match key.as_ref() {
                b"id" => self.named = true,
                b"method" => self.method = true,
                b"result" | b"error" => self.answer = true,
                b"params" => before_params = false,
                _ => {}
            }
            let value = scan.value()?;
            if key.as_ref() == b"id" && before_params {
                self.id = std::str::from_utf8(value).ok().and_then(Id::from_json);
            }
            scan.token(b',')?;
        }
    }
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Scan<'a> {
    fn peek(&mut self) -> Option<u8> {
        while matches!(self.bytes.get(self.at)?, b' ' | b'\t' | b'\r' | b'\n') {
            self.at += 1;
        }
        Some(self.bytes[self.at])
    }

    fn token(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// A member's name; one that is spelled with escapes is decoded, so that it cannot hide.
    fn key(&mut self) -> Option<std::borrow::Cow<'a, [u8]>> {
        self.peek().filter(|b| *b == b'"')?;
        let quoted = self.string()?;
        if quoted.contains(&b'\\') {
            let name: String = serde_json::from_slice(quoted).ok()?;
            return Some(name.into_bytes().into());
        }
        Some((&quoted[1..quoted.len() - 1]).into())
    }

    /// A string with its quotes; `at` stands on the first quote.
    fn string(&mut self) -> Option<&'a [u8]> {
        let start = self.at;
        self.at += 1;
        loop {
            self.at += memchr2(b'"', b'\\', self.bytes.get(self.at..)?)?;
            if self.bytes[self.at] == b'"' {
                self.at += 1;
                return Some(&self.bytes[start..self.at]);
            }
            self.at += 2;
        }
    }

    fn value(&mut self) -> Option<&'a [u8]> {
        let first = self.peek()?;
        let start = self.at;
        match first {
            b'"' => return self.string(),
            b'{' | b'[' => self.nested()?,
            _ => {
                let rest = &self.bytes[start..];
                self.at += rest
                    .iter()
                    .position(|b| matches!(b, b',' | b'}' | b']' | b' ' | b'\t' | b'\r'))?;
            }
        }
        Some(&self.bytes[start..self.at])
    }

    fn nested(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match *self.bytes.get(self.at)? {
                b'"' => {
                    self.string()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Some(());
            }
        }
    }
}

/// The deepest nesting of a line, counting outside of strings only: the root is depth 1, scalars add none.
///
/// Stops counting once `limit` is passed.
pub fn depth(bytes: &[u8], limit: usize) -> usize {
    let (mut scan, mut now, mut deepest) = (Scan { bytes, at: 0 }, 0_usize, 0_usize);
    while let Some(byte) = bytes.get(scan.at) {
        match byte {
            b'"' => {
                if scan.string().is_none() {
                    break;
                }
                continue;
            }
            b'{' | b'[' => now += 1,
            b'}' | b']' => now = now.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(now);
        if deepest > limit {
            break;
        }
        scan.at += 1;
    }
    deepest
}

/// Whether a line that is JSON nests deeper than a message may (FRM-038).
pub fn too_deep(line: &[u8]) -> bool {
    // Counting what closes is many times faster than walking, and tells it of nearly every line.
    let mut closing = memchr2_iter(b'}', b']', line);
    closing.nth(MAX_DEPTH).is_some() && depth(line, MAX_DEPTH) > MAX_DEPTH
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(text: &str) -> Head {
        Head::scan(text.as_bytes())
    }

    #[test]
    fn an_id_counts_before_params_only() {
        assert_eq!(
            head(r#"{"id":7,"method":"x","params":{"#).id,
            Some(Id::Number(7))
        );
        assert_eq!(head(r#"{"method":"x","params":{},"id":7}"#).id, None);
        assert_eq!(head(r#"{"\u0069d":"a","method":"x"}"#).id, Some("a".into()));
        assert_eq!(head(r#"{"id":1.5,"method":"x"}"#).id, None);
        assert_eq!(head(r#"{"id":12"#).id, None, "cut in the middle of the id");
        assert!(head(r#"{"method":"x","params":{},"id":7}"#).named);
        assert!(!head(r#"{"method":"x","params":{"id":7}}"#).named);
    }

    #[test]
    fn answers_and_notifications_are_never_refused() {
        assert!(!head(r#"{"id":7,"result":"xx"#).refusable());
        assert!(!head(r#"{"method":"x","params":{"a":["#).refusable());
        assert!(!head(r#"{"params":{"a":["]"]},"error":{"#).refusable());
        assert!(head(r#"{"id":7,"method":"x","params":{"#).refusable());
        assert!(head("garbage").refusable());
    }

    #[test]
    fn depth_counts_the_root_and_skips_strings() {
        assert_eq!(depth(b"1", 128), 0);
        assert_eq!(depth(br#"{"a":"[[[[\"[["}"#, 128), 1);
        assert_eq!(depth(br"[[],[[]]]", 128), 3);
        assert_eq!(depth(&[b'['; 4000], 128), 129);
    }
    #[test]
    fn too_deep_is_what_nests_deeper_than_128_whatever_else_it_has() {
        let nested = |levels: usize| ["[".repeat(levels), "]".repeat(levels)].concat();
        assert!(!too_deep(nested(128).as_bytes()));
        assert!(too_deep(nested(129).as_bytes()));
        let wide = format!("[{}1]", "[],".repeat(1000));
        assert!(!too_deep(wide.as_bytes()));
        assert!(!too_deep(format!("\"{}\"", nested(200)).as_bytes()));
    }
}
