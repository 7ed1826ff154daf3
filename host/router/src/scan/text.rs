//! Strings: where they end, and whether they are legal.

use super::Fault;

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// Marks (bit 7 of each byte) the bytes that are a quote, a backslash or a control character.
/// Only the lowest mark is exact: a borrow may set marks above a true one.
#[inline]
const fn special(word: u64) -> u64 {
    let quote = word ^ (ONES * b'"' as u64);
    let slash = word ^ (ONES * b'\\' as u64);
    let is_quote = quote.wrapping_sub(ONES) & !quote;
    let is_slash = slash.wrapping_sub(ONES) & !slash;
    let is_control = word.wrapping_sub(ONES * 0x20) & !word;
    (is_quote | is_slash | is_control) & HIGHS
}

/// Plain words of eight bytes after which a string counts as long.
const LONG: u32 = 16;

/// How much of a long string is looked at in one go: two passes over it stay in the first cache.
const WINDOW: usize = 8 * 1024;

/// The bytes before the next quote, backslash or control character in the coming window.
fn plain_run(line: &[u8], at: usize, high: &mut u8) -> usize {
    let window = &line[at..line.len().min(at + WINDOW)];
    let run = &window[..memchr::memchr2(b'"', b'\\', window).unwrap_or(window.len())];
    // Written so that the compiler makes SIMD of it: the smallest byte tells of control characters.
    let (lowest, bits) = run.iter().fold((u8::MAX, 0), |(lowest, bits), &byte| {
        (byte.min(lowest), bits | byte)
    });
    *high |= bits;
    if lowest < 0x20 { 0 } else { run.len() }
}

/// Skips a string; `at` is just behind the opening quote, the answer just behind the closing one.
/// Bytes over 0x7F are collected in `high`: whether they are UTF-8 is checked for the whole line.
#[inline]
pub(super) fn skip(line: &[u8], mut at: usize, high: &mut u8) -> Result<usize, Fault> {
    let mut words = 0;
    loop {
        let Some(word) = line.get(at..at + 8) else {
            return skip_slow(line, at, high);
        };
        let word = u64::from_le_bytes(word.try_into().map_err(|_| Fault::NotLegal)?);
        let marks = special(word);
        if marks == 0 {
            *high |= u8::from(word & HIGHS != 0) << 7;
            at += 8;
            words += 1;
            if words >= LONG {
                at += plain_run(line, at, high);
            }
            continue;
        }
        let skipped = marks.trailing_zeros() / 8;
        // `skipped` is at most 7: the bytes before the mark.
        *high |= u8::from(word & HIGHS & !(u64::MAX << (skipped * 8)) != 0) << 7;
        at += skipped as usize;
        match line[at] {
            b'"' => return Ok(at + 1),
            b'\\' => {
                at = escape(line, at)?;
                words = 0;
            }
            _ => return Err(Fault::NotLegal),
        }
    }
}

/// The last bytes of a line, one by one.
#[cold]
fn skip_slow(line: &[u8], mut at: usize, high: &mut u8) -> Result<usize, Fault> {
    loop {
        match line.get(at) {
            Some(b'"') => return Ok(at + 1),
            Some(b'\\') => at = escape(line, at)?,
            Some(&byte) if byte >= 0x20 => {
                *high |= byte;
                at += 1;
            }
            _ => return Err(Fault::NotLegal),
        }
    }
}

/// Skips one escape; `at` is its backslash. A surrogate must be followed by its other half (FRM).
#[inline]
fn escape(line: &[u8], at: usize) -> Result<usize, Fault> {
    match line.get(at + 1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(at + 2),
        Some(b'u') => match hex4(line, at + 2)? {
            0xD800..=0xDBFF => {
                if line.get(at + 6..at + 8) == Some(b"\\u")
                    && matches!(hex4(line, at + 8)?, 0xDC00..=0xDFFF)
                {
                    Ok(at + 12)
                } else {
                    Err(Fault::NotLegal)
                }
            }
            0xDC00..=0xDFFF => Err(Fault::NotLegal),
            _ => Ok(at + 6),
        },
        _ => Err(Fault::NotLegal),
    }
}

fn hex4(line: &[u8], at: usize) -> Result<u32, Fault> {
    let digits = line.get(at..at + 4).ok_or(Fault::NotLegal)?;
    digits.iter().try_fold(0, |sum, &digit| {
        let value = char::from(digit).to_digit(16).ok_or(Fault::NotLegal)?;
        Ok(sum * 16 + value)
    })
}
