//! Content: files that a service brings along.

use super::part::{Kind, Part};
use super::{Answer, decode, encode};
use crate::error::RpcError;
use crate::generated::{
    ContentEncoding, ContentListParams, ContentListResult, ContentReadParams, ContentReadResult,
};
use crate::wire::Object;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The content of a service: files in memory, folders, or both. Of several with a path, files come first.
///
/// Paths are relative and `/`-separated. What would lead out of a folder (`..`, an absolute path, NUL, a backslash, a
/// link) is not there.
///
/// ```
/// let content = amplifier_ipc::Content::new().file("context/hello.md", "Hello.\n");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Content {
    files: BTreeMap<String, Vec<u8>>,
    folders: Vec<PathBuf>,
}

impl Content {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The files of a folder, as they are when they are asked for.
    pub fn folder(path: impl Into<PathBuf>) -> Self {
        Self {
            folders: vec![path.into()],
            ..Self::default()
        }
    }

    /// Adds a file; `include_bytes!` and `include_str!` go well with it.
    #[must_use]
    pub fn file(mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.into(), bytes.into());
        self
    }

    /// All paths that begin with a prefix, sorted.
    fn list(&self, prefix: &str) -> Vec<String> {
        let mut paths: Vec<String> = self.files.keys().cloned().collect();
        for folder in &self.folders {
            walk(folder, "", &mut paths);
        }
        paths.retain(|path| path.starts_with(prefix) && self.read(path).is_some());
        paths.sort_unstable();
        paths.dedup();
        paths
    }

    fn read(&self, path: &str) -> Option<Vec<u8>> {
        if !is_inside(path) {
            return None;
        }
        if let Some(bytes) = self.files.get(path) {
            return Some(bytes.clone());
        }
        let mut folders = self.folders.iter();
        folders.find_map(|folder| fs::read(file_in(folder, path)?).ok())
    }

    /// Puts another content behind this one.
    pub(crate) fn and(mut self, other: Self) -> Self {
        for (path, bytes) in other.files {
            self.files.entry(path).or_insert(bytes);
        }
        self.folders.extend(other.folders);
        self
    }

    pub(crate) fn into_part(self) -> Part {
        let mut faults: Vec<String> = Vec::new();
        let wrong = self.files.keys().filter(|path| !is_inside(path));
        faults.extend(wrong.map(|path| format!("{path:?} is no relative path")));
        let missing = self.folders.iter().filter(|folder| !folder.is_dir());
        faults.extend(missing.map(|folder| format!("there is no folder {}", folder.display())));
        let mut spec = Object::new();
        spec.insert("paths".into(), self.list("").into());
        let content = Arc::new(self);
        let mut part = Part::new(
            Kind::Content,
            "content",
            spec,
            Box::new(move |method, params, _| {
                let (content, method) = (content.clone(), method.to_string());
                Box::pin(super::tool::off_the_loop(move || {
                    content.serve(&method, params)
                }))
            }),
        );
        part.faults = faults;
        part
    }

    fn serve(&self, method: &str, params: Object) -> Answer {
        if method == "content.list" {
            let asked: ContentListParams = decode(params)?;
            let paths = self.list(asked.prefix.as_deref().unwrap_or_default());
            return encode(&ContentListResult::new(paths));
        }
        let asked: ContentReadParams = decode(params)?;
        let Some(bytes) = self.read(&asked.path) else {
            let known = self.list("");
            let known = known.iter().map(String::as_str);
            return Err(RpcError::not_found("content", &asked.path, known));
        };
        encode(&read_result(&asked.path, bytes))
    }
}

/// Whether a path is relative and leads nowhere else.
pub(crate) fn is_inside(path: &str) -> bool {
    let parts = path.split('/').all(|part| !["", ".", ".."].contains(&part));
    parts && !path.contains(['\0', '\\'])
}

/// The file that a path means, unless a link leads out of the folder.
fn file_in(folder: &Path, path: &str) -> Option<PathBuf> {
    let root = folder.canonicalize().ok()?;
    let file = root.join(path).canonicalize().ok()?;
    (file.starts_with(&root) && file.is_file()).then_some(file)
}

/// All paths below a folder; links to folders are not followed.
fn walk(folder: &Path, prefix: &str, paths: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let path = format!("{prefix}{name}");
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            walk(&entry.path(), &format!("{path}/"), paths);
        } else {
            paths.push(path);
        }
    }
}

/// UTF-8 as it is, anything else in base64.
fn read_result(path: &str, bytes: Vec<u8>) -> ContentReadResult {
    let (text, encoding) = match String::from_utf8(bytes) {
        Ok(text) => (text, ContentEncoding::Utf8),
        Err(error) => (base64(error.as_bytes()), ContentEncoding::Base64),
    };
    let mut result = ContentReadResult::new(text, encoding);
    result.mime_type = mime_type(path).map(Into::into);
    result
}

/// RFC 4648, with padding.
fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

fn mime_type(path: &str) -> Option<&'static str> {
    mime_guess::from_path(path).first_raw()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_out_is_not_inside() {
        for path in ["a", "a/b.md", "a b/ä", "..."] {
            assert!(is_inside(path), "{path}");
        }
        for path in ["", "/a", "a/", "a//b", "./a", "a/..", "..", "a\\b", "a\0"] {
            assert!(!is_inside(path), "{path:?}");
        }
    }
}
