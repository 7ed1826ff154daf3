//! A second look at a script that bash can read and the parser cannot: by its words alone. It sees too much rather than
//! too little.

use super::Rule;
use super::paths::is_device;
use super::walk::Checker;

/// Words before a command.
const LEADING: [&str; 8] = ["then", "do", "else", "elif", "if", "while", "until", "!"];

/// Judges everything between the marks that part commands.
pub(super) fn look(checker: &mut Checker, script: &str) {
    for piece in script.split(['\n', ';', '&', '|', '(', ')', '{', '}', '`']) {
        let words: Vec<String> = piece
            .split_whitespace()
            .map(|word| word.replace(['"', '\'', '\\'], ""))
            .skip_while(|word| LEADING.contains(&word.as_str()))
            .collect();
        redirects(checker, &words);
        let assignment = |word: &&String| word.contains('=') && !word.starts_with('-');
        let skipped = words.iter().take_while(assignment).count();
        checker.command(&words[skipped..], &None);
    }
}

fn redirects(checker: &mut Checker, words: &[String]) {
    for (at, word) in words.iter().enumerate() {
        let Some((_, place)) = word.rsplit_once('>') else {
            continue;
        };
        let place = if place.is_empty() {
            words.get(at + 1).map_or("", String::as_str)
        } else {
            place
        };
        if is_device(place) {
            checker.find(
                Rule::DeviceRedirect,
                &[">".into(), place.into()],
                "writes onto a device",
            );
        }
    }
}
