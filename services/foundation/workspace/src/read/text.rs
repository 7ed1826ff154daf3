//! Text by lines, read only as far as needed.

use super::Output;
use crate::failure::{cancelled, failure, io_failure};
use crate::paths::Resolved;
use amplifier_ipc::{Context, Result};
use std::fmt::Write;
use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read, Seek};

/// The longest line that is shown whole, in characters.
const MAX_LINE: usize = 2000;
/// Behind the wanted lines, this many bytes are read only to count lines.
const COUNT_BYTES: u64 = 64 << 20;

/// Which lines are wanted, and how many bytes of them at most.
pub(super) struct Window {
    pub(super) offset: u64,
    pub(super) limit: u64,
    pub(super) max_bytes: u64,
}

pub(super) fn read(
    cx: &Context,
    path: &Resolved,
    mut file: File,
    head: &[u8],
    size: u64,
    window: &Window,
) -> Result<Output> {
    let unreadable = |error: std::io::Error| io_failure("read", &path.real, &error);
    file.rewind().map_err(unreadable)?;
    let mut reader: Box<dyn BufRead> = match utf16(head) {
        Some(decode) if size <= window.max_bytes => {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).map_err(unreadable)?;
            Box::new(Cursor::new(decode(&bytes)))
        }
        None if !head.contains(&0) && !is_pdf(head) => {
            Box::new(BufReader::with_capacity(64 << 10, file))
        }
        _ => {
            let way = if is_pdf(head) {
                "; pdftotext makes one of it"
            } else {
                ""
            };
            let message = format!(
                "{} is no text ({}, {size} bytes){way}",
                path.given,
                kind(path, head)
            );
            return Err(failure("not_text", message));
        }
    };
    lines(cx, path, &mut *reader, size, window, unreadable)
}

fn is_pdf(head: &[u8]) -> bool {
    head.starts_with(b"%PDF-")
}

/// What a file that is no text is: by its content, else by its name.
fn kind(path: &Resolved, head: &[u8]) -> String {
    if let Some(kind) = infer::get(head) {
        return kind.mime_type().into();
    }
    let named = path.real.extension();
    named.map_or("binary".into(), |kind| kind.to_string_lossy().into_owned())
}

type Decode = fn(&[u8]) -> Vec<u8>;

/// The decoder of a text that begins with a UTF-16 byte-order mark.
fn utf16(head: &[u8]) -> Option<Decode> {
    fn decode(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Vec<u8> {
        let units: Vec<u16> = bytes[2..]
            .chunks_exact(2)
            .map(|pair| unit([pair[0], pair[1]]))
            .collect();
        String::from_utf16_lossy(&units).into_bytes()
    }
    match head {
        [0xff, 0xfe, ..] => Some(|bytes| decode(bytes, u16::from_le_bytes)),
        [0xfe, 0xff, ..] => Some(|bytes| decode(bytes, u16::from_be_bytes)),
        _ => None,
    }
}

fn lines(
    cx: &Context,
    path: &Resolved,
    reader: &mut dyn BufRead,
    size: u64,
    window: &Window,
    unreadable: impl Fn(std::io::Error) -> amplifier_ipc::Error,
) -> Result<Output> {
    let (mut content, mut number, mut taken, mut passed) = (String::new(), 0_u64, 0_u64, 0_u64);
    let mut output = Output {
        offset: Some(window.offset),
        ..Output::of(path)
    };
    let mut line = Vec::new();
    let stop = cx.cancelled();
    loop {
        if stop.is_cancelled() {
            output.content = Some(content);
            return Err(cancelled(&output));
        }
        let wanted = number + 1 >= window.offset && taken < window.limit;
        let keep = if wanted { MAX_LINE * 4 + 4 } else { 0 };
        let Some(length) = next_line(reader, &mut line, keep).map_err(&unreadable)? else {
            output.total_lines = Some(number);
            break;
        };
        number += 1;
        if wanted {
            push(&mut content, number, &line, length);
            taken += 1;
            if content.len() as u64 > window.max_bytes {
                output.warning = Some(format!(
                    "stopped after {} bytes of text (limit {}); the file has {size} bytes; go on with offset {}",
                    content.len(),
                    window.max_bytes,
                    number + 1
                ));
                break;
            }
        } else if number >= window.offset {
            passed += length as u64;
            if passed > COUNT_BYTES {
                output.warning = Some(format!(
                    "the file has {size} bytes; its lines were not counted to the end"
                ));
                break;
            }
        }
    }
    if output.warning.is_none() {
        output.warning = remark(number, taken, window);
    }
    output.content = Some(content);
    output.lines_read = Some(taken);
    Ok(output)
}

fn remark(total: u64, taken: u64, window: &Window) -> Option<String> {
    let next = window.offset + taken;
    if total == 0 {
        return Some("the file is empty".into());
    }
    if window.offset > total {
        return Some(format!(
            "the file has {total} lines; offset {} is past its end",
            window.offset
        ));
    }
    (next <= total).then(|| {
        format!(
            "lines {} to {} of {total}; go on with offset {next}",
            window.offset,
            next - 1
        )
    })
}

/// Reads one line of any length, keeping at most `keep` bytes of it; its full length without the LF comes back.
fn next_line(
    reader: &mut dyn BufRead,
    line: &mut Vec<u8>,
    keep: usize,
) -> std::io::Result<Option<usize>> {
    line.clear();
    let mut length = 0;
    loop {
        let available = reader.fill_buf()?;
        if available.is_empty() {
            return Ok((length > 0).then_some(length));
        }
        let end = available.iter().position(|byte| *byte == b'\n');
        let part = &available[..end.unwrap_or(available.len())];
        let room = keep.saturating_sub(line.len()).min(part.len());
        line.extend_from_slice(&part[..room]);
        length += part.len();
        let used = part.len() + usize::from(end.is_some());
        reader.consume(used);
        if end.is_some() {
            return Ok(Some(length));
        }
    }
}

fn push(content: &mut String, number: u64, line: &[u8], length: usize) {
    let whole = line.len() == length;
    let line = String::from_utf8_lossy(line.strip_suffix(b"\r").unwrap_or(line));
    let line = if number == 1 {
        line.trim_start_matches('\u{feff}')
    } else {
        &line
    };
    let shown: String = line.chars().take(MAX_LINE).collect();
    // Writing into a string cannot fail.
    let _ = if whole && shown.len() == line.len() {
        writeln!(content, "{number:>6}\t{shown}")
    } else {
        writeln!(
            content,
            "{number:>6}\t{shown} [line cut after {MAX_LINE} characters; it has {length} bytes]"
        )
    };
}
