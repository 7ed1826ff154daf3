//! The scanner: one pass over a line, no recursion, no allocation.

use super::{Envelope, Fault, MAX_DEPTH, Routing, Span, text};

pub(super) struct Scanner<'a> {
    line: &'a [u8],
    /// All bytes over 0x7F that stood in strings, or-ed.
    high: u8,
}

/// The envelope member that a key names.
enum Key {
    Version,
    Id,
    Method,
    Params,
    Result,
    Error,
    Other,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(line: &'a [u8]) -> Self {
        Self { line, high: 0 }
    }

    pub(super) fn saw_high_bytes(&self) -> bool {
        self.high >= 0x80
    }

    /// Reads the whole line as one object. Beside it: whether a routing member occurred twice.
    pub(super) fn envelope(&mut self) -> Result<(Envelope, bool), Fault> {
        let mut found = Envelope::default();
        let mut twice = false;
        let mut seen_version = false;
        let start = self.space(0);
        let end = self.members(start, |scanner, key, at| {
            let end;
            let mut put = |slot: &mut Option<Span>, span: Span| {
                twice |= slot.is_some();
                *slot = Some(span);
            };
            match envelope_key(unquote(scanner.line, &key)) {
                Key::Version => {
                    end = scanner.value(at, 1)?;
                    found.version = is_version(&scanner.line[at..end]);
                    let mut slot = seen_version.then_some(0..0);
                    put(&mut slot, 0..0);
                    seen_version = true;
                }
                Key::Id => {
                    end = scanner.value(at, 1)?;
                    put(&mut found.id, at..end);
                    found.id_member = key.start..end;
                    found.id_after_params = found.params.is_some();
                }
                Key::Method => {
                    end = scanner.value(at, 1)?;
                    put(&mut found.method, at..end);
                }
                Key::Params => {
                    let mut routing = Routing::default();
                    let mut doubled = false;
                    end = scanner.params(at, &mut routing, &mut doubled)?;
                    found.routing = routing;
                    put(&mut found.params, at..end);
                    twice |= doubled;
                }
                Key::Result => {
                    end = scanner.value(at, 1)?;
                    put(&mut found.result, at..end);
                }
                Key::Error => {
                    end = scanner.value(at, 1)?;
                    put(&mut found.error, at..end);
                }
                Key::Other => end = scanner.value(at, 1)?,
            }
            Ok(end)
        })?;
        if self.space(end) != self.line.len() {
            return Err(Fault::NotLegal);
        }
        Ok((found, twice))
    }

    fn params(&mut self, at: usize, found: &mut Routing, twice: &mut bool) -> Result<usize, Fault> {
        if self.line.get(at) != Some(&b'{') {
            return self.value(at, 1);
        }
        self.members(at, |scanner, key, at| {
            let end = scanner.value(at, 2)?;
            let Some((slot, decides)) = routing_slot(unquote(scanner.line, &key), found) else {
                return Ok(end);
            };
            *twice |= decides && slot.is_some();
            *slot = Some(at..end);
            Ok(end)
        })
    }

    /// Walks an object whose values `each` skips: (key with its quotes, start of the value) → end.
    #[inline(always)]
    fn members(
        &mut self,
        at: usize,
        mut each: impl FnMut(&mut Self, Span, usize) -> Result<usize, Fault>,
    ) -> Result<usize, Fault> {
        if self.line.get(at) != Some(&b'{') {
            return Err(Fault::NotLegal);
        }
        let mut at = self.space(at + 1);
        if self.line.get(at) == Some(&b'}') {
            return Ok(at + 1);
        }
        loop {
            let (key_end, value) = self.key(at)?;
            let end = each(self, at..key_end, value)?;
            at = self.space(end);
            match self.line.get(at) {
                Some(b',') => at = self.space(at + 1),
                Some(b'}') => return Ok(at + 1),
                _ => return Err(Fault::NotLegal),
            }
        }
    }

    /// Skips a key and its colon: (end of the key, start of the value).
    #[inline(always)]
    fn key(&mut self, at: usize) -> Result<(usize, usize), Fault> {
        if self.line.get(at) != Some(&b'"') {
            return Err(Fault::NotLegal);
        }
        let end = text::skip(self.line, at + 1, &mut self.high)?;
        let colon = self.space(end);
        if self.line.get(colon) != Some(&b':') {
            return Err(Fault::NotLegal);
        }
        Ok((end, self.space(colon + 1)))
    }

    /// Skips any value; `depth` is that of the object or array it stands in.
    #[inline(always)]
    fn value(&mut self, at: usize, depth: u32) -> Result<usize, Fault> {
        match self.line.get(at) {
            Some(b'{' | b'[') => self.nested(at, depth),
            _ => self.scalar(at),
        }
    }

    #[inline(always)]
    fn scalar(&mut self, at: usize) -> Result<usize, Fault> {
        match self.line.get(at) {
            Some(b'"') => text::skip(self.line, at + 1, &mut self.high),
            Some(b'-' | b'0'..=b'9') => self.number(at),
            Some(b't') => self.literal(at, b"true"),
            Some(b'f') => self.literal(at, b"false"),
            Some(b'n') => self.literal(at, b"null"),
            _ => Err(Fault::NotLegal),
        }
    }

    fn literal(&self, at: usize, word: &[u8]) -> Result<usize, Fault> {
        if self.line[at..].starts_with(word) {
            Ok(at + word.len())
        } else {
            Err(Fault::NotLegal)
        }
    }

    /// Objects and arrays, with one bit a level: 1 = object.
    fn nested(&mut self, mut at: usize, outer: u32) -> Result<usize, Fault> {
        let mut kinds: u128 = 0;
        let mut depth = outer;
        loop {
            // At a value.
            match self.line.get(at) {
                Some(&open @ (b'{' | b'[')) => {
                    depth += 1;
                    if depth > MAX_DEPTH {
                        return Err(Fault::NotLegal);
                    }
                    let is_object = open == b'{';
                    kinds = kinds << 1 | u128::from(is_object);
                    at = self.space(at + 1);
                    let close = if is_object { b'}' } else { b']' };
                    if self.line.get(at) != Some(&close) {
                        if is_object {
                            at = self.key(at)?.1;
                        }
                        continue;
                    }
                }
                _ => at = self.scalar(at)?,
            }
            // Behind a value, or at the bracket of an empty one.
            loop {
                at = self.space(at);
                let is_object = kinds & 1 == 1;
                match self.line.get(at) {
                    Some(b',') => {
                        at = self.space(at + 1);
                        if is_object {
                            at = self.key(at)?.1;
                        }
                        break;
                    }
                    Some(b'}') if is_object => {}
                    Some(b']') if !is_object => {}
                    _ => return Err(Fault::NotLegal),
                }
                at += 1;
                kinds >>= 1;
                depth -= 1;
                if depth == outer {
                    return Ok(at);
                }
            }
        }
    }

    #[inline(always)]
    fn number(&self, mut at: usize) -> Result<usize, Fault> {
        at += usize::from(self.line[at] == b'-');
        at = match self.line.get(at) {
            Some(b'0') => at + 1,
            Some(b'1'..=b'9') => self.digits(at),
            _ => return Err(Fault::NotLegal),
        };
        if self.line.get(at) == Some(&b'.') {
            at = self.some_digits(at + 1)?;
        }
        if let Some(b'e' | b'E') = self.line.get(at) {
            at += 1;
            at += usize::from(matches!(self.line.get(at), Some(b'+' | b'-')));
            at = self.some_digits(at)?;
        }
        Ok(at)
    }

    fn some_digits(&self, at: usize) -> Result<usize, Fault> {
        let end = self.digits(at);
        if end == at {
            Err(Fault::NotLegal)
        } else {
            Ok(end)
        }
    }

    #[inline(always)]
    fn digits(&self, mut at: usize) -> usize {
        while matches!(self.line.get(at), Some(b'0'..=b'9')) {
            at += 1;
        }
        at
    }

    #[inline(always)]
    fn space(&self, mut at: usize) -> usize {
        while matches!(self.line.get(at), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            at += 1;
        }
        at
    }
}

/// What stands between the quotes of a key.
#[inline(always)]
fn unquote<'a>(line: &'a [u8], key: &Span) -> &'a [u8] {
    &line[key.start + 1..key.end - 1]
}

fn is_version(value: &[u8]) -> bool {
    value == b"\"2.0\"" || (value.contains(&b'\\') && spells(&value[1..value.len() - 1], "2.0"))
}

#[inline(always)]
fn envelope_key(key: &[u8]) -> Key {
    match key {
        b"jsonrpc" => Key::Version,
        b"id" => Key::Id,
        b"method" => Key::Method,
        b"params" => Key::Params,
        b"result" => Key::Result,
        b"error" => Key::Error,
        _ if key.contains(&b'\\') => {
            respell(key).map_or(Key::Other, |name| envelope_key(name.as_bytes()))
        }
        _ => Key::Other,
    }
}

/// The slot of a member of params, and whether it decides the way (and so must not be doubled).
#[inline(always)]
fn routing_slot<'f>(key: &[u8], found: &'f mut Routing) -> Option<(&'f mut Option<Span>, bool)> {
    match key {
        b"_meta" => Some((&mut found.meta, true)),
        b"name" => Some((&mut found.name, true)),
        b"event" => Some((&mut found.event, true)),
        b"path" => Some((&mut found.path, true)),
        b"request_id" => Some((&mut found.request_id, true)),
        b"hook" => Some((&mut found.hook, true)),
        b"provider" => Some((&mut found.provider, true)),
        b"text" => Some((&mut found.text, false)),
        b"data" => Some((&mut found.data, false)),
        b"id" => Some((&mut found.id, false)),
        _ if key.contains(&b'\\') => {
            let name = respell(key)?;
            routing_slot(name.as_bytes(), found)
        }
        _ => None,
    }
}

/// The name that a key with escapes spells; none if it is too long to be one of ours.
#[cold]
fn respell(key: &[u8]) -> Option<String> {
    const LONGEST: usize = "request_id".len() * "\\u0000".len();
    if key.len() > LONGEST {
        return None;
    }
    let quoted = [b"\"", key, b"\""].concat();
    let name: String = serde_json::from_slice(&quoted).ok()?;
    // A name that still holds a backslash is none of ours, and must not be spelled again.
    (!name.contains('\\')).then_some(name)
}

fn spells(key: &[u8], name: &str) -> bool {
    respell(key).is_some_and(|spelled| spelled == name)
}
