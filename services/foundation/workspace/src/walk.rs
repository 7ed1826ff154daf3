//! Walking a tree: what both searches leave out.

use ignore::{DirEntry, Walk, WalkBuilder};
use std::path::{Path, PathBuf};

/// Folders that hold nothing anybody wrote, left out as whole path parts.
const EXCLUDED: [&str; 21] = [
    ".git",
    ".hg",
    ".svn",
    ".idea",
    ".vscode",
    "__pycache__",
    ".mypy_cache",
    ".pytest_cache",
    ".tox",
    ".venv",
    "venv",
    "node_modules",
    ".next",
    ".nuxt",
    ".nyc_output",
    "coverage",
    "build",
    "dist",
    "target",
    "vendor",
    ".gradle",
];

/// How a tree is walked.
pub(crate) struct Options {
    /// Also what `.gitignore` and the list of usual exclusions leave out.
    pub(crate) include_ignored: bool,
    /// Also names that begin with a dot.
    pub(crate) hidden: bool,
    /// Places that may not be read.
    pub(crate) denied: Vec<PathBuf>,
}

/// The entries below a folder (or the one file), in the order of their paths; links are not followed.
pub(crate) fn walk(root: &Path, options: Options) -> Walk {
    let Options {
        include_ignored,
        hidden,
        denied,
    } = options;
    let mut builder = WalkBuilder::new(root);
    builder
        .standard_filters(!include_ignored)
        .require_git(false)
        .hidden(!hidden)
        .sort_by_file_path(Path::cmp)
        .filter_entry(move |entry| {
            let excluded = !include_ignored && entry.depth() > 0 && is_excluded(entry);
            !excluded && !denied.iter().any(|denied| entry.path().starts_with(denied))
        });
    builder.build()
}

fn is_excluded(entry: &DirEntry) -> bool {
    let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
    is_folder
        && entry
            .file_name()
            .to_str()
            .is_some_and(|name| EXCLUDED.contains(&name))
}

/// A found path as results show it: below the path as it was given.
pub(crate) fn shown(given: &str, root: &Path, found: &Path) -> String {
    let below = found.strip_prefix(root).unwrap_or(found);
    let given = given.strip_prefix("./").unwrap_or(given);
    let shown = if given == "." || given.is_empty() {
        below.to_path_buf()
    } else {
        Path::new(given).join(below)
    };
    let shown = if below.as_os_str().is_empty() {
        PathBuf::from(given)
    } else {
        shown
    };
    shown.to_string_lossy().into_owned()
}
