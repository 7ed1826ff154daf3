//! House rules: imports point down only, files stay small.

#![allow(clippy::unwrap_used, reason = "a test panics where it is wrong")]

use std::fs;
use std::path::{Path, PathBuf};

/// Room (a folder, or a file) → what of the crate it may import.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("wire", &[]),
    ("peer", &["wire"]),
    ("hooks", &["wire"]),
    ("error", &["error", "generated", "wire"]),
    ("text.rs", &["generated"]),
    ("stdio.rs", &[]),
    ("http/map", &["error", "generated", "wire"]),
    ("call", &["error", "peer", "wire"]),
    ("connection", &["call", "error", "peer", "wire"]),
    ("completion.rs", &["call", "error", "generated", "wire"]),
    (
        "host.rs",
        &["call", "completion", "error", "generated", "wire"],
    ),
    (
        "context.rs",
        &["call", "error", "generated", "host", "wire"],
    ),
    (
        "components",
        &[
            "components",
            "context",
            "error",
            "generated",
            "hooks",
            "wire",
        ],
    ),
    (
        "service",
        &[
            "call",
            "components",
            "connection",
            "context",
            "error",
            "generated",
            "hooks",
            "peer",
            "wire",
        ],
    ),
    (
        "http",
        &[
            "call",
            "components",
            "error",
            "generated",
            "http",
            "peer",
            "service",
            "wire",
        ],
    ),
    (
        "serve.rs",
        &["components", "error", "http", "service", "stdio"],
    ),
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    if folder.is_file() {
        return vec![folder.to_path_buf()];
    }
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let nested = entries.map(|path| {
        if path.is_dir() {
            sources(&path)
        } else {
            vec![path]
        }
    });
    nested.flatten().collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

#[test]
fn imports_point_down_only() {
    for (room, allowed) in MAY_IMPORT {
        for file in sources(&root().join(room)) {
            let text = fs::read_to_string(&file).unwrap();
            let code = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            for imported in code.flat_map(|line| line.split("crate::").skip(1)) {
                let name: String = imported
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                let fine = allowed.contains(&name.as_str())
                    || name.starts_with(char::is_uppercase)
                    || name.is_empty();
                assert!(fine, "{} imports crate::{name}", file.display());
            }
        }
    }
}

#[test]
fn files_stay_below_four_hundred_lines() {
    for file in sources(&root())
        .into_iter()
        .filter(|file| !file.components().any(|c| c.as_os_str() == "generated"))
    {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        assert!(lines < 400, "{} has {lines} lines", file.display());
    }
}
