//! `write_file`.

use crate::artifact::Artifacts;
use crate::failure::io_failure;
use crate::paths::{WritePolicy, resolve};
use amplifier_ipc::{Context, Result, Tool};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

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
    let created = !real.exists();
    replace(real, input.content.as_bytes()).map_err(|error| io_failure("write", real, &error))?;
    let bytes = input.content.len() as u64;
    artifacts.emit(cx, "artifact:write", real, bytes);
    Ok(Output {
        file_path: path.given,
        absolute_path: real.to_string_lossy().into(),
        bytes,
        created,
    })
}

/// Readers see the old content or the new one, never a part: written beside, then renamed. Mode bits stay.
fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    fs::create_dir_all(folder)?;
    let (beside, mut file) = beside(folder, path)?;
    let written = file.write_all(content).and_then(|()| {
        if let Ok(old) = fs::metadata(path) {
            file.set_permissions(old.permissions())?;
        }
        fs::rename(&beside, path)
    });
    if written.is_err() {
        // What failed is what is told; a file left behind is only untidy.
        let _ = fs::remove_file(&beside);
    }
    written
}

fn beside(folder: &Path, path: &Path) -> io::Result<(PathBuf, File)> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    loop {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let beside = folder.join(format!(".{name}.{}-{number}.tmp", std::process::id()));
        match File::options().write(true).create_new(true).open(&beside) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            other => return other.map(|file| (beside, file)),
        }
    }
}
