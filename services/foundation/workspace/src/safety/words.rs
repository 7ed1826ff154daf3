//! What the words of a command are once the shell has read them: quotes, braces, tildes, variables as far as they are
//! known. Files are not looked at: patterns stay as they are.

use super::text::UNKNOWN;
use super::tree::At;
use super::walk::Checker;

/// Where a character of a word comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum From {
    Bare,
    Quoted,
    /// From a variable outside of quotes: white space in it parts words.
    Expanded,
}

type Text = Vec<(char, From)>;

/// Braces beyond these are left as they are, so that they cannot make a great many words.
const MAX_BRACES: usize = 4;
const MAX_ALTERNATIVES: usize = 32;

impl Checker {
    /// The words that a command would get.
    pub(super) fn fields(&mut self, words: &[At<'_>]) -> Vec<String> {
        let mut fields = Vec::new();
        for word in words {
            let mut text = Text::new();
            self.word(*word, &mut text);
            let quoted = word.text().contains(['"', '\'']);
            for text in braces(&text) {
                split(&self.tilde(text), quoted, &mut fields);
            }
        }
        fields
    }

    /// A word without splitting it.
    pub(super) fn literal(&mut self, word: At<'_>) -> String {
        let mut text = Text::new();
        self.word(word, &mut text);
        text.into_iter().map(|(letter, _)| letter).collect()
    }

    fn word(&mut self, at: At<'_>, out: &mut Text) {
        if !self.level_up(at.text()) {
            return;
        }
        let text = at.text();
        match at.kind() {
            "raw_string" => push(out, text.trim_matches('\''), From::Quoted),
            "ansi_c_string" => push(out, &ansi(text), From::Quoted),
            "string" | "translated_string" | "heredoc_body" => self.quoted(at, out),
            "concatenation" | "command_name" => {
                let mut end = at.range().start;
                for child in at.all() {
                    bare(
                        out,
                        at.script()
                            .get(end..child.range().start)
                            .unwrap_or_default(),
                    );
                    self.word(child, out);
                    end = child.range().end;
                }
            }
            kind if is_expansion(kind) => {
                let value = self.value(at);
                push(out, &value, From::Expanded);
            }
            _ => bare(out, text),
        }
        self.level_down();
    }

    /// What stands in double quotes, or in a here-document.
    fn quoted(&mut self, at: At<'_>, out: &mut Text) {
        let range = at.range();
        let (mut from, end) = match at.kind() {
            "heredoc_body" => (range.start, range.end),
            kind => (
                range.start + if kind == "string" { 1 } else { 2 },
                range.end - 1,
            ),
        };
        let inside = at.all().into_iter().flat_map(|child| {
            let nested = child.kind() == "string";
            if nested { child.all() } else { vec![child] }
        });
        for child in inside.filter(|child| is_expansion(child.kind())) {
            escaped(
                out,
                at.script()
                    .get(from..child.range().start)
                    .unwrap_or_default(),
            );
            let value = self.value(child);
            push(out, &value, From::Quoted);
            from = child.range().end;
        }
        escaped(out, at.script().get(from..end).unwrap_or_default());
    }

    /// What an expansion stands for, as far as it can be known.
    fn value(&mut self, at: At<'_>) -> String {
        match at.kind() {
            "simple_expansion" => self.variable(at.text().trim_start_matches('$')),
            "expansion" => self.parameter(at),
            "command_substitution" => match at.children().as_slice() {
                [only] => self.printed(*only).unwrap_or_else(|| UNKNOWN.into()),
                _ => UNKNOWN.into(),
            },
            _ => UNKNOWN.into(),
        }
    }

    fn parameter(&mut self, at: At<'_>) -> String {
        let text = at.text().trim_start_matches("${").trim_end_matches('}');
        let name_end = text.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
        let (name, operator) = text.split_at(name_end.unwrap_or(text.len()));
        let value = self.variable(name);
        let default = ["", ":-", "-", ":=", "="]
            .iter()
            .rev()
            .find(|mark| operator.starts_with(**mark));
        match default {
            _ if name.is_empty() => UNKNOWN.into(),
            Some(&"") if operator.is_empty() => value,
            Some(&"") | None => UNKNOWN.into(),
            Some(_) if !value.is_empty() && value != UNKNOWN => value,
            Some(_) => match at.children().as_slice() {
                [_, default] => self.literal(*default),
                _ => UNKNOWN.into(),
            },
        }
    }

    fn variable(&self, name: &str) -> String {
        match (self.vars.get(name), name) {
            (Some(value), _) => value.clone(),
            (None, "HOME") => self.home.clone(),
            (None, "PWD") => self.dir.clone().unwrap_or_else(|| UNKNOWN.into()),
            _ => UNKNOWN.into(),
        }
    }

    /// `~` and `~user` are a home directory.
    fn tilde(&self, text: Text) -> Text {
        if text.first() != Some(&('~', From::Bare)) {
            return text;
        }
        let end = text
            .iter()
            .position(|(letter, _)| *letter == '/')
            .unwrap_or(text.len());
        if text[..end].iter().any(|(_, from)| *from != From::Bare) {
            return text;
        }
        let home = self.home.chars().map(|letter| (letter, From::Quoted));
        home.chain(text[end..].iter().copied()).collect()
    }
}

fn is_expansion(kind: &str) -> bool {
    matches!(
        kind,
        "simple_expansion"
            | "expansion"
            | "command_substitution"
            | "process_substitution"
            | "arithmetic_expansion"
    )
}

fn push(out: &mut Text, text: &str, from: From) {
    out.extend(text.chars().map(|letter| (letter, from)));
}

/// Text outside of quotes: a backslash quotes the next character, and takes a line end away.
fn bare(out: &mut Text, text: &str) {
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => out.extend(
                letters
                    .next()
                    .filter(|next| *next != '\n')
                    .map(|next| (next, From::Quoted)),
            ),
            letter => out.push((letter, From::Bare)),
        }
    }
}

/// Text in double quotes: a backslash quotes only what would have a meaning there.
fn escaped(out: &mut Text, text: &str) {
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied().filter(|_| letter == '\\');
        match next {
            Some('\n') => drop(letters.next()),
            Some('$' | '`' | '"' | '\\') => {
                out.extend(letters.next().map(|next| (next, From::Quoted)));
            }
            _ => out.push((letter, From::Quoted)),
        }
    }
}

/// The text of `$'…'`.
fn ansi(text: &str) -> String {
    let text = text
        .trim_start_matches("$'")
        .strip_suffix('\'')
        .unwrap_or(text);
    let (mut out, mut letters) = (String::new(), text.chars());
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            out.push(letter);
            continue;
        }
        let rest = letters.as_str();
        let number = |digits: &str, radix| {
            u32::from_str_radix(digits, radix)
                .ok()
                .and_then(char::from_u32)
        };
        let hex: String = rest
            .chars()
            .skip(1)
            .take(2)
            .take_while(char::is_ascii_hexdigit)
            .collect();
        let octal: String = rest
            .chars()
            .take(3)
            .take_while(|digit| digit.is_digit(8))
            .collect();
        let (letter, used) = match rest.chars().next() {
            Some('n') => (Some('\n'), 1),
            Some('t') => (Some('\t'), 1),
            Some('x') => (number(&hex, 16), 1 + hex.len()),
            Some(digit) if digit.is_digit(8) => (number(&octal, 8), octal.len()),
            other => (other, 1),
        };
        out.extend(letter);
        letters = rest.chars();
        if let Some(last) = used.checked_sub(1) {
            letters.nth(last);
        }
    }
    out
}

/// `a{b,c}` is two words; what would become too many stays one.
fn braces(text: &Text) -> Vec<Text> {
    let count = |wanted| text.iter().filter(|(letter, _)| *letter == wanted).count();
    if count('{') > MAX_BRACES || count(',') > MAX_ALTERNATIVES {
        return vec![text.clone()];
    }
    let Some((open, commas, close)) = group(text) else {
        return vec![text.clone()];
    };
    let mut from = open + 1;
    let mut all = Vec::new();
    for end in commas.into_iter().chain([close]) {
        let parts = [&text[..open], &text[from..end], &text[close + 1..]];
        all.extend(braces(&parts.concat()));
        from = end + 1;
    }
    all
}

/// The first pair of braces that has a comma of its own: where it opens, its commas, where it closes.
fn group(text: &Text) -> Option<(usize, Vec<usize>, usize)> {
    for open in 0..text.len() {
        if text[open] != ('{', From::Bare) {
            continue;
        }
        let (mut depth, mut commas) = (0, Vec::new());
        for (at, letter) in text.iter().enumerate().skip(open) {
            match letter {
                ('{', From::Bare) => depth += 1,
                (',', From::Bare) if depth == 1 => commas.push(at),
                ('}', From::Bare) if depth == 1 && commas.is_empty() => break,
                ('}', From::Bare) if depth == 1 => return Some((open, commas, at)),
                ('}', From::Bare) => depth -= 1,
                _ => {}
            }
        }
    }
    None
}

/// Parts a word where an expansion outside of quotes has white space.
fn split(text: &Text, quoted: bool, fields: &mut Vec<String>) {
    let mut field = String::new();
    let mut any = quoted;
    for (letter, from) in text {
        if *from == From::Expanded && letter.is_whitespace() {
            if !field.is_empty() {
                fields.push(std::mem::take(&mut field));
            }
            any = false;
        } else {
            field.push(*letter);
        }
    }
    if any || !field.is_empty() {
        fields.push(field);
    }
}
