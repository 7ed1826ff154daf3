//! Numbers that no double can hold. A message is never lost over one (protocol §2): it is read as the nearest double.

use memchr::memchr2;
use std::borrow::Cow;

/// Replaces every number beyond the range of a double by the largest double of its sign; other bytes stay.
pub(super) fn clamp(line: &[u8]) -> Cow<'_, [u8]> {
    let mut out: Vec<u8> = Vec::new();
    let (mut copied, mut at) = (0, 0);
    while at < line.len() {
        match line[at] {
            b'"' => at = after_string(line, at + 1),
            b'-' | b'0'..=b'9' => {
                let end = at
                    + line[at..]
                        .iter()
                        .take_while(|b| is_number_byte(**b))
                        .count();
                if let Some(limit) = out_of_range(&line[at..end]) {
                    out.extend_from_slice(&line[copied..at]);
                    out.extend_from_slice(limit);
                    copied = end;
                }
                at = end;
            }
            _ => at += 1,
        }
    }
    if copied == 0 {
        return Cow::Borrowed(line);
    }
    out.extend_from_slice(&line[copied..]);
    Cow::Owned(out)
}

fn is_number_byte(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')
}

/// `None` also for what is no JSON number (`01`, `1.`): the parser refuses that itself.
fn out_of_range(number: &[u8]) -> Option<&'static [u8]> {
    let text = std::str::from_utf8(number).ok()?;
    let digits = text.strip_prefix('-').unwrap_or(text);
    let leading_zero =
        digits.len() > 1 && digits.starts_with('0') && digits.as_bytes()[1].is_ascii_digit();
    let bare_point = digits.ends_with('.')
        || digits.contains(".e")
        || digits.contains(".E")
        || digits.starts_with('.');
    if leading_zero || bare_point {
        return None;
    }
    let value = text.parse::<f64>().ok()?;
    value.is_infinite().then_some(if value > 0.0 {
        b"1.7976931348623157e308"
    } else {
        b"-1.7976931348623157e308"
    })
}

fn after_string(line: &[u8], mut at: usize) -> usize {
    while let Some(found) = line.get(at..).and_then(|rest| memchr2(b'"', b'\\', rest)) {
        at += found;
        if line[at] == b'"' {
            return at + 1;
        }
        at += 2;
    }
    line.len()
}
