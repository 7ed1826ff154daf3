//! `edit_file`: one text for another, in place.

mod closest;
mod plan;

use crate::artifact::Artifacts;
use crate::failure::{failure, io_failure};
use crate::paths::{Resolved, WritePolicy, resolve};
use crate::replace::{alone, hash, replace};
use amplifier_ipc::{Context, Error, Result, Tool, ToolFailure};
use plan::{Problem, plan};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use similar::TextDiff;
use std::fmt::Write;
use std::time::Duration;

/// The largest file that is edited.
pub(crate) const MAX_BYTES: u64 = 10 << 20;
/// The longest difference that is shown whole, in bytes.
const MAX_DIFF: usize = 50_000;
/// After so long the difference need not be the smallest one.
const DIFF_TIME: Duration = Duration::from_secs(1);

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Input {
    /// The file to change: absolute, `~/…`, or relative to the working directory.
    #[schemars(length(min = 1))]
    file_path: String,
    /// The text to replace, exactly as the file has it, without line numbers. It must be there once, unless `replace_all`
    /// is set: take enough of the lines around it.
    old_string: String,
    /// The text that comes in its place.
    new_string: String,
    /// Replace every occurrence.
    #[serde(default)]
    replace_all: bool,
    /// The file's `hash` as `read_file`, `write_file` or `edit_file` gave it: when the file is another by now, nothing is changed.
    #[serde(default)]
    #[schemars(regex(pattern = "^[0-9a-f]{64}$"))]
    expected_hash: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Output {
    /// The file as it was given.
    file_path: String,
    /// The file that was changed, links resolved.
    absolute_path: String,
    /// How many occurrences were replaced.
    replacements_made: u64,
    /// How many bytes the file has now.
    bytes_written: u64,
    /// What changed, as a unified diff.
    diff: String,
    /// The SHA-256 of what the file holds now, for the next `expected_hash`.
    hash: String,
}

pub(crate) fn tool(artifacts: Artifacts) -> Tool {
    let about = "Replace a text in a file by another. The old text must match exactly, white space too, and be there once \
        or replace_all be set. Line ends, the final newline and mode bits stay; the change is atomic. Only within the \
        working directory, unless configured otherwise. New files are for write_file.";
    Tool::new("edit_file", about)
        .destructive()
        .parallel_safe(true)
        .output::<Output>()
        .config::<WritePolicy>()
        .handle_blocking(move |input, cx| edit(&input, &cx, &artifacts))
}

fn edit(input: &Input, cx: &Context, artifacts: &Artifacts) -> Result<Output> {
    let path = resolve(cx, &input.file_path)?;
    cx.config::<WritePolicy>()?.check(cx, &path)?;
    let output = alone(&path.real, || change(input, &path))?;
    artifacts.emit(cx, "artifact:write", &path.real, output.bytes_written);
    Ok(output)
}

fn change(input: &Input, path: &Resolved) -> Result<Output> {
    let before = read(path)?;
    let found = hash(before.as_bytes());
    if let Some(expected) = input
        .expected_hash
        .as_ref()
        .filter(|expected| **expected != found)
    {
        let message = format!(
            "{} has changed since it was read; read it again",
            path.given
        );
        let details = json!({"expected_hash": expected, "hash": found});
        return Err(ToolFailure::new(message)
            .kind("invalid_input")
            .details(details)
            .into());
    }
    let after = plan(
        &before,
        &input.old_string,
        &input.new_string,
        input.replace_all,
    );
    let after = after.map_err(|problem| refused(&problem, path))?;
    let bytes = after.text.as_bytes();
    replace(&path.real, bytes).map_err(|error| io_failure("write", &path.real, &error))?;
    Ok(Output {
        file_path: path.given.clone(),
        absolute_path: path.real.to_string_lossy().into(),
        replacements_made: after.replacements,
        bytes_written: bytes.len() as u64,
        diff: diff(&path.given, &before, &after.text),
        hash: hash(bytes),
    })
}

fn read(path: &Resolved) -> Result<String> {
    let unreadable = |error: std::io::Error| io_failure("edit", &path.real, &error);
    let metadata = path.real.metadata().map_err(unreadable)?;
    let size = metadata.len();
    if !metadata.is_file() {
        return Err(failure(
            "invalid_input",
            format!("{} is not a file", path.given),
        ));
    }
    if size > MAX_BYTES {
        let message = format!(
            "{} has {size} bytes; files of up to {MAX_BYTES} are edited; use bash, with sed",
            path.given
        );
        return Err(failure("too_large", message));
    }
    let bytes = std::fs::read(&path.real).map_err(unreadable)?;
    let no_text = || {
        failure(
            "not_text",
            format!("{} is no UTF-8 text ({size} bytes)", path.given),
        )
    };
    String::from_utf8(bytes)
        .ok()
        .filter(|text| !text.contains('\0'))
        .ok_or_else(no_text)
}

fn refused(problem: &Problem, path: &Resolved) -> Error {
    let given = &path.given;
    match problem {
        Problem::Same => failure(
            "invalid_input",
            "old_string and new_string are the same: nothing would change",
        ),
        Problem::Empty => failure(
            "invalid_input",
            "old_string is empty; to write a whole file use write_file",
        ),
        Problem::NotUnique(lines) => {
            let shown: Vec<String> = lines.iter().take(20).map(ToString::to_string).collect();
            let (count, more) = (lines.len(), if lines.len() > 20 { ", …" } else { "" });
            let message = format!(
                "old_string is in {given} {count} times, at the lines {}{more}; take more of the lines around it, or set \
                 replace_all",
                shown.join(", ")
            );
            let details =
                json!({"occurrences": count, "lines": lines.iter().take(1000).collect::<Vec<_>>()});
            ToolFailure::new(message)
                .kind("not_unique")
                .details(details)
                .into()
        }
        Problem::Missing(None) => failure(
            "not_found",
            format!("old_string is not in {given}; read the file again"),
        ),
        Problem::Missing(Some(closest)) => {
            let why = if closest.whitespace_only {
                "only white space differs"
            } else {
                "the closest lines are"
            };
            let message = format!("old_string is not in {given}; {why}:\n{}", closest.shown);
            let details = json!({
                "closest": {"line": closest.line, "text": closest.text},
                "whitespace_only": closest.whitespace_only,
            });
            ToolFailure::new(message)
                .kind("not_found")
                .details(details)
                .into()
        }
    }
}

fn diff(name: &str, before: &str, after: &str) -> String {
    let diff = TextDiff::configure()
        .timeout(DIFF_TIME)
        .diff_lines(before, after);
    let mut text = diff
        .unified_diff()
        .context_radius(3)
        .header(name, name)
        .to_string();
    if text.len() > MAX_DIFF {
        let size = text.len();
        let last = memchr::memrchr(b'\n', &text.as_bytes()[..MAX_DIFF]);
        let end = last.map_or(0, |at| at + 1);
        text.truncate(end);
        // Writing into a string cannot fail.
        let _ = writeln!(
            text,
            "[… the difference has {size} bytes; read the file to see the rest …]"
        );
    }
    text
}
