//! Walks the members of an object that [`super::scan`] has found legal.

use super::Span;

/// One member: its key with the quotes, and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The key, with its quotes.
    pub key: Span,
    /// The value.
    pub value: Span,
}

/// The members of one object, in order, doubled ones too. Spans are offsets into the whole line.
///
/// Invariant: only for spans of a line that was accepted; anything else yields nonsense, never a
/// panic or an endless loop.
#[derive(Debug)]
pub struct Members<'a> {
    line: &'a [u8],
    at: usize,
    end: usize,
}

impl<'a> Members<'a> {
    /// The members of the object at `object`; none if something else stands there.
    pub fn new(line: &'a [u8], object: &Span) -> Self {
        let is_object = line.get(object.start) == Some(&b'{');
        let end = if is_object {
            object.end.saturating_sub(1).min(line.len())
        } else {
            0
        };
        Self {
            line,
            at: object.start + 1,
            end,
        }
    }

    fn space(&self, mut at: usize) -> usize {
        while at < self.end && matches!(self.line[at], b' ' | b'\t' | b'\r' | b'\n' | b',' | b':') {
            at += 1;
        }
        at
    }

    fn string(&self, mut at: usize) -> usize {
        while at < self.end {
            match memchr::memchr2(b'"', b'\\', &self.line[at..self.end]) {
                Some(offset) if self.line[at + offset] == b'"' => return at + offset + 1,
                Some(offset) => at += offset + 2,
                None => break,
            }
        }
        self.end
    }

    fn value(&self, start: usize) -> usize {
        let mut at = start;
        let mut depth = 0_usize;
        while at < self.end {
            match self.line[at] {
                b'"' => at = self.string(at + 1),
                b'{' | b'[' => {
                    depth += 1;
                    at += 1;
                    continue;
                }
                b'}' | b']' => {
                    depth = depth.saturating_sub(1);
                    at += 1;
                }
                b' ' | b'\t' | b'\r' | b'\n' | b',' | b':' => {
                    if depth == 0 {
                        return at;
                    }
                    at += 1;
                    continue;
                }
                _ => {
                    at += 1;
                    continue;
                }
            }
            if depth == 0 {
                return at;
            }
        }
        self.end
    }
}

impl Iterator for Members<'_> {
    type Item = Member;

    fn next(&mut self) -> Option<Member> {
        let key = self.space(self.at);
        if key >= self.end || self.line[key] != b'"' {
            return None;
        }
        let key_end = self.string(key + 1);
        let value = self.space(key_end);
        let value_end = self.value(value);
        self.at = value_end;
        Some(Member {
            key: key..key_end,
            value: value..value_end,
        })
    }
}

/// The text that a JSON string spells; none for other values.
pub fn string_value(value: &[u8]) -> Option<std::borrow::Cow<'_, str>> {
    let inner = value.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    if memchr::memchr(b'\\', inner).is_none() {
        return std::str::from_utf8(inner)
            .ok()
            .map(std::borrow::Cow::Borrowed);
    }
    serde_json::from_slice::<String>(value)
        .ok()
        .map(std::borrow::Cow::Owned)
}
