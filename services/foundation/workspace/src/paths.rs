//! From the path that a model wrote to a real one, and whether it may be touched.

use crate::failure::failure;
use amplifier_ipc::{Context, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use std::path::{Component, Path, PathBuf};

/// A path as it was given, and what it leads to.
#[derive(Clone, Debug)]
pub(crate) struct Resolved {
    /// Absolute, links resolved as far as the path exists.
    pub(crate) real: PathBuf,
    /// As it was given.
    pub(crate) given: String,
}

/// What may be read. Deny wins.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ReadPolicy {
    /// Only these files and folders may be read; absent = all.
    pub(crate) allowed_read_paths: Option<Vec<String>>,
    /// These may not, whatever else is said.
    pub(crate) denied_read_paths: Vec<String>,
}

/// What may be written. Deny wins.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct WritePolicy {
    /// Only within these files and folders may be written; absent = the session's working directory.
    pub(crate) allowed_write_paths: Option<Vec<String>>,
    /// These may not be written, whatever else is said.
    pub(crate) denied_write_paths: Vec<String>,
}

/// `~` expanded, relative to the session's working directory, links resolved.
pub(crate) fn resolve(cx: &Context, given: &str) -> Result<Resolved> {
    if given.is_empty() || given.contains('\0') {
        return Err(failure(
            "invalid_input",
            "a path must not be empty nor contain NUL",
        ));
    }
    Ok(Resolved {
        real: real(&cx.cwd(), given),
        given: given.into(),
    })
}

/// `~` expanded, relative to a directory, links resolved as far as the path exists.
pub(crate) fn real(cwd: &Path, given: &str) -> PathBuf {
    let expanded = match (given.strip_prefix('~'), home()) {
        (Some(rest), Some(home)) if rest.is_empty() || rest.starts_with('/') => {
            home.join(rest.trim_start_matches('/'))
        }
        _ => PathBuf::from(given),
    };
    follow(&cwd.join(expanded))
}

pub(crate) fn home() -> Option<PathBuf> {
    std::env::var_os("HOME").map(PathBuf::from)
}

/// Resolves links in as much of the path as exists; the rest is taken as written.
fn follow(path: &Path) -> PathBuf {
    let mut real = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => {
                real.pop();
            }
            Component::CurDir => {}
            other => {
                real.push(other);
                if let Ok(target) = real.canonicalize() {
                    real = target;
                }
            }
        }
    }
    real
}

impl ReadPolicy {
    /// Refuses what may not be read.
    pub(crate) fn check(&self, cx: &Context, path: &Resolved) -> Result<()> {
        let cwd = cx.cwd();
        if let Some(denied) = covering(&cwd, &self.denied_read_paths, &path.real) {
            return Err(refused(
                "read",
                path,
                &format!("{denied} is in denied_read_paths"),
            ));
        }
        let allowed = self.allowed_read_paths.as_ref();
        if allowed.is_some_and(|allowed| covering(&cwd, allowed, &path.real).is_none()) {
            return Err(refused("read", path, "it is not within allowed_read_paths"));
        }
        Ok(())
    }

    /// The denied places, for walks that would come by them.
    pub(crate) fn denied(&self, cx: &Context) -> Vec<PathBuf> {
        self.denied_read_paths
            .iter()
            .map(|denied| real(&cx.cwd(), denied))
            .collect()
    }
}

impl WritePolicy {
    /// Refuses what may not be written.
    pub(crate) fn check(&self, cx: &Context, path: &Resolved) -> Result<()> {
        let cwd = cx.cwd();
        if let Some(why) = built_in_deny(&path.real) {
            return Err(refused("write", path, why));
        }
        if let Some(denied) = covering(&cwd, &self.denied_write_paths, &path.real) {
            return Err(refused(
                "write",
                path,
                &format!("{denied} is in denied_write_paths"),
            ));
        }
        let here = vec![".".to_string()];
        let allowed = self.allowed_write_paths.as_ref().unwrap_or(&here);
        if covering(&cwd, allowed, &path.real).is_none() {
            let places = if self.allowed_write_paths.is_some() {
                "allowed_write_paths"
            } else {
                "the working directory"
            };
            return Err(refused(
                "write",
                path,
                &format!("it is not within {places}"),
            ));
        }
        Ok(())
    }
}

/// The first of the listed files and folders that covers the path.
fn covering<'a>(cwd: &Path, list: &'a [String], path: &Path) -> Option<&'a str> {
    list.iter()
        .find(|entry| path.starts_with(real(cwd, entry)))
        .map(String::as_str)
}

fn refused(doing: &str, path: &Resolved, why: &str) -> amplifier_ipc::Error {
    failure(
        "access_denied",
        format!("{} may not be {doing}: {why}", path.given)
            .replace("may not be write", "may not be written"),
    )
}

/// What no configuration opens: the inside of repositories, the host's own files, keys.
fn built_in_deny(path: &Path) -> Option<&'static str> {
    let names: Vec<&str> = path
        .components()
        .filter_map(|part| part.as_os_str().to_str())
        .collect();
    let name = names.last().copied().unwrap_or_default();
    if names.contains(&".git") {
        return Some("the inside of .git belongs to git");
    }
    if names.contains(&".ssh")
        || name.starts_with("id_rsa")
        || name.starts_with("id_ed25519")
        || name.starts_with("id_ecdsa")
    {
        return Some("it holds keys");
    }
    let own = std::env::var_os("AMPLIFIER_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(home()?.join(".amplifier")))?;
    let own = follow(&own);
    let in_sessions = path.starts_with(own.join("sessions"));
    (path.starts_with(&own) && !in_sessions).then_some("it belongs to the host")
}
