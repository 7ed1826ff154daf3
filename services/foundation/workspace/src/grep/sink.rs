//! The matches and context lines of one file, as the engine reports them.

use super::results::{Around, Collected, Line};
use amplifier_ipc::CancellationToken;
use grep_searcher::{Searcher, Sink, SinkContext, SinkContextKind, SinkMatch};
use std::io;
use std::time::Instant;

/// The longest line that is shown whole, in characters.
const MAX_LINE: usize = 2000;

pub(super) struct Lines<'a> {
    collected: &'a mut Collected,
    stop: &'a CancellationToken,
    until: Instant,
    count: u64,
    found: Vec<Line>,
    before: Vec<String>,
    /// Whether the last match was kept: what follows it belongs to it.
    kept: bool,
    binary: bool,
}

impl<'a> Lines<'a> {
    pub(super) fn new(
        collected: &'a mut Collected,
        stop: &'a CancellationToken,
        until: Instant,
    ) -> Self {
        Self {
            collected,
            stop,
            until,
            count: 0,
            found: Vec::new(),
            before: Vec::new(),
            kept: false,
            binary: false,
        }
    }

    /// How many lines matched, and those that are kept; a file that turned out to be binary has none.
    pub(super) fn finish(self) -> (u64, Vec<Line>) {
        if self.binary {
            (0, Vec::new())
        } else {
            (self.count, self.found)
        }
    }

    fn go_on(&self) -> bool {
        !self.stop.is_cancelled() && Instant::now() < self.until
    }
}

impl Sink for Lines<'_> {
    type Error = io::Error;

    fn matched(&mut self, _: &Searcher, hit: &SinkMatch<'_>) -> io::Result<bool> {
        self.count += 1;
        self.kept = self.collected.line_wanted();
        if self.kept {
            self.found.push(Line {
                file: String::new(),
                line_number: hit.line_number(),
                content: text(hit.bytes()),
                context: Some(Around {
                    before: std::mem::take(&mut self.before),
                    after: Vec::new(),
                }),
            });
        }
        self.before.clear();
        Ok(self.go_on())
    }

    fn context(&mut self, _: &Searcher, context: &SinkContext<'_>) -> io::Result<bool> {
        let line = text(context.bytes());
        match (context.kind(), self.found.last_mut()) {
            (SinkContextKind::After, Some(last)) if self.kept => {
                last.context.get_or_insert_default().after.push(line);
            }
            (SinkContextKind::Before, _) => self.before.push(line),
            _ => {}
        }
        Ok(true)
    }

    fn binary_data(&mut self, _: &Searcher, _: u64) -> io::Result<bool> {
        self.binary = true;
        Ok(false)
    }
}

fn text(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_end_matches(['\n', '\r']);
    match text.char_indices().nth(MAX_LINE) {
        Some((cut, _)) => format!(
            "{} [line cut after {MAX_LINE} characters; it has {} bytes]",
            &text[..cut],
            text.len()
        ),
        None => text.to_string(),
    }
}
