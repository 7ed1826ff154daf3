//! Strings: where they end, and whether they are legal.

use super::Fault;
use wide::u8x16;

/// How many bytes are looked at in one step.
const STEP: usize = 16;
/// Bytes without anything special after which a string counts as long.
const LONG: usize = 128;
/// How much of a long string is looked at in one go: two passes over it stay in the first cache.
const WINDOW: usize = 8 * 1024;

/// Skips a string; `at` is just behind the opening quote, the answer just behind the closing one.
/// Bytes over 0x7F are collected in `high`: whether they are UTF-8 is checked for the whole line.
#[inline(always)]
pub(super) fn skip(line: &[u8], mut at: usize, high: &mut u8) -> Result<usize, Fault> {
    let (quote, slash, control) = (u8x16::splat(b'"'), u8x16::splat(b'\\'), u8x16::splat(0x1F));
    let mut seen = u8x16::ZERO;
    let mut long_at = at + LONG;
    let end = loop {
        let Some(block) = line.get(at..).and_then(<[u8]>::first_chunk::<STEP>) else {
            break skip_slow(line, at, high)?;
        };
        let block = u8x16::new(*block);
        let special =
            block.simd_eq(quote) | block.simd_eq(slash) | block.min(control).simd_eq(block);
        let marks = special.to_bitmask();
        // A few bytes behind the string may be counted in: the check for UTF-8 is then made for nothing.
        seen |= block;
        if marks == 0 {
            at += STEP;
            if at >= long_at {
                at += plain_run(line, at, high);
                long_at = at + LONG;
            }
            continue;
        }
        at += marks.trailing_zeros() as usize;
        match line[at] {
            b'"' => break at + 1,
            b'\\' => at = escape(line, at)?,
            _ => return Err(Fault::NotLegal),
        }
        long_at = at + LONG;
    };
    *high |= u8::from(seen.to_bitmask() != 0) << 7;
    Ok(end)
}

/// How many bytes of the coming window hold no quote, backslash or control character.
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
