//! `write_file`.

use crate::artifact::Artifacts;
use crate::failure::io_failure;
use crate::paths::{WritePolicy, resolve};
use crate::replace::{alone, hash, replace};
use amplifier_ipc::{Context, Result, Tool};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::io;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Input {
    /// The file to write: absolute, `~/…`, or relative to the working directory. Missing folders are made.
    #[schemars(length(min = 1))]
    file_path: String,
    /// The whole new content; what the file held before is replaced.
    content: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Output {
    /// The file as it was given.
    file_path: String,
    /// The file that was written, links resolved.
    absolute_path: String,
    /// How many bytes it holds now.
    bytes: u64,
    /// Whether it is new.
    created: bool,
    /// The SHA-256 of what it holds now, for `expected_hash` of `edit_file`.
    hash: String,
}

pub(crate) fn tool(artifacts: Artifacts) -> Tool {
    let about = "Write a file: create it, or replace all that it holds. The write is atomic; folders that are missing \
        are made. Only within the working directory, unless configured otherwise.";
    Tool::new("write_file", about)
        .destructive()
        .idempotent()
        .parallel_safe(true)
        .output::<Output>()
        .config::<WritePolicy>()
        .handle_blocking(move |input, cx| write(&input, &cx, &artifacts))
}

fn write(input: &Input, cx: &Context, artifacts: &Artifacts) -> Result<Output> {
    let path = resolve(cx, &input.file_path)?;
    cx.config::<WritePolicy>()?.check(cx, &path)?;
    let real = &path.real;
    if real.is_dir() {
        let error = io::Error::new(io::ErrorKind::IsADirectory, "it is a directory");
        return Err(io_failure("write", real, &error));
    }
    let created = alone(real, || {
        let created = !real.exists();
        replace(real, input.content.as_bytes()).map(|()| created)
    })
    .map_err(|error| io_failure("write", real, &error))?;
    let bytes = input.content.len() as u64;
    artifacts.emit(cx, "artifact:write", real, bytes);
    Ok(Output {
        file_path: path.given,
        absolute_path: real.to_string_lossy().into(),
        bytes,
        created,
        hash: hash(input.content.as_bytes()),
    })
}
