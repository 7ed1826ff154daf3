//! The answers of an event's handlers, folded into one.

use crate::wire::Object;
use serde_json::{Value, json};

/// What a failure of a handler counts as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnError {
    /// Logged by the caller, and skipped.
    #[default]
    Continue,
    /// A deny with the failure as its reason: gates fail closed.
    Deny,
}

/// What a handler said: a `HookResult` as it stands on the wire, or why there is none.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// The handler's result.
    Result(Object),
    /// It failed, timed out or died.
    Failed(String),
}

/// Whether the chain goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Ask the next handler, with [`Fold::data`].
    GoOn,
    /// Ask nobody else: the result stands.
    Stop,
}

/// Strength ascending; the index is the rank.
const ACTIONS: [&str; 5] = ["continue", "modify", "inject_context", "ask_user", "deny"];
const INJECT: usize = 2;
const ASK: usize = 3;
const DENY: usize = 4;

/// A result that does not fit is no answer: a gate must not open because its words cannot be read (HOK-025).
fn checked(answer: Answer) -> Answer {
    match answer {
        Answer::Result(result) => match misfit(&result) {
            Some(member) => Answer::Failed(format!("its answer does not fit HookResult: {member}")),
            None => Answer::Result(result),
        },
        failed @ Answer::Failed(_) => failed,
    }
}

/// The first member of a result that has the wrong type; null is absent.
fn misfit(result: &Object) -> Option<&'static str> {
    let wrong = |(name, fits): &(&'static str, Fits)| {
        let value = result.get(*name).filter(|value| !value.is_null())?;
        (!fits(value)).then_some(*name)
    };
    MEMBERS.iter().find_map(wrong)
}

type Fits = fn(&Value) -> bool;

const MEMBERS: [(&str, Fits); 15] = [
    ("action", known_action),
    ("data", Value::is_object),
    ("reason", Value::is_string),
    ("context_injection", Value::is_string),
    ("context_injection_role", |value| one_of(value, &ROLES)),
    ("ephemeral", Value::is_boolean),
    ("append_to_last_tool_result", Value::is_boolean),
    ("approval_prompt", Value::is_string),
    ("approval_options", texts),
    ("approval_timeout", |value| {
        value.as_f64().is_some_and(|seconds| seconds >= 0.0)
    }),
    ("approval_default", |value| {
        one_of(value, &["allow", "deny"])
    }),
    ("suppress_output", Value::is_boolean),
    ("user_message", Value::is_string),
    ("user_message_level", |value| one_of(value, &LEVELS)),
    ("user_message_source", Value::is_string),
];

/// Older services write actions in upper case.
fn known_action(value: &Value) -> bool {
    let known = |name: &str| ACTIONS.contains(&name.to_ascii_lowercase().as_str());
    value.as_str().is_some_and(known)
}

fn one_of(value: &Value, names: &[&str]) -> bool {
    value.as_str().is_some_and(|name| names.contains(&name))
}

fn texts(value: &Value) -> bool {
    let all = |items: &Vec<Value>| items.iter().all(Value::is_string);
    value.as_array().is_some_and(all)
}

const ROLES: [&str; 3] = ["system", "user", "assistant"];
const LEVELS: [&str; 3] = ["info", "warning", "error"];
const INJECTION_STYLE: [&str; 3] = [
    "context_injection_role",
    "ephemeral",
    "append_to_last_tool_result",
];
const APPROVAL: [&str; 4] = [
    "approval_prompt",
    "approval_options",
    "approval_timeout",
    "approval_default",
];

/// The fold of one event, fed one answer after the other.
#[derive(Clone, Debug)]
pub struct Fold {
    data: Object,
    open: Option<Vec<String>>,
    strongest: usize,
    patch: Object,
    reason: Option<Value>,
    injection: Option<(Vec<String>, Object)>,
    approval: Option<Object>,
    suppress: bool,
    messages: Vec<String>,
    level: Option<usize>,
    source: Option<Value>,
}

impl Fold {
    /// `open`: the members of `data` that a handler may touch; `None` opens all.
    pub fn new(data: Object, open: Option<Vec<String>>) -> Self {
        Self {
            data,
            open,
            strongest: 0,
            patch: Object::new(),
            reason: None,
            injection: None,
            approval: None,
            suppress: false,
            messages: Vec::new(),
            level: None,
            source: None,
        }
    }

    /// The data as patched so far: what the next handler sees.
    pub fn data(&self) -> &Object {
        &self.data
    }

    /// Takes the next handler's answer.
    pub fn take(&mut self, answer: Answer, on_error: OnError) -> Step {
        match (checked(answer), on_error) {
            (Answer::Result(result), _) => self.merge(&result),
            (Answer::Failed(_), OnError::Continue) => Step::GoOn,
            (Answer::Failed(why), OnError::Deny) => {
                let deny = json!({"action": "deny", "reason": why});
                self.merge(deny.as_object().unwrap_or(&Object::new()))
            }
        }
    }

    /// The folded `HookResult`; members that nobody set are absent, so that folds compose.
    pub fn finish(self) -> Object {
        let mut result = Object::new();
        result.insert("action".into(), ACTIONS[self.strongest].into());
        if !self.patch.is_empty() {
            result.insert("data".into(), Value::Object(self.patch));
        }
        if let Some(reason) = self.reason {
            result.insert("reason".into(), reason);
        }
        if self.strongest != DENY {
            if let Some((texts, style)) = self.injection {
                result.insert("context_injection".into(), texts.join("\n\n").into());
                result.extend(style);
            }
            result.extend(self.approval.unwrap_or_default());
        }
        if self.suppress {
            result.insert("suppress_output".into(), true.into());
        }
        if !self.messages.is_empty() {
            result.insert("user_message".into(), self.messages.join("\n").into());
            if let Some(level) = self.level {
                result.insert("user_message_level".into(), LEVELS[level].into());
            }
            if let Some(source) = self.source {
                result.insert("user_message_source".into(), source);
            }
        }
        result
    }

    fn merge(&mut self, result: &Object) -> Step {
        let rank = rank(result);
        if rank > self.strongest {
            self.strongest = rank;
            self.reason = None;
        }
        if rank == self.strongest && self.reason.is_none() {
            self.reason = text(result, "reason").map(Value::from);
        }
        self.note(result);
        if rank == DENY {
            return Step::Stop;
        }
        self.patch(result);
        self.inject(result, rank);
        if rank == ASK && self.approval.is_none() {
            self.approval = Some(pick(result, &APPROVAL));
        }
        Step::GoOn
    }

    fn patch(&mut self, result: &Object) {
        let Some(Value::Object(patch)) = result.get("data") else {
            return;
        };
        for (name, value) in patch {
            if self.open.as_ref().is_none_or(|open| open.contains(name)) {
                self.data.insert(name.clone(), value.clone());
                self.patch.insert(name.clone(), value.clone());
            }
        }
    }

    /// An `ask_user` that is itself a fold may carry the injection of a weaker handler: it counts too.
    fn inject(&mut self, result: &Object, rank: usize) {
        let Some(injected) = text(result, "context_injection").filter(|_| rank >= INJECT) else {
            return;
        };
        let style = || pick(result, &INJECTION_STYLE);
        self.injection
            .get_or_insert_with(|| (Vec::new(), style()))
            .0
            .push(injected.into());
    }

    fn note(&mut self, result: &Object) {
        self.suppress |= result.get("suppress_output") == Some(&Value::Bool(true));
        let Some(message) = text(result, "user_message") else {
            return;
        };
        self.messages.push(message.into());
        let level = text(result, "user_message_level")
            .and_then(|name| LEVELS.iter().position(|l| *l == name));
        self.level = self.level.max(level);
        if self.source.is_none() {
            self.source = text(result, "user_message_source").map(Value::from);
        }
    }
}

/// Folds answers that are all there already; answers after a deny are not looked at.
pub fn fold(
    data: Object,
    open: Option<Vec<String>>,
    answers: impl IntoIterator<Item = (Answer, OnError)>,
) -> Object {
    let mut fold = Fold::new(data, open);
    for (answer, on_error) in answers {
        if fold.take(answer, on_error) == Step::Stop {
            break;
        }
    }
    fold.finish()
}

/// The action's rank. Older services write it in upper case; an unknown or absent one is `continue`.
fn rank(result: &Object) -> usize {
    let action = text(result, "action").unwrap_or_default();
    ACTIONS
        .iter()
        .position(|known| known.eq_ignore_ascii_case(action))
        .unwrap_or(0)
}

fn text<'a>(result: &'a Object, member: &str) -> Option<&'a str> {
    result.get(member)?.as_str()
}

fn pick(result: &Object, members: &[&str]) -> Object {
    let given = |name: &&str| {
        result
            .get(*name)
            .filter(|v| !v.is_null())
            .map(|v| ((*name).to_string(), v.clone()))
    };
    members.iter().filter_map(given).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// HOK-025: a gate must not open because its words cannot be read.
    #[test]
    fn an_answer_that_does_not_fit_is_a_failure() {
        for answer in [
            json!({"action": "explode"}),
            json!({"action": 5}),
            json!({"action": "deny", "data": []}),
            json!({"reason": 1}),
            json!({"context_injection_role": "tool"}),
            json!({"ephemeral": "yes"}),
            json!({"append_to_last_tool_result": 1}),
            json!({"approval_options": "yes"}),
            json!({"approval_options": ["yes", 1]}),
            json!({"approval_timeout": "long"}),
            json!({"approval_timeout": -1}),
            json!({"approval_default": "maybe"}),
            json!({"suppress_output": "yes"}),
            json!({"user_message_level": "debug"}),
            json!({"user_message_source": {}}),
        ] {
            let told = Answer::Result(answer.as_object().unwrap().clone());
            let mut skipped = Fold::new(Object::new(), None);
            assert_eq!(skipped.take(told.clone(), OnError::Continue), Step::GoOn);
            assert_eq!(
                Value::Object(skipped.finish()),
                json!({"action": "continue"})
            );
            let mut gate = Fold::new(Object::new(), None);
            assert_eq!(gate.take(told, OnError::Deny), Step::Stop);
            let denied = gate.finish();
            assert_eq!(denied["action"], "deny");
            assert!(
                denied["reason"]
                    .as_str()
                    .unwrap()
                    .contains("does not fit HookResult")
            );
        }
    }

    /// Each member of `HookResult` is looked at: the schema is the authority on which there are.
    #[test]
    fn the_members_are_those_of_the_schema() {
        let bundle = include_str!("../generated/bundle.json");
        let schema: Value = serde_json::from_str(bundle).unwrap();
        let known = schema["$defs"]["HookResult"]["properties"].as_object();
        let checked: Vec<&str> = MEMBERS.iter().map(|(name, _)| *name).collect();
        assert_eq!(known.unwrap().keys().collect::<Vec<_>>(), checked);
        let nulls = checked.iter().map(|name| ((*name).to_owned(), Value::Null));
        assert_eq!(misfit(&nulls.collect()), None);
    }
}
