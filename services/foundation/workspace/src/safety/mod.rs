//! Whether a shell command may run: read as the shell reads it, not searched for texts.
//!
//! It prevents accidents. It is no sandbox: a program that wants to get around it can.

mod bomb;
mod coarse;
mod paths;
mod rules;
#[cfg(test)]
mod tests;
mod text;
mod tree;
mod unwrap;
mod walk;
mod words;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::Path;
use walk::Checker;

/// What a command did that may not be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Rule {
    /// Of `/` or the home directory, whatever the flags look like.
    RecursiveRemoval,
    /// `sudo`, `su`, `doas`, ….
    Privilege,
    /// `passwd`.
    Password,
    /// `dd` onto a device, or from one that never ends.
    RawDevice,
    /// `mkfs`.
    Format,
    /// Output into `/dev`, except null, stdout, stderr, tty.
    DeviceRedirect,
    /// `chmod 777` or `chown -R` on `/`.
    RootPermissions,
    /// A function that starts copies of itself.
    ForkBomb,
    /// It cannot be read as bash, so it cannot be checked.
    Unreadable,
    /// The lists of the configuration name it.
    Denied,
}

/// Which rules hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Profile {
    /// All rules, whatever is allowed elsewhere.
    #[default]
    Strict,
    /// All rules; `allowed_commands` and `safety_overrides.allow` win over them.
    Standard,
    /// Only the removal of / or the home directory, and fork bombs; the allow lists win over them.
    Permissive,
    /// No rule. `denied_commands` and `safety_overrides.block` still hold.
    Unrestricted,
}

impl Profile {
    fn holds(self, rule: Rule) -> bool {
        match self {
            Self::Strict | Self::Standard => true,
            Self::Permissive => matches!(rule, Rule::RecursiveRemoval | Rule::ForkBomb),
            Self::Unrestricted => false,
        }
    }
}

/// Exceptions, as patterns of simple commands: `git push*`. A pattern also stands for the command with more arguments.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Overrides {
    /// These may run under the profiles standard and permissive.
    pub(crate) allow: Vec<String>,
    /// These may not, whatever else is said.
    pub(crate) block: Vec<String>,
}

/// A simple command that a rule forbids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) rule: Rule,
    /// The command as it was read.
    pub(crate) command: String,
    /// What it would do.
    pub(crate) reason: String,
}

/// Where a command would run.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) cwd: &'a Path,
    pub(crate) home: &'a Path,
}

/// The profile and the lists, ready to judge.
pub(crate) struct Policy {
    profile: Profile,
    allow: GlobSet,
    block: GlobSet,
}

impl Policy {
    /// Fails with the pattern that is none.
    pub(crate) fn new<'a>(
        profile: Profile,
        allow: impl IntoIterator<Item = &'a String>,
        block: impl IntoIterator<Item = &'a String>,
    ) -> Result<Self, String> {
        Ok(Self {
            profile,
            allow: patterns(allow)?,
            block: patterns(block)?,
        })
    }

    /// The first command of a script that may not run. `readable` is bash's own opinion of a script's grammar; it is
    /// asked only about one that the parser here cannot read whole.
    pub(crate) fn judge(
        &self,
        script: &str,
        place: Place<'_>,
        readable: impl Fn(&str) -> Result<(), String>,
    ) -> Result<(), Finding> {
        if self.profile == Profile::Unrestricted && self.block.is_empty() {
            return Ok(());
        }
        let mut seen = Checker::look_at(script, place, false);
        if let Some(part) = seen.ungrammatical.take() {
            match readable(&part) {
                Ok(()) => seen = Checker::look_at(script, place, true),
                Err(said) => seen.unreadable(&part, &said),
            }
        }
        if let Some(command) = seen.commands.iter().find(|text| self.block.is_match(text)) {
            return Err(Finding {
                rule: Rule::Denied,
                command: text::shorten(command),
                reason: "is in denied_commands or safety_overrides.block".into(),
            });
        }
        let forbidden = |finding: &Finding| {
            let allowed = self.profile != Profile::Strict && self.allow.is_match(&finding.command);
            self.profile.holds(finding.rule) && !allowed
        };
        seen.findings
            .into_iter()
            .find(forbidden)
            .map_or(Ok(()), Err)
    }

    /// What would let a finding through.
    pub(crate) fn way_out(&self, finding: &Finding) -> String {
        let allow = "with it in `safety_overrides.allow`";
        match (finding.rule, self.profile) {
            (Rule::Denied, _) => "take it out of that list in the configuration of bash".into(),
            (Rule::Unreadable, _) => {
                "write it so that bash can read it, or put it into a script file and run that"
                    .into()
            }
            (Rule::RecursiveRemoval | Rule::ForkBomb, _) => format!(
                "name what is really to be removed or run; only `safety_profile: unrestricted`, or standard {allow}, lets \
                 it through"
            ),
            _ => format!(
                "let the user run it, or configure bash with `safety_profile: permissive`, or standard {allow}"
            ),
        }
    }
}

fn patterns<'a>(patterns: impl IntoIterator<Item = &'a String>) -> Result<GlobSet, String> {
    let wrong = |pattern: &str, error: &globset::Error| format!("{pattern}: {}", error.kind());
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        for pattern in [pattern.trim().to_string(), format!("{} *", pattern.trim())] {
            let glob = GlobBuilder::new(&pattern).case_insensitive(true).build();
            set.add(glob.map_err(|error| wrong(&pattern, &error))?);
        }
    }
    set.build().map_err(|error| error.to_string())
}
