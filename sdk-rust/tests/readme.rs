//! The quick start of the README is the example that everybody can run.

/// Code without its layout (rustfmt writes the example's) and without the comment on top.
fn bare(code: &str) -> String {
    let lines = code.lines().filter(|line| !line.starts_with("//!"));
    lines
        .flat_map(str::chars)
        .filter(|c| !c.is_whitespace())
        .collect()
}

#[test]
fn the_quick_start_is_the_example() {
    let readme = include_str!("../README.md");
    let after = readme.split("```rust,no_run\n").nth(1).unwrap_or_default();
    let program = after.split("```").next().unwrap_or_default();
    assert_eq!(bare(program), bare(include_str!("../examples/words.rs")));
}
