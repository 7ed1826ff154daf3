//! What a command finds in its environment.

use std::collections::BTreeMap;
use std::ffi::OsString;

/// What every command gets of the service's own environment; keys of providers are not among it.
const INHERITED: [&str; 5] = ["PATH", "HOME", "LANG", "TZ", "TMPDIR"];
const USUAL_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// The whole environment: the minimal one, what the configuration passes on, and what the call adds.
pub(super) fn environment(
    own: impl Iterator<Item = (OsString, OsString)>,
    passed: &[String],
    session: Option<&str>,
    added: &BTreeMap<String, String>,
) -> BTreeMap<OsString, OsString> {
    let wanted = |name: &OsString| {
        INHERITED.iter().any(|inherited| name == inherited)
            || passed.iter().any(|passed| name == passed.as_str())
    };
    let mut all: BTreeMap<OsString, OsString> = own.filter(|(name, _)| wanted(name)).collect();
    all.entry("PATH".into())
        .or_insert_with(|| USUAL_PATH.into());
    if let Some(session) = session {
        all.insert("AMPLIFIER_SESSION_ID".into(), session.into());
    }
    all.extend(
        added
            .iter()
            .map(|(name, value)| (name.into(), value.into())),
    );
    all
}

/// The first name or value that no environment can hold.
pub(super) fn fault(added: &BTreeMap<String, String>) -> Option<String> {
    let named = |name: &str| {
        let mut letters = name.chars();
        letters
            .next()
            .is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
            && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    };
    added.iter().find_map(|(name, value)| match name {
        name if !named(name) => Some(format!("env: {name:?} is no name of a variable")),
        _ if value.contains('\0') => Some(format!("env: the value of {name} must not contain NUL")),
        _ => None,
    })
}
