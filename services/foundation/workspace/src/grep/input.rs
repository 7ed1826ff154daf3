//! What a search is asked for.

use crate::failure::failure;
use amplifier_ipc::Result;
use amplifier_ipc::error::nearest;
use ignore::types::{Types, TypesBuilder};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Mode {
    #[default]
    FilesWithMatches,
    Content,
    Count,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "they are the tool's parameters"
)]
pub(super) struct Input {
    /// The regular expression (Rust syntax).
    #[schemars(length(min = 1))]
    pub(super) pattern: String,
    /// The file or folder to search.
    #[serde(default = "here")]
    #[schemars(length(min = 1))]
    pub(super) path: String,
    /// Which files match, their matching lines, or how many there are in each.
    #[serde(default)]
    pub(super) output_mode: Mode,
    /// Ignore case.
    #[serde(default, rename = "-i")]
    pub(super) ignore_case: bool,
    /// Show line numbers (`content` only).
    #[serde(default = "yes", rename = "-n")]
    pub(super) line_numbers: bool,
    /// So many lines after each match (`content` only).
    #[serde(default, rename = "-A")]
    #[schemars(range(min = 0, max = 100))]
    after: usize,
    /// So many lines before each match (`content` only).
    #[serde(default, rename = "-B")]
    #[schemars(range(min = 0, max = 100))]
    before: usize,
    /// So many lines before and after each match (`content` only).
    #[serde(default, rename = "-C")]
    #[schemars(range(min = 0, max = 100))]
    around: usize,
    /// Only files whose path matches, for example `*.rs` or `src/**/*.{ts,tsx}`; `!` at the front leaves them out.
    #[serde(default)]
    pub(super) glob: Option<String>,
    /// Only files of this type: py, ts, js, rust, go, java, cpp, md, sh, ….
    #[serde(default, rename = "type")]
    kind: Option<String>,
    /// A match may span lines, and `.` matches their ends.
    #[serde(default)]
    pub(super) multiline: bool,
    /// The most results: 200 files, 500 lines or 200 counts when nothing is said; 0 = all.
    #[serde(default)]
    #[schemars(range(min = 0, max = 100_000))]
    head_limit: Option<usize>,
    /// How many results to pass over first.
    #[serde(default)]
    #[schemars(range(min = 0))]
    pub(super) offset: usize,
    /// Also what .gitignore and the list of usual exclusions leave out.
    #[serde(default)]
    pub(super) include_ignored: bool,
}

fn here() -> String {
    ".".into()
}

fn yes() -> bool {
    true
}

/// "All" ends here: nobody reads more, and memory stays bounded.
const ALL: usize = 100_000;

/// Names that people use beside those that the engine knows.
const ALIASES: [(&str, &str); 9] = [
    ("python", "py"),
    ("typescript", "ts"),
    ("javascript", "js"),
    ("rs", "rust"),
    ("golang", "go"),
    ("c++", "cpp"),
    ("markdown", "md"),
    ("bash", "sh"),
    ("shell", "sh"),
];

impl Input {
    /// Lines before and after a match.
    pub(super) fn context(&self) -> (usize, usize) {
        (self.before.max(self.around), self.after.max(self.around))
    }

    /// How many results are returned.
    pub(super) fn limit(&self) -> usize {
        let usual = if self.output_mode == Mode::Content {
            500
        } else {
            200
        };
        match self.head_limit {
            Some(0) => ALL,
            limit => limit.unwrap_or(usual),
        }
    }

    /// The file types asked for; an unknown one is answered with the list of those that there are.
    pub(super) fn types(&self) -> Result<Types> {
        let mut types = TypesBuilder::new();
        types.add_defaults();
        if let Some(name) = &self.kind {
            let name = name.to_lowercase();
            let alias = ALIASES
                .iter()
                .find(|(alias, _)| *alias == name)
                .map(|(_, known)| *known);
            let known: Vec<String> = types
                .definitions()
                .iter()
                .map(|row| row.name().to_string())
                .collect();
            let name = alias.unwrap_or(&name);
            if !known.iter().any(|row| row == name) {
                let near = nearest(name, known.iter().map(String::as_str));
                let hint = near
                    .map(|near| format!(" (did you mean {near}?)"))
                    .unwrap_or_default();
                let message = format!(
                    "there is no file type {name}{hint}; there are {}",
                    known.join(", ")
                );
                return Err(failure("invalid_input", message));
            }
            types.select(name);
        }
        types
            .build()
            .map_err(|error| failure("invalid_input", error.to_string()))
    }
}
