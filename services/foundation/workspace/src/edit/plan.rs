//! What a file will hold after an edit.

use super::closest::{Closest, closest};

/// The new content.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Edited {
    pub(super) text: String,
    pub(super) replacements: u64,
}

/// Why there is none.
#[derive(Debug)]
pub(super) enum Problem {
    Same,
    Empty,
    /// The lines where it begins.
    NotUnique(Vec<usize>),
    Missing(Option<Closest>),
}

pub(super) fn plan(text: &str, old: &str, new: &str, all: bool) -> Result<Edited, Problem> {
    if old.is_empty() {
        return Err(Problem::Empty);
    }
    if old == new {
        return Err(Problem::Same);
    }
    let (mut old, mut new) = (old.to_string(), new.to_string());
    if ends_with_crlf(text) {
        new = crlf(&new);
        if !text.contains(&old) {
            old = crlf(&old);
        }
    }
    let places: Vec<usize> = text.match_indices(&old).map(|(at, _)| at).collect();
    match places.len() {
        0 => return Err(Problem::Missing(closest(text, &old))),
        1 => {}
        _ if all => {}
        _ => return Err(Problem::NotUnique(lines_of(text, &places))),
    }
    if old == new {
        return Err(Problem::Same);
    }
    let mut edited = text.replace(&old, &new);
    keep_end(text, &mut edited);
    Ok(Edited {
        text: edited,
        replacements: places.len() as u64,
    })
}

/// Whether most lines end with CR and LF.
fn ends_with_crlf(text: &str) -> bool {
    let (all, crlf) = (text.matches('\n').count(), text.matches("\r\n").count());
    crlf * 2 > all
}

fn crlf(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\n', "\r\n")
}

/// A file that ended with a line end ends with one.
fn keep_end(before: &str, after: &mut String) {
    if before.ends_with('\n') && !after.is_empty() && !after.ends_with('\n') {
        after.push_str(if before.ends_with("\r\n") {
            "\r\n"
        } else {
            "\n"
        });
    }
}

/// The numbers of the lines in which the places lie; the places ascend.
fn lines_of(text: &str, places: &[usize]) -> Vec<usize> {
    let (mut line, mut from) = (1, 0);
    let count = |place: &usize| {
        line += text[from..*place].matches('\n').count();
        from = *place;
        line
    };
    places.iter().map(count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(text: &str, old: &str, new: &str) -> String {
        plan(text, old, new, false)
            .map(|edited| edited.text)
            .unwrap_or_default()
    }

    #[test]
    fn line_ends_stay_as_they_are() {
        assert_eq!(edited("a\r\nb\r\nc\r\n", "a\nb", "x\ny"), "x\r\ny\r\nc\r\n");
        assert_eq!(edited("a\r\nb\r\n", "b", "b\nc"), "a\r\nb\r\nc\r\n");
        assert_eq!(edited("a\r\nb\r\n", "a\r\nb", "c\r\nd"), "c\r\nd\r\n");
        assert_eq!(edited("a\nb\n", "a\n", "x\ny\n"), "x\ny\nb\n");
    }

    #[test]
    fn the_final_newline_stays() {
        assert_eq!(edited("a\nb\n", "b\n", "c"), "a\nc\n");
        assert_eq!(edited("a\r\nb\r\n", "b\r\n", "c"), "a\r\nc\r\n");
        assert_eq!(edited("a\nb", "b", "c"), "a\nc");
        assert_eq!(edited("a\nb", "b", "b\n"), "a\nb\n");
        assert_eq!(edited("a\n", "a\n", ""), "");
    }

    #[test]
    fn what_is_there_twice_is_told_by_lines() {
        let Err(Problem::NotUnique(lines)) = plan("x\ny x\n\nx", "x", "z", false) else {
            panic!("three are not one")
        };
        assert_eq!(lines, [1, 2, 4]);
        let all = plan("x\ny x\n\nx", "x", "z", true).map(|edited| edited.replacements);
        assert!(matches!(all, Ok(3)));
    }

    #[test]
    fn line_ends_alone_are_no_change() {
        assert!(matches!(
            plan("a\r\nb\r\n", "a\r\nb", "a\nb", false),
            Err(Problem::Same)
        ));
    }
}
