//! Goes through a script in the order in which the shell would run it.

use super::bomb::bombs;
use super::paths::{Target, is_device, target};
use super::text::{UNKNOWN, shorten, shown};
use super::tree::{At, parse};
use super::{Finding, Place, Rule, coarse};
use std::collections::HashMap;

/// Scripts in scripts deeper than this are not looked at, but refused.
const MAX_SCRIPTS: usize = 10;
/// Nor is what is nested deeper than this: the stack has an end.
const MAX_LEVELS: usize = 120;
/// The longest script that is looked at, in bytes.
const MAX_SCRIPT: usize = 128 << 10;
/// The longest value of a variable that is remembered, so that `a=$a$a` cannot grow without end; no path is longer.
const MAX_VALUE: usize = 512;

/// What a command reads from stdin, as far as the script says so.
pub(super) type Input = Option<String>;

/// What has been seen so far.
pub(super) struct Checker {
    pub(super) findings: Vec<Finding>,
    /// Every simple command, as it was read.
    pub(super) commands: Vec<String>,
    /// The parser met something that it could not read.
    pub(super) ungrammatical: Option<String>,
    pub(super) home: String,
    /// The current directory, as far as it is known.
    pub(super) dir: Option<String>,
    pub(super) vars: HashMap<String, String>,
    /// Bash can read what the parser cannot: such a script is looked at by words too.
    coarse: bool,
    scripts: usize,
    level: usize,
}

impl Checker {
    pub(super) fn look_at(script: &str, place: Place<'_>, coarse: bool) -> Self {
        let text = |path: &std::path::Path| super::paths::clean(&path.to_string_lossy());
        let mut checker = Self {
            findings: Vec::new(),
            commands: Vec::new(),
            ungrammatical: None,
            home: text(place.home),
            dir: Some(text(place.cwd)),
            vars: HashMap::new(),
            coarse,
            scripts: 0,
            level: 0,
        };
        checker.script(script);
        checker
    }

    pub(super) fn find(&mut self, rule: Rule, args: &[String], reason: &str) {
        self.findings.push(Finding {
            rule,
            command: shorten(&shown(args)),
            reason: reason.into(),
        });
    }

    pub(super) fn unreadable(&mut self, script: &str, why: &str) {
        let reason = format!("cannot be read as bash, so it cannot be checked: {why}");
        self.find(Rule::Unreadable, &[script.into()], &reason);
    }

    pub(super) fn target(&self, path: &str) -> Option<Target> {
        target(path, self.dir.as_deref(), &self.home)
    }

    pub(super) fn seen(&mut self, args: &[String], name: &str) {
        let whole = shown(args);
        if args.first().is_some_and(|first| first != name) {
            let rest = args.iter().skip(1).cloned();
            let plain: Vec<String> = std::iter::once(name.to_string()).chain(rest).collect();
            self.commands.push(shown(&plain));
        }
        self.commands.push(whole);
    }

    /// One level deeper, when there is one; [`Self::level_down`] goes back.
    pub(super) fn level_up(&mut self, text: &str) -> bool {
        if self.level >= MAX_LEVELS {
            self.unreadable(text, "it is nested too deeply");
            return false;
        }
        self.level += 1;
        true
    }

    pub(super) fn level_down(&mut self) {
        self.level -= 1;
    }

    /// Judges a text that bash would run.
    pub(super) fn script(&mut self, text: &str) {
        if self.scripts >= MAX_SCRIPTS {
            return self.unreadable(text, "it hides scripts in scripts too deeply");
        }
        if text.len() > MAX_SCRIPT {
            return self.unreadable(text, &format!("it is longer than {MAX_SCRIPT} bytes"));
        }
        let Some(tree) = parse(text) else {
            return self.unreadable(text, "the parser gave up");
        };
        self.scripts += 1;
        let root = At::root(&tree, text);
        self.visit(root, &None);
        if root.has_error() && self.coarse {
            coarse::look(self, text);
        } else if root.has_error() {
            self.ungrammatical.get_or_insert_with(|| text.into());
        }
        self.scripts -= 1;
    }

    /// Judges a node, and everything below it.
    pub(super) fn visit(&mut self, at: At<'_>, input: &Input) {
        if self.level_up(at.text()) {
            self.enter(at, input);
            self.level_down();
        }
    }

    fn inner(&mut self, at: At<'_>) {
        for child in at.children() {
            self.visit(child, &None);
        }
    }

    fn enter(&mut self, at: At<'_>, input: &Input) {
        match at.kind() {
            "comment" | "raw_string" | "word" => {}
            "command" => self.call(at, input),
            "redirected_statement" => self.redirected(at, input),
            "pipeline" => self.pipeline(at, input),
            "function_definition" => self.function(at),
            "variable_assignment" => {
                self.inner(at);
                self.assign(at);
            }
            "for_statement" => {
                self.iterate(at);
                self.inner(at);
            }
            "subshell" | "command_substitution" | "process_substitution" => {
                let outer = self.dir.clone();
                self.inner(at);
                self.dir = outer;
            }
            "file_redirect" | "herestring_redirect" | "heredoc_redirect" => {
                self.redirect(at, false);
            }
            "negated_command" => at
                .children()
                .into_iter()
                .for_each(|child| self.visit(child, input)),
            _ => self.inner(at),
        }
    }

    fn pipeline(&mut self, at: At<'_>, input: &Input) {
        let mut piped = input.clone();
        for part in at.children() {
            self.visit(part, &piped);
            piped = self.printed(part);
        }
    }

    fn redirected(&mut self, at: At<'_>, input: &Input) {
        let mut given = input.clone();
        let body = at.field("body");
        let copies = body.is_some_and(|body| body.text().trim() == "cat");
        for redirect in at.fields("redirect") {
            given = self.redirect(redirect, copies).or(given);
        }
        if let Some(body) = body {
            self.visit(body, &given);
        }
    }

    fn call(&mut self, at: At<'_>, input: &Input) {
        let (mut words, mut given) = (Vec::new(), input.clone());
        for child in at.children() {
            match child.kind() {
                "variable_assignment" => self.visit(child, &None),
                "file_redirect" | "herestring_redirect" | "heredoc_redirect" => {
                    given = self.redirect(child, false).or(given);
                }
                _ => {
                    self.visit(child, &None);
                    words.push(child);
                }
            }
        }
        let args = self.fields(&words);
        self.command(&args, &given);
    }

    /// Judges where output goes; the text of here-documents and here-strings comes back.
    ///
    /// The rest of a pipe stands within a here-document: `cat <<E | sh`. When what is in front `copies`, it gets the text.
    fn redirect(&mut self, at: At<'_>, copies: bool) -> Input {
        let text = match at.kind() {
            "heredoc_redirect" => self.here_document(at),
            "herestring_redirect" => at.children().last().map(|word| self.literal(*word)),
            _ => {
                self.output(at);
                None
            }
        };
        let piped = text.clone().filter(|_| copies);
        for child in at.children() {
            let rest = child.kind() == "pipeline";
            self.visit(child, if rest { &piped } else { &None });
        }
        text
    }

    fn here_document(&mut self, at: At<'_>) -> Input {
        let of_kind = |kind| at.children().into_iter().find(|child| child.kind() == kind);
        let quoted = |start: At<'_>| start.text().starts_with(['\'', '"', '\\']);
        let body = of_kind("heredoc_body")?;
        if of_kind("heredoc_start").is_some_and(quoted) {
            return Some(body.text().into());
        }
        Some(self.literal(body))
    }

    fn output(&mut self, at: At<'_>) {
        let writes =
            |token: &At<'_>| matches!(token.kind(), ">" | ">>" | "&>" | "&>>" | ">|" | ">&" | "<>");
        let Some(operator) = at.all().into_iter().find(writes) else {
            return;
        };
        for place in self.fields(&at.fields("destination")) {
            if is_device(&place) {
                self.find(
                    Rule::DeviceRedirect,
                    &[operator.text().into(), place],
                    "writes onto a device",
                );
            }
        }
    }

    fn assign(&mut self, at: At<'_>) {
        let Some(name) = at
            .field("name")
            .filter(|name| name.kind() == "variable_name")
        else {
            return;
        };
        if at.all().iter().any(|token| token.kind() == "+=") {
            return;
        }
        let value = match at.field("value") {
            None => String::new(),
            Some(value) if value.kind() == "array" => return,
            Some(value) => self.fields(&[value]).join(" "),
        };
        let value = if value.len() > MAX_VALUE {
            UNKNOWN.into()
        } else {
            value
        };
        self.vars.insert(name.text().into(), value);
    }

    /// Remembers the values of a loop's variable; one of them being dangerous makes the body so.
    fn iterate(&mut self, at: At<'_>) {
        let Some(name) = at.field("variable") else {
            return;
        };
        for value in self.fields(&at.fields("value")) {
            let dangerous = self.target(&value).is_some();
            if dangerous || self.vars.get(name.text()).is_none_or(String::is_empty) {
                self.vars.insert(name.text().into(), value);
            }
        }
    }

    fn function(&mut self, at: At<'_>) {
        if let (Some(name), Some(body)) = (at.field("name"), at.field("body")) {
            if bombs(body, name.text()) {
                let shape = format!("{}(){{ … }}", name.text());
                self.find(
                    Rule::ForkBomb,
                    &[shape],
                    "starts copies of itself without end",
                );
            }
            self.visit(body, &None);
        }
    }

    /// What a statement writes to stdout, if it is a plain echo or printf.
    pub(super) fn printed(&mut self, at: At<'_>) -> Input {
        if at.kind() == "redirected_statement" {
            return self.printed(at.field("body")?);
        }
        if at.kind() != "command" {
            return None;
        }
        let args = self.fields(&at.children());
        let (name, rest) = args.split_first()?;
        let text = rest.join(" ");
        let text = text
            .strip_prefix("-e ")
            .or(text.strip_prefix("-n "))
            .unwrap_or(&text);
        matches!(name.as_str(), "echo" | "printf")
            .then(|| text.replace("\\n", "\n").replace("\\t", "\t"))
    }
}
