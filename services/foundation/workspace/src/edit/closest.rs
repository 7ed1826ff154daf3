//! Where in a file a text may have been meant that is not there.

use std::collections::HashSet;
use std::fmt::Write;

/// So many lines are shown.
const SHOWN: usize = 12;
/// What shares fewer of its pairs of letters than this is not close.
const CLOSE: f64 = 0.5;

/// The lines that are closest to what was looked for.
#[derive(Debug)]
pub(super) struct Closest {
    /// The number of the first of them.
    pub(super) line: usize,
    pub(super) text: String,
    /// They differ only in white space.
    pub(super) whitespace_only: bool,
    /// With their numbers, as `read_file` shows them.
    pub(super) shown: String,
}

pub(super) fn closest(text: &str, wanted: &str) -> Option<Closest> {
    let lines: Vec<&str> = text.lines().collect();
    if let Some((first, count)) = but_for_white_space(&lines, wanted) {
        return Some(show(&lines, first, count, true));
    }
    let wanted: Vec<&str> = wanted.lines().collect();
    let (anchor, line) = wanted
        .iter()
        .enumerate()
        .find(|(_, line)| !line.trim().is_empty())?;
    let pairs = pairs_of(line);
    let score = |found: &str| likeness(&pairs, &pairs_of(found));
    let scored = lines
        .iter()
        .enumerate()
        .map(|(at, found)| (at, score(found)));
    let (at, best) = scored.fold(
        (0, 0.0),
        |best, next| if next.1 > best.1 { next } else { best },
    );
    (best >= CLOSE).then(|| show(&lines, at.saturating_sub(anchor), wanted.len(), false))
}

fn show(lines: &[&str], first: usize, count: usize, whitespace_only: bool) -> Closest {
    let found = &lines[first..(first + count.min(SHOWN)).min(lines.len())];
    let mut shown = String::new();
    for (number, line) in (first + 1..).zip(found) {
        let line: String = line.chars().take(400).collect();
        // Writing into a string cannot fail.
        let _ = writeln!(shown, "{number:>6}\t{line}");
    }
    Closest {
        line: first + 1,
        text: found.join("\n"),
        whitespace_only,
        shown,
    }
}

/// The first lines that hold the text when no white space counts: where they begin, and how many they are.
fn but_for_white_space(lines: &[&str], wanted: &str) -> Option<(usize, usize)> {
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    let wanted = bare(wanted);
    if wanted.is_empty() {
        return None;
    }
    let (mut all, mut starts) = (String::new(), Vec::with_capacity(lines.len()));
    for line in lines {
        starts.push(all.len());
        all.push_str(&bare(line));
    }
    let from = all.find(&wanted)?;
    let line_of = |place: usize| starts.partition_point(|start| *start <= place) - 1;
    let (first, last) = (line_of(from), line_of(from + wanted.len() - 1));
    Some((first, last - first + 1))
}

fn pairs_of(line: &str) -> HashSet<(char, char)> {
    let letters: Vec<char> = line.trim().chars().take(400).collect();
    letters.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

/// From 0, nothing in common, to 1.
fn likeness(one: &HashSet<(char, char)>, two: &HashSet<(char, char)>) -> f64 {
    let (common, all) = (one.intersection(two).count(), one.len() + two.len());
    #[allow(clippy::cast_precision_loss, reason = "lines are shorter than that")]
    let likeness = if all == 0 {
        0.0
    } else {
        2.0 * common as f64 / all as f64
    };
    likeness
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_alone_is_noticed_over_lines() {
        let found = closest("a\n\tif x {\n\t\ty();\n\t}\n", "if x {\n    y();\n}").unwrap();
        assert_eq!((found.line, found.whitespace_only), (2, true));
        assert_eq!(found.text, "\tif x {\n\t\ty();\n\t}");
    }

    #[test]
    fn a_line_with_a_slip_is_found() {
        let found = closest("one\nlet colour = blue;\nthree\n", "let color = blue;").unwrap();
        assert_eq!((found.line, found.whitespace_only), (2, false));
        assert_eq!(found.shown, "     2\tlet colour = blue;\n");
    }

    #[test]
    fn what_is_far_is_not_shown() {
        assert!(closest("alpha\nbeta\n", "0123456789").is_none());
        assert!(closest("", "x").is_none());
        assert!(closest("a", " \n ").is_none());
    }
}
