//! What a search found, within its limits.

use super::input::{Input, Mode};
use schemars::JsonSchema;
use serde::Serialize;

/// The most bytes of lines that one search returns.
const MAX_BYTES: usize = 8 << 20;

/// What was found; which of `results`, `files` and `counts` is there depends on the mode.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[allow(clippy::struct_field_names, reason = "the names are the tool's")]
pub(super) struct Output {
    /// The pattern.
    pattern: String,
    /// The mode.
    output_mode: &'static str,
    /// How many matching lines there are in all.
    total_matches: u64,
    /// How many results are returned.
    matches_count: u64,
    /// Mode `content`: the matching lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    results: Option<Vec<Line>>,
    /// Mode `files_with_matches`: the files, by path.
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<Vec<String>>,
    /// Mode `count`: matching lines in each file.
    #[serde(skip_serializing_if = "Option::is_none")]
    counts: Option<Vec<Count>>,
    /// There are more than are returned: go on with offset, or raise `head_limit`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schemars(default)]
    results_capped: bool,
    /// What the reader should know: the time was up before everything had been searched.
    #[serde(skip_serializing_if = "Option::is_none")]
    warning: Option<String>,
}

/// A matching line.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[allow(clippy::struct_field_names, reason = "the names are the tool's")]
pub(super) struct Line {
    /// Its file.
    pub(super) file: String,
    /// Its number, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) line_number: Option<u64>,
    /// Its text, without the end of the line.
    pub(super) content: String,
    /// The lines around it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) context: Option<Around>,
}

/// The lines around a match.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub(super) struct Around {
    /// Those before it.
    pub(super) before: Vec<String>,
    /// Those after it.
    pub(super) after: Vec<String>,
}

/// How often a file matches.
#[derive(Debug, Serialize, JsonSchema)]
struct Count {
    /// The file.
    file: String,
    /// Its matching lines.
    count: u64,
}

/// Results as they come in.
#[allow(clippy::struct_excessive_bools, reason = "four independent facts")]
pub(super) struct Collected {
    mode: Mode,
    numbers: bool,
    around: bool,
    offset: usize,
    limit: usize,
    /// Matching lines.
    total: u64,
    /// Results of the mode, also those that are not kept.
    seen: usize,
    bytes: usize,
    capped: bool,
    late: bool,
    lines: Vec<Line>,
    counts: Vec<Count>,
}

impl Collected {
    pub(super) fn new(input: &Input) -> Self {
        Self {
            mode: input.output_mode,
            numbers: input.line_numbers,
            around: input.context() != (0, 0),
            offset: input.offset,
            limit: input.limit(),
            total: 0,
            seen: 0,
            bytes: 0,
            capped: false,
            late: false,
            lines: Vec::new(),
            counts: Vec::new(),
        }
    }

    pub(super) fn total(&self) -> u64 {
        self.total
    }

    pub(super) fn timed_out(&mut self) {
        self.late = true;
    }

    /// Whether the next matching line will be kept; it is counted either way.
    pub(super) fn line_wanted(&mut self) -> bool {
        self.total += 1;
        self.mode == Mode::Content && self.wanted()
    }

    /// Whether the next result lies behind the offset and within the limits.
    fn wanted(&mut self) -> bool {
        self.seen += 1;
        if self.seen <= self.offset {
            return false;
        }
        let full = self.seen - self.offset > self.limit || self.bytes > MAX_BYTES;
        self.capped |= full;
        !full
    }

    /// Takes what one file gave: how many lines matched, and those that are kept (their `file` is filled in here).
    pub(super) fn file(&mut self, file: String, (count, lines): (u64, Vec<Line>)) {
        for line in lines {
            let context = line.context.filter(|_| self.around);
            let line_number = line.line_number.filter(|_| self.numbers);
            self.bytes += line.content.len() + file.len();
            self.lines.push(Line {
                file: file.clone(),
                line_number,
                context,
                ..line
            });
        }
        if count > 0 && self.mode != Mode::Content && self.wanted() {
            self.bytes += file.len();
            self.counts.push(Count { file, count });
        }
    }

    /// What there was when the search was cancelled.
    pub(super) fn partial(&self) -> serde_json::Value {
        let files: Vec<&String> = self.counts.iter().map(|count| &count.file).collect();
        serde_json::json!({"total_matches": self.total, "results": self.lines, "files": files})
    }

    pub(super) fn output(self, input: &Input) -> Output {
        let mut output = Output {
            pattern: input.pattern.clone(),
            total_matches: self.total,
            results_capped: self.capped,
            warning: self
                .late
                .then(|| "the search was stopped after 60 s: narrow path, glob or type".into()),
            ..Output::default()
        };
        output.matches_count = self.lines.len().max(self.counts.len()) as u64;
        match self.mode {
            Mode::Content => (output.output_mode, output.results) = ("content", Some(self.lines)),
            Mode::Count => (output.output_mode, output.counts) = ("count", Some(self.counts)),
            Mode::FilesWithMatches => {
                let files = self.counts.into_iter().map(|count| count.file).collect();
                (output.output_mode, output.files) = ("files_with_matches", Some(files));
            }
        }
        output
    }
}
