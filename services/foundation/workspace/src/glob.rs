//! `glob`: files by the pattern of their path, newest first.

use crate::failure::{cancelled, failure, io_failure, progress};
use crate::paths::{ReadPolicy, resolve};
use crate::walk::{Options, shown, walk};
use amplifier_ipc::{Context, Result, Tool};
use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use ignore::DirEntry;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::{Duration, Instant, SystemTime};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Kind {
    #[default]
    File,
    Dir,
    Any,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Input {
    /// The pattern, relative to `path`: `*` and `?` stay within one part of a path, `**` spans parts, `[ab]` and `{a,b}`
    /// choose. `*.rs` finds files of the folder itself, `**/*.rs` those of its whole tree.
    #[schemars(length(min = 1))]
    pattern: String,
    /// The folder to search.
    #[serde(default = "here")]
    #[schemars(length(min = 1))]
    path: String,
    /// What to find.
    #[serde(default, rename = "type")]
    kind: Kind,
    /// Patterns of paths or names to leave out.
    #[serde(default)]
    exclude: Vec<String>,
    /// Also what .gitignore and the list of usual exclusions (`.git`, `node_modules`, `target`, …) leave out.
    #[serde(default)]
    include_ignored: bool,
    /// Also names that begin with a dot.
    #[serde(default)]
    hidden: bool,
    /// How many matches to return, the newest ones.
    #[serde(default = "usual_limit")]
    #[schemars(range(min = 1, max = 10_000))]
    limit: usize,
}

fn here() -> String {
    ".".into()
}

fn usual_limit() -> usize {
    500
}

#[derive(Debug, Serialize, JsonSchema)]
struct Output {
    /// The pattern.
    pattern: String,
    /// The folder that was searched, absolute.
    base_path: String,
    /// How many were found.
    total_files: u64,
    /// How many are returned.
    count: u64,
    /// What was found, newest first.
    matches: Vec<Match>,
    /// More were found than are returned: narrow the pattern, or raise the limit.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schemars(default)]
    results_capped: bool,
}

#[derive(Debug, Serialize, JsonSchema, PartialEq, Eq, PartialOrd, Ord)]
struct Match {
    /// The path, below the folder as it was given.
    path: String,
    /// `file`, `dir`, or `link`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// Its size in bytes.
    size: u64,
}

pub(crate) fn tool() -> Tool {
    let about = "Find files by the pattern of their path, newest first. Honours .gitignore and leaves out the usual \
        folders of tools and builds.";
    Tool::new("glob", about)
        .read_only()
        .idempotent()
        .parallel_safe(true)
        .output::<Output>()
        .config::<ReadPolicy>()
        .handle_blocking(|input, cx| glob(&input, &cx))
}

fn glob(input: &Input, cx: &Context) -> Result<Output> {
    let policy: ReadPolicy = cx.config()?;
    let base = resolve(cx, &input.path)?;
    policy.check(cx, &base)?;
    let metadata = base
        .real
        .metadata()
        .map_err(|error| io_failure("search", &base.real, &error))?;
    if !metadata.is_dir() {
        return Err(failure(
            "invalid_input",
            format!("{} is no folder; path is the folder to search", base.given),
        ));
    }
    let pattern = input.pattern.strip_prefix("./").unwrap_or(&input.pattern);
    let wanted = compile(pattern)?.compile_matcher();
    let excluded = excluded(&input.exclude)?;
    let hidden = input.hidden || pattern.split('/').any(|part| part.starts_with('.'));
    let options = Options {
        include_ignored: input.include_ignored,
        hidden,
        denied: policy.denied(cx),
    };

    let mut found = Newest::new(input.limit);
    let stop = cx.cancelled();
    let mut told = Instant::now();
    for entry in walk(&base.real, options)
        .flatten()
        .filter(|entry| entry.depth() > 0)
    {
        if stop.is_cancelled() {
            return Err(cancelled(&output(
                input,
                &base.real.to_string_lossy(),
                found,
            )));
        }
        if told.elapsed() > Duration::from_secs(1) {
            told = Instant::now();
            progress(cx, &format!("{} found so far", found.total));
        }
        let below = entry
            .path()
            .strip_prefix(&base.real)
            .unwrap_or(entry.path());
        let left_out = excluded.is_match(below) || excluded.is_match(entry.file_name());
        if wanted.is_match(below) && !left_out && is_kind(&entry, input.kind) {
            found.add(&entry, shown(&base.given, &base.real, entry.path()));
        }
    }
    Ok(output(input, &base.real.to_string_lossy(), found))
}

fn output(input: &Input, base: &str, found: Newest) -> Output {
    let (total, matches) = found.into_sorted();
    Output {
        pattern: input.pattern.clone(),
        base_path: base.into(),
        total_files: total,
        count: matches.len() as u64,
        results_capped: total > matches.len() as u64,
        matches,
    }
}

fn compile(pattern: &str) -> Result<Glob> {
    if pattern.starts_with('/') || pattern.split('/').any(|part| part == "..") {
        let message =
            format!("the pattern {pattern} must stay below path: put the folder into path instead");
        return Err(failure("invalid_input", message));
    }
    let glob = GlobBuilder::new(pattern).literal_separator(true).build();
    glob.map_err(|error| {
        failure(
            "invalid_input",
            format!("{pattern} is no pattern: {}", error.kind()),
        )
    })
}

fn excluded(patterns: &[String]) -> Result<GlobSet> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(compile(pattern)?);
    }
    set.build()
        .map_err(|error| failure("invalid_input", error.to_string()))
}

fn is_kind(entry: &DirEntry, kind: Kind) -> bool {
    let is_dir = entry.file_type().is_some_and(|kind| kind.is_dir());
    match kind {
        Kind::Any => true,
        Kind::Dir => is_dir,
        Kind::File => !is_dir,
    }
}

/// The newest so many of all that is added, in bounded memory.
struct Newest {
    limit: usize,
    total: u64,
    heap: BinaryHeap<Reverse<(SystemTime, Reverse<Match>)>>,
}

impl Newest {
    fn new(limit: usize) -> Self {
        Self {
            limit,
            total: 0,
            heap: BinaryHeap::new(),
        }
    }

    fn add(&mut self, entry: &DirEntry, path: String) {
        self.total += 1;
        let metadata = entry.metadata().ok();
        let time = metadata
            .as_ref()
            .and_then(|metadata| metadata.modified().ok())
            .unwrap_or(SystemTime::UNIX_EPOCH);
        let kind = match entry.file_type() {
            Some(kind) if kind.is_dir() => "dir",
            Some(kind) if kind.is_symlink() => "link",
            _ => "file",
        };
        let size = metadata.map_or(0, |metadata| metadata.len());
        self.heap
            .push(Reverse((time, Reverse(Match { path, kind, size }))));
        if self.heap.len() > self.limit {
            self.heap.pop();
        }
    }

    /// How many there were, and the newest of them; what is equally new, by path.
    fn into_sorted(self) -> (u64, Vec<Match>) {
        let sorted = self.heap.into_sorted_vec();
        (
            self.total,
            sorted
                .into_iter()
                .map(|Reverse((_, Reverse(found)))| found)
                .collect(),
        )
    }
}
