//! What stands for things that only the shell knows, and how commands are shown.

/// What only the shell will know.
pub(super) const UNKNOWN: &str = "\u{1}unknown";
/// The longest command that is shown whole, in characters.
const LONGEST: usize = 120;

/// A command on one line, as people know it.
pub(super) fn shown(args: &[String]) -> String {
    let text = args.join(" ").replace(UNKNOWN, "$…");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Cut where it gets too long to be read.
pub(super) fn shorten(text: &str) -> String {
    let mut shown: String = text.chars().take(LONGEST).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}
