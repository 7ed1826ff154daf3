//! What of the output is shown while a command runs.

use std::time::{Duration, Instant};

/// The most that one channel shows in a second, in bytes: who floods is heard in parts, and is in the result as ever.
const A_SECOND: usize = 256 << 10;

/// Makes texts of the bytes of one channel.
pub(super) struct Live {
    /// The beginning of a character whose rest has not come yet.
    open: Vec<u8>,
    since: Instant,
    shown: usize,
    hidden: u64,
}

impl Live {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            open: Vec::new(),
            since: now,
            shown: 0,
            hidden: 0,
        }
    }

    /// The text to show, when there is any.
    pub(super) fn piece(&mut self, bytes: &[u8], now: Instant) -> Option<String> {
        if now.duration_since(self.since) >= Duration::from_secs(1) {
            (self.since, self.shown) = (now, 0);
        }
        if self.shown + bytes.len() > A_SECOND {
            self.hide(bytes.len());
            return None;
        }
        self.shown += bytes.len();
        let mut all = std::mem::take(&mut self.open);
        all.extend_from_slice(bytes);
        self.open = all.split_off(all.len() - unfinished(&all));
        let text = String::from_utf8_lossy(&all);
        let note = match std::mem::take(&mut self.hidden) {
            0 => String::new(),
            hidden => format!("[… {hidden} bytes are not shown here …]\n"),
        };
        (!text.is_empty()).then(|| note + &text)
    }

    /// Some bytes are not shown.
    pub(super) fn hide(&mut self, bytes: usize) {
        self.hidden += (bytes + self.open.len()) as u64;
        self.open.clear();
    }
}

/// How many bytes at the end are the beginning of a character.
fn unfinished(bytes: &[u8]) -> usize {
    let last = bytes.len() - bytes.len().min(4);
    match std::str::from_utf8(&bytes[last..]) {
        Err(error) if error.error_len().is_none() => bytes.len() - last - error.valid_up_to(),
        Err(error) => {
            unfinished(&bytes[last + error.valid_up_to() + error.error_len().unwrap_or(1)..])
        }
        Ok(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_that_comes_in_parts_is_shown_whole() {
        let now = Instant::now();
        let mut live = Live::new(now);
        let bytes = "a\u{e9}\u{20ac}\u{1f980}z".as_bytes();
        let texts: Vec<_> = bytes.iter().map(|byte| live.piece(&[*byte], now)).collect();
        let shown: Vec<String> = texts.into_iter().flatten().collect();
        assert_eq!(shown, ["a", "\u{e9}", "\u{20ac}", "\u{1f980}", "z"]);
        assert_eq!(live.piece(b"\xff\xe9", now).as_deref(), Some("\u{fffd}"));
        assert_eq!(live.piece(b"x", now).as_deref(), Some("\u{fffd}x"));
    }

    #[test]
    fn a_second_has_a_limit_and_what_was_not_shown_is_counted() {
        let start = Instant::now();
        let mut live = Live::new(start);
        let whole = "x".repeat(A_SECOND);
        assert_eq!(live.piece(whole.as_bytes(), start), Some(whole));
        assert_eq!(live.piece(b"more", start), None);
        live.hide(3);
        let later = start + Duration::from_secs(1);
        let note = "[… 7 bytes are not shown here …]\ngo on";
        assert_eq!(live.piece(b"go on", later).as_deref(), Some(note));
    }
}
