//! A directory as a listing.

use super::Output;
use crate::paths::Resolved;
use std::fmt::Write;
use std::io;

/// The most entries that are listed.
const MAX_ENTRIES: usize = 2000;

/// Folders first, by name; files with their size.
pub(super) fn list(path: &Resolved) -> io::Result<Output> {
    let mut entries: Vec<(bool, String, u64)> = Vec::new();
    for entry in path.real.read_dir()? {
        let entry = entry?;
        // A link counts as what it leads to; one that leads nowhere, as a file.
        let metadata = entry.path().metadata().ok();
        let is_file = !metadata.as_ref().is_some_and(std::fs::Metadata::is_dir);
        let name = entry.file_name().to_string_lossy().into_owned();
        entries.push((is_file, name, metadata.map_or(0, |metadata| metadata.len())));
    }
    entries.sort();
    let mut content = String::new();
    for (is_file, name, size) in entries.iter().take(MAX_ENTRIES) {
        // Writing into a string cannot fail.
        let _ = if *is_file {
            writeln!(content, "FILE {name} ({size} bytes)")
        } else {
            writeln!(content, "DIR  {name}/")
        };
    }
    let cut = entries.len() > MAX_ENTRIES;
    let warning = format!(
        "only the first {MAX_ENTRIES} of {} entries are listed; glob finds the others",
        entries.len()
    );
    Ok(Output {
        content: Some(content),
        is_directory: Some(true),
        entry_count: Some(entries.len() as u64),
        warning: cut.then_some(warning),
        ..Output::of(path)
    })
}
