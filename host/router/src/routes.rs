//! The routing table and the settings of a mounted service, as the control plane pushes them down.

use crate::ids::ConnId;
use crate::methods::Grants;
use amplifier_ipc::hooks::{OnError, Subscribed, matches};
use serde::{Deserialize, Deserializer};
use std::collections::{BTreeMap, HashSet};

/// Name → connection.
pub type Names = BTreeMap<String, ConnId>;

/// Who has what. Replaced as a whole.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct Routes {
    /// Tools by name.
    pub tools: Names,
    /// Providers by name.
    pub providers: Names,
    /// The provider of requests that name none.
    pub default_provider: Option<String>,
    /// The context manager.
    pub context: Option<ConnId>,
    /// The orchestrator.
    pub orchestrator: Option<ConnId>,
    /// The approval provider.
    pub approval: Option<ConnId>,
    /// Exported capabilities by name.
    pub capabilities: Names,
    /// Content services by name.
    pub content: Names,
    /// Handlers in the order of definition, then describe.
    pub hooks: Vec<Handler>,
    /// Methods that the control plane serves. Empty: all that the protocol has.
    pub host_methods: HashSet<String>,
}

/// One hook handler.
#[derive(Debug, Clone, Deserialize)]
pub struct Handler {
    /// Where it lives.
    pub connection: ConnId,
    /// Its service, for messages to people.
    #[serde(default)]
    pub service: String,
    /// Its name, sent along as `hook`.
    pub name: String,
    /// Patterns: an event, `*` or `prefix:*`.
    pub events: Vec<String>,
    /// Ascending order of asking.
    #[serde(default = "default_priority")]
    pub priority: i64,
    /// How long it may take, ms.
    #[serde(default = "default_timeout")]
    pub timeout_ms: u64,
    /// What its failure counts as.
    #[serde(default, deserialize_with = "on_error")]
    pub on_error: OnError,
}

const fn default_priority() -> i64 {
    100
}

const fn default_timeout() -> u64 {
    10_000
}

fn on_error<'de, D: Deserializer<'de>>(from: D) -> Result<OnError, D::Error> {
    let name = Option::<String>::deserialize(from)?;
    match name.as_deref() {
        None | Some("continue") => Ok(OnError::Continue),
        Some("deny") => Ok(OnError::Deny),
        Some(other) => Err(serde::de::Error::custom(format!(
            "on_error is \"continue\" or \"deny\", not \"{other}\""
        ))),
    }
}

impl<'de> Deserialize<'de> for ConnId {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        u32::deserialize(from).map(Self)
    }
}

impl Subscribed for Handler {
    fn wants(&self, event: &str) -> bool {
        self.events.iter().any(|pattern| matches(pattern, event))
    }

    fn priority(&self) -> i64 {
        self.priority
    }
}

/// What a mounted service may do, and what it can take.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Its rights.
    pub grants: Grants,
    /// The longest line that it reads, bytes before the LF.
    pub max_message_bytes: usize,
    /// Requests that it works on at a time.
    pub max_concurrency: usize,
    /// It is not ready: what others ask of it waits until it is mounted without this.
    pub held: bool,
}

/// The limits of a service that announced none, without rights.
impl Default for Settings {
    fn default() -> Self {
        Self {
            grants: Grants::default(),
            max_message_bytes: 64 << 20,
            max_concurrency: 64,
            held: false,
        }
    }
}

impl Settings {
    /// Reads `{role?, grants?, max_message_bytes?, max_concurrency?, held?}`.
    ///
    /// # Errors
    /// What is wrong with the JSON.
    pub fn from_json(text: &[u8]) -> Result<Self, serde_json::Error> {
        #[derive(Deserialize)]
        struct Given {
            role: Option<String>,
            #[serde(default)]
            grants: Vec<String>,
            max_message_bytes: Option<usize>,
            max_concurrency: Option<usize>,
            #[serde(default)]
            held: bool,
        }
        let given: Given = serde_json::from_slice(text)?;
        let least = Self::default();
        let is_orchestrator = given.role.as_deref() == Some("orchestrator");
        Ok(Self {
            grants: if is_orchestrator {
                Grants::all()
            } else {
                Grants::of(&given.grants)
            },
            max_message_bytes: given.max_message_bytes.unwrap_or(least.max_message_bytes),
            max_concurrency: given
                .max_concurrency
                .unwrap_or(least.max_concurrency)
                .max(1),
            held: given.held,
        })
    }
}

/// The known name nearest to a wrong one, if it is near enough to be what was meant.
pub fn nearest<'a>(wrong: &str, known: impl Iterator<Item = &'a String>) -> Option<&'a str> {
    let limit = (wrong.chars().count() / 3).clamp(1, 3);
    known
        .map(|name| (distance(wrong, name, limit), name))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, name)| name.as_str())
}

/// Edits between two names (Levenshtein); anything over `limit` may come out as `limit + 1`.
fn distance(left: &str, right: &str, limit: usize) -> usize {
    let right: Vec<char> = right.to_lowercase().chars().collect();
    let left: Vec<char> = left
        .to_lowercase()
        .chars()
        .take(right.len() + limit + 1)
        .collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (line, a) in left.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], line + 1);
        for (column, b) in right.iter().enumerate() {
            let cost = diagonal + usize::from(a != b);
            diagonal = row[column + 1];
            row[column + 1] = cost.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_name_is_offered_and_a_far_one_is_not() {
        let known: Vec<String> = ["read_file", "write_file", "glob", "grep"]
            .map(str::to_owned)
            .into();
        assert_eq!(nearest("read_fil", known.iter()), Some("read_file"));
        assert_eq!(nearest("Read_File", known.iter()), Some("read_file"));
        assert_eq!(nearest("gerp", known.iter()), None);
        assert_eq!(nearest("grap", known.iter()), Some("grep"));
        assert_eq!(nearest("bash", known.iter()), None);
        assert_eq!(nearest("", known.iter()), None);
    }

    #[test]
    fn settings_and_routes_read_from_json() {
        let settings =
            Settings::from_json(br#"{"grants":["tool.execute"],"max_concurrency":0,"extra":1}"#)
                .unwrap();
        assert_eq!(settings.max_concurrency, 1);
        assert_eq!(settings.max_message_bytes, 64 << 20);
        let all = Settings::from_json(br#"{"role":"orchestrator","grants":[]}"#).unwrap();
        assert_eq!(all.grants, Grants::all());
        let routes: Routes = serde_json::from_str(
            r#"{"tools":{"a":3},"context":4,"hooks":[{"connection":5,"service":"s","name":"g","events":["tool:*"],"on_error":"deny"}]}"#,
        )
        .unwrap();
        assert_eq!(routes.tools["a"], ConnId(3));
        assert!(routes.hooks[0].wants("tool:pre") && !routes.hooks[0].wants("tools"));
        assert_eq!(
            (routes.hooks[0].priority, routes.hooks[0].timeout_ms),
            (100, 10_000)
        );
        assert!(
            serde_json::from_str::<Routes>(
                r#"{"hooks":[{"connection":1,"name":"x","events":[],"on_error":"stop"}]}"#
            )
            .is_err()
        );
    }
}
