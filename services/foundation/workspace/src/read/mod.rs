//! `read_file`: text by lines, directories as listings, images as blocks.

mod folder;
mod image;
mod text;

use crate::artifact::Artifacts;
use crate::failure::{failure, io_failure};
use crate::paths::{Resolved, resolve};
use amplifier_ipc::types::ToolResult;
use amplifier_ipc::{Context, Result, Tool};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::Read;

/// How much of a file tells what it is.
const SNIFF: u64 = 8 * 1024;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Input {
    /// The file or directory to read: absolute, `~/…`, or relative to the working directory.
    #[schemars(length(min = 1))]
    file_path: String,
    /// The first line to read, counted from 1.
    #[serde(default = "first_line")]
    #[schemars(range(min = 1))]
    offset: u64,
    /// How many lines to read.
    #[serde(default = "usual_lines")]
    #[schemars(range(min = 1, max = 100_000))]
    limit: u64,
}

fn first_line() -> u64 {
    1
}

fn usual_lines() -> u64 {
    2000
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct Config {
    /// Only these files and folders may be read; absent = all.
    allowed_read_paths: Option<Vec<String>>,
    /// These may not, whatever else is said.
    denied_read_paths: Vec<String>,
    /// The most bytes of text that one call returns.
    #[schemars(range(min = 1024))]
    max_bytes: u64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            allowed_read_paths: None,
            denied_read_paths: Vec::new(),
            max_bytes: 10 << 20,
        }
    }
}

/// What was read; which members are there depends on what it was.
#[derive(Debug, Default, Serialize, JsonSchema)]
struct Output {
    /// The path as it was given.
    file_path: String,
    /// The path that was read, links resolved.
    absolute_path: String,
    /// Lines as `number (width 6), tab, text`; for a directory its listing, folders first.
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<String>,
    /// How many lines the file has; absent when it was not read to its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    total_lines: Option<u64>,
    /// How many lines `content` holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    lines_read: Option<u64>,
    /// The number of the first of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<u64>,
    /// Whether it is a directory.
    #[serde(skip_serializing_if = "Option::is_none")]
    is_directory: Option<bool>,
    /// How many entries the directory has.
    #[serde(skip_serializing_if = "Option::is_none")]
    entry_count: Option<u64>,
    /// The type of an image, which stands in the result's content blocks.
    #[serde(skip_serializing_if = "Option::is_none")]
    media_type: Option<String>,
    /// The size of the file in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<u64>,
    /// The SHA-256 of the whole file, for `expected_hash` of `edit_file`; only of files that it can edit.
    #[serde(skip_serializing_if = "Option::is_none")]
    hash: Option<String>,
    /// What the reader should know: a limit that cut something, and how to get the rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    warning: Option<String>,
}

impl Output {
    fn of(path: &Resolved) -> Self {
        let absolute_path = path.real.to_string_lossy().into();
        Self {
            file_path: path.given.clone(),
            absolute_path,
            ..Self::default()
        }
    }
}

pub(crate) fn tool(artifacts: Artifacts) -> Tool {
    let about = "Read a file by lines, list a directory, or look at an image. Lines are numbered; long files are read \
        in parts with offset and limit.";
    Tool::new("read_file", about)
        .read_only()
        .idempotent()
        .parallel_safe(true)
        .output::<Output>()
        .config::<Config>()
        .handle_blocking(move |input, cx| read(&input, &cx, &artifacts))
}

fn read(input: &Input, cx: &Context, artifacts: &Artifacts) -> Result<ToolResult> {
    let config: Config = cx.config()?;
    let path = resolve(cx, &input.file_path)?;
    let policy = crate::paths::ReadPolicy {
        allowed_read_paths: config.allowed_read_paths.clone(),
        denied_read_paths: config.denied_read_paths.clone(),
    };
    policy.check(cx, &path)?;
    let unreadable = |error: std::io::Error| io_failure("read", &path.real, &error);
    let metadata = path.real.metadata().map_err(unreadable)?;
    if metadata.is_dir() {
        return result(folder::list(&path).map_err(unreadable)?);
    }
    if !metadata.is_file() {
        return Err(failure(
            "not_text",
            format!("{} is neither a file nor a directory", path.given),
        ));
    }
    let mut file = File::open(&path.real).map_err(unreadable)?;
    let mut head = Vec::new();
    file.by_ref()
        .take(SNIFF)
        .read_to_end(&mut head)
        .map_err(unreadable)?;
    artifacts.emit(cx, "artifact:read", &path.real, metadata.len());
    if let Some(media_type) = image::media_type(&head) {
        return image::show(&path, media_type, metadata.len());
    }
    let window = text::Window {
        offset: input.offset,
        limit: input.limit,
        max_bytes: config.max_bytes,
    };
    let mut output = text::read(cx, &path, file, &head, metadata.len(), &window)?;
    if metadata.len() <= crate::edit::MAX_BYTES {
        output.hash = std::fs::read(&path.real)
            .ok()
            .map(|bytes| crate::replace::hash(&bytes));
    }
    result(output)
}

fn result(output: Output) -> Result<ToolResult> {
    let mut result = ToolResult::new(serde_json::to_value(output)?);
    result.success = Some(true);
    Ok(result)
}
