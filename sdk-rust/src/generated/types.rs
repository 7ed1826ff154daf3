// Code generated from schemas/ by "make generate"; DO NOT EDIT.

//! The models of the protocol and the params and results of its methods.
//!
//! Optional members are `Option`s; null and absent are the same. Members that this version does not
//! know are kept in `extra`.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// A free JSON object.
pub type JsonObject = serde_json::Map<String, Value>;

/// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct Meta {
    /// W3C trace context: version, trace id, parent id, flags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traceparent: Option<String>,
    /// W3C trace state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracestate: Option<String>,
    /// W3C baggage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baggage: Option<String>,
    /// Time left for the answer in milliseconds; the clock starts when the line has been read; zero or less has expired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline_ms: Option<i64>,
    /// The session that the call belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of that session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_session_id: Option<String>,
    /// The turn that the call belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turn_id: Option<String>,
    /// How many calls lie above this one; each caller raises it by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depth: Option<u64>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// The id of a request: chosen by the caller, echoed exactly.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum RequestId {
    /// As `String`.
    String(String),
    /// As `i64`.
    Integer(i64),
}

impl From<String> for RequestId {
    fn from(value: String) -> Self {
        Self::String(value)
    }
}

impl From<&str> for RequestId {
    fn from(value: &str) -> Self {
        Self::String(value.to_owned())
    }
}

impl From<i64> for RequestId {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

/// The id of a response: that of the request, or null when it could not be read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ResponseId {
    /// As `String`.
    String(String),
    /// As `i64`.
    Integer(i64),
    /// Null.
    Null,
}

impl From<String> for ResponseId {
    fn from(value: String) -> Self {
        Self::String(value)
    }
}

impl From<&str> for ResponseId {
    fn from(value: &str) -> Self {
        Self::String(value.to_owned())
    }
}

impl From<i64> for ResponseId {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

/// What one side can take. Absent members mean the defaults: 64 `MiB` and 64.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct Limits {
    /// The largest line that this side reads, in bytes before the LF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_message_bytes: Option<u64>,
    /// How many requests this side handles at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_concurrency: Option<u64>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl Limits {
    /// `max_message_bytes`, or `67108864` when it is absent.
    pub fn max_message_bytes_or_default(&self) -> u64 {
        self.max_message_bytes.unwrap_or(67_108_864)
    }

    /// `max_concurrency`, or `64` when it is absent.
    pub fn max_concurrency_or_default(&self) -> u64 {
        self.max_concurrency.unwrap_or(64)
    }
}

/// A program and its version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct Implementation {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl Implementation {
    /// Makes one of the members that it must have.
    pub fn new(name: impl Into<String>, version: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            version: version.into(),
            extra: JsonObject::new(),
        }
    }
}

/// The result of a method that has nothing to tell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct EmptyResult {
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// How loud a message to the user is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
pub enum MessageLevel {
    /// `info`.
    #[default]
    #[serde(rename = "info")]
    Info,
    /// `warning`.
    #[serde(rename = "warning")]
    Warning,
    /// `error`.
    #[serde(rename = "error")]
    Error,
}

impl MessageLevel {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl std::fmt::Display for MessageLevel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a hook wants to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
pub enum HookAction {
    /// `continue`.
    #[default]
    #[serde(rename = "continue")]
    Continue,
    /// `deny`.
    #[serde(rename = "deny")]
    Deny,
    /// `modify`.
    #[serde(rename = "modify")]
    Modify,
    /// `inject_context`.
    #[serde(rename = "inject_context")]
    InjectContext,
    /// `ask_user`.
    #[serde(rename = "ask_user")]
    AskUser,
}

impl HookAction {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Continue => "continue",
            Self::Deny => "deny",
            Self::Modify => "modify",
            Self::InjectContext => "inject_context",
            Self::AskUser => "ask_user",
        }
    }
}

impl std::fmt::Display for HookAction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The role under which a text is put into the conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
pub enum InjectionRole {
    /// `system`.
    #[default]
    #[serde(rename = "system")]
    System,
    /// `user`.
    #[serde(rename = "user")]
    User,
    /// `assistant`.
    #[serde(rename = "assistant")]
    Assistant,
}

impl InjectionRole {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::System => "system",
            Self::User => "user",
            Self::Assistant => "assistant",
        }
    }
}

impl std::fmt::Display for InjectionRole {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What happens when nobody answers in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
pub enum ApprovalDefault {
    /// `allow`.
    #[serde(rename = "allow")]
    Allow,
    /// `deny`.
    #[default]
    #[serde(rename = "deny")]
    Deny,
}

impl ApprovalDefault {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
        }
    }
}

impl std::fmt::Display for ApprovalDefault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a failing handler counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
pub enum OnError {
    /// `continue`.
    #[default]
    #[serde(rename = "continue")]
    Continue,
    /// `deny`.
    #[serde(rename = "deny")]
    Deny,
}

impl OnError {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Continue => "continue",
            Self::Deny => "deny",
        }
    }
}

impl std::fmt::Display for OnError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The answer of a hook, or of the fold over several.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct HookResult {
    /// What a hook wants to happen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<HookAction>,
    /// A patch of top-level members of the event's data, applied whatever the action (but deny).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<JsonObject>,
    /// Why, for the model and the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The text to put into the conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_injection: Option<String>,
    /// The role under which a text is put into the conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_injection_role: Option<InjectionRole>,
    /// Whether that text is for the next request only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ephemeral: Option<bool>,
    /// Whether that text is joined to the last tool result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub append_to_last_tool_result: Option<bool>,
    /// The question to the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval_prompt: Option<String>,
    /// The answers offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval_options: Option<Vec<String>>,
    /// Seconds to wait for the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval_timeout: Option<f64>,
    /// What happens when nobody answers in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval_default: Option<ApprovalDefault>,
    /// Whether the output of what was hooked is hidden from the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suppress_output: Option<bool>,
    /// A message to the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_message: Option<String>,
    /// How loud a message to the user is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_message_level: Option<MessageLevel>,
    /// Who says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_message_source: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl HookResult {
    /// `action`, or `"continue"` when it is absent.
    pub fn action_or_default(&self) -> HookAction {
        self.action.unwrap_or_default()
    }

    /// `context_injection_role`, or `"system"` when it is absent.
    pub fn context_injection_role_or_default(&self) -> InjectionRole {
        self.context_injection_role.unwrap_or_default()
    }

    /// `ephemeral`, or `false` when it is absent.
    pub fn ephemeral_or_default(&self) -> bool {
        self.ephemeral.unwrap_or(false)
    }

    /// `append_to_last_tool_result`, or `false` when it is absent.
    pub fn append_to_last_tool_result_or_default(&self) -> bool {
        self.append_to_last_tool_result.unwrap_or(false)
    }

    /// `approval_timeout`, or `300` when it is absent.
    pub fn approval_timeout_or_default(&self) -> f64 {
        self.approval_timeout.unwrap_or(300.0)
    }

    /// `approval_default`, or `"deny"` when it is absent.
    pub fn approval_default_or_default(&self) -> ApprovalDefault {
        self.approval_default.unwrap_or_default()
    }

    /// `suppress_output`, or `false` when it is absent.
    pub fn suppress_output_or_default(&self) -> bool {
        self.suppress_output.unwrap_or(false)
    }

    /// `user_message_level`, or `"info"` when it is absent.
    pub fn user_message_level_or_default(&self) -> MessageLevel {
        self.user_message_level.unwrap_or_default()
    }
}

/// Params of `hook.emit` and `request.hook_emit`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct HookEmitParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The event.
    pub event: String,
    /// The handler; absent = all handlers of the service, folded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hook: Option<String>,
    /// The data of the event.
    pub data: JsonObject,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl HookEmitParams {
    /// Makes one of the members that it must have.
    pub fn new(event: impl Into<String>, data: JsonObject) -> Self {
        Self {
            meta: None,
            event: event.into(),
            hook: None,
            data,
            extra: JsonObject::new(),
        }
    }
}

/// A hook as describe announces it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct HookSpec {
    /// Its name.
    pub name: String,
    /// The events: exact names, `*`, or `prefix:*`.
    pub events: Vec<String>,
    /// Lower runs earlier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<i64>,
    /// Milliseconds that it may take.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
    /// What a failing handler counts as.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_error: Option<OnError>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl HookSpec {
    /// Makes one of the members that it must have.
    pub fn new(name: impl Into<String>, events: Vec<String>) -> Self {
        Self {
            name: name.into(),
            events,
            priority: None,
            timeout_ms: None,
            on_error: None,
            extra: JsonObject::new(),
        }
    }

    /// `priority`, or `100` when it is absent.
    pub fn priority_or_default(&self) -> i64 {
        self.priority.unwrap_or(100)
    }

    /// `timeout_ms`, or `10000` when it is absent.
    pub fn timeout_ms_or_default(&self) -> u64 {
        self.timeout_ms.unwrap_or(10_000)
    }

    /// `on_error`, or `"continue"` when it is absent.
    pub fn on_error_or_default(&self) -> OnError {
        self.on_error.unwrap_or_default()
    }
}

/// How bad it could get.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RiskLevel {
    /// `low`.
    #[serde(rename = "low")]
    Low,
    /// `medium`.
    #[serde(rename = "medium")]
    Medium,
    /// `high`.
    #[serde(rename = "high")]
    High,
    /// `critical`.
    #[serde(rename = "critical")]
    Critical,
}

impl RiskLevel {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl std::fmt::Display for RiskLevel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A question to the user, or to who decides for them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ApprovalRequest {
    /// The tool that wants to act.
    pub tool_name: String,
    /// What it wants to do, for the user.
    pub action: String,
    /// More about it.
    pub details: JsonObject,
    /// How bad it could get.
    pub risk_level: RiskLevel,
    /// The question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// The answers offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Vec<String>>,
    /// Seconds to wait for the answer; absent = wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<f64>,
    /// What happens when nobody answers in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<ApprovalDefault>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ApprovalRequest {
    /// Makes one of the members that it must have.
    pub fn new(
        tool_name: impl Into<String>,
        action: impl Into<String>,
        details: JsonObject,
        risk_level: RiskLevel,
    ) -> Self {
        Self {
            tool_name: tool_name.into(),
            action: action.into(),
            details,
            risk_level,
            prompt: None,
            options: None,
            timeout: None,
            default: None,
            extra: JsonObject::new(),
        }
    }

    /// `default`, or `"deny"` when it is absent.
    pub fn default_or_default(&self) -> ApprovalDefault {
        self.default.unwrap_or_default()
    }
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ApprovalResult {
    /// Whether it may happen.
    pub approved: bool,
    /// The option that was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether the answer holds for like questions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remember: Option<bool>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ApprovalResult {
    /// Makes one of the members that it must have.
    pub fn new(approved: bool) -> Self {
        Self {
            approved,
            option: None,
            reason: None,
            remember: None,
            extra: JsonObject::new(),
        }
    }

    /// `remember`, or `false` when it is absent.
    pub fn remember_or_default(&self) -> bool {
        self.remember.unwrap_or(false)
    }
}

/// Params of `approval.request` and `request.approval`: an `ApprovalRequest` and who is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ApprovalRequestParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The approval provider; absent = the default one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// The tool that wants to act.
    pub tool_name: String,
    /// What it wants to do, for the user.
    pub action: String,
    /// More about it.
    pub details: JsonObject,
    /// How bad it could get.
    pub risk_level: RiskLevel,
    /// The question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// The answers offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Vec<String>>,
    /// Seconds to wait for the answer; absent = wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<f64>,
    /// What happens when nobody answers in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<ApprovalDefault>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ApprovalRequestParams {
    /// Makes one of the members that it must have.
    pub fn new(
        tool_name: impl Into<String>,
        action: impl Into<String>,
        details: JsonObject,
        risk_level: RiskLevel,
    ) -> Self {
        Self {
            meta: None,
            provider: None,
            tool_name: tool_name.into(),
            action: action.into(),
            details,
            risk_level,
            prompt: None,
            options: None,
            timeout: None,
            default: None,
            extra: JsonObject::new(),
        }
    }

    /// `default`, or `"deny"` when it is absent.
    pub fn default_or_default(&self) -> ApprovalDefault {
        self.default.unwrap_or_default()
    }
}

/// Who a block is meant for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Visibility {
    /// `internal`.
    #[serde(rename = "internal")]
    Internal,
    /// `developer`.
    #[serde(rename = "developer")]
    Developer,
    /// `user`.
    #[serde(rename = "user")]
    User,
    /// A value that this version does not know.
    #[serde(untagged)]
    Other(String),
}

impl Visibility {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Internal => "internal",
            Self::Developer => "developer",
            Self::User => "user",
            Self::Other(value) => value,
        }
    }
}

impl std::fmt::Display for Visibility {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<&str> for Visibility {
    fn from(value: &str) -> Self {
        match value {
            "internal" => Self::Internal,
            "developer" => Self::Developer,
            "user" => Self::User,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// Plain text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct TextBlock {
    /// Always `text`.
    #[serde(rename = "type")]
    pub type_: TextBlockTag,
    /// The text.
    pub text: String,
    /// Who a block is meant for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// The tag of [`TextBlock`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TextBlockTag {
    /// `text`.
    #[default]
    #[serde(rename = "text")]
    Text,
}

impl TextBlock {
    /// Makes one of the members that it must have.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            type_: TextBlockTag::default(),
            text: text.into(),
            visibility: None,
            extra: JsonObject::new(),
        }
    }
}

/// What the model thought, as far as its vendor shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ThinkingBlock {
    /// Always `thinking`.
    #[serde(rename = "type")]
    pub type_: ThinkingBlockTag,
    /// The thoughts.
    pub thinking: String,
    /// The vendor's signature over them; needed to send the block back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    /// Who a block is meant for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// The tag of [`ThinkingBlock`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ThinkingBlockTag {
    /// `thinking`.
    #[default]
    #[serde(rename = "thinking")]
    Thinking,
}

impl ThinkingBlock {
    /// Makes one of the members that it must have.
    pub fn new(thinking: impl Into<String>) -> Self {
        Self {
            type_: ThinkingBlockTag::default(),
            thinking: thinking.into(),
            signature: None,
            visibility: None,
            extra: JsonObject::new(),
        }
    }
}

/// Thoughts that the vendor shows only encrypted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct RedactedThinkingBlock {
    /// Always `redacted_thinking`.
    #[serde(rename = "type")]
    pub type_: RedactedThinkingBlockTag,
    /// The opaque data to send back.
    pub data: String,
    /// Who a block is meant for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// The tag of [`RedactedThinkingBlock`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum RedactedThinkingBlockTag {
    /// `redacted_thinking`.
    #[default]
    #[serde(rename = "redacted_thinking")]
    RedactedThinking,
}

impl RedactedThinkingBlock {
    /// Makes one of the members that it must have.
    pub fn new(data: impl Into<String>) -> Self {
        Self {
            type_: RedactedThinkingBlockTag::default(),
            data: data.into(),
            visibility: None,
            extra: JsonObject::new(),
        }
    }
}

/// The model wants a tool to be called.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ToolCallBlock {
    /// Always `tool_call`.
    #[serde(rename = "type")]
    pub type_: ToolCallBlockTag,
    /// The id of this call; the tool result refers to it.
    pub id: String,
    /// The tool.
    pub name: String,
    /// The arguments.
    pub input: JsonObject,
    /// Who a block is meant for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// The tag of [`ToolCallBlock`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ToolCallBlockTag {
    /// `tool_call`.
    #[default]
    #[serde(rename = "tool_call")]
    ToolCall,
}

impl ToolCallBlock {
    /// Makes one of the members that it must have.
    pub fn new(id: impl Into<String>, name: impl Into<String>, input: JsonObject) -> Self {
        Self {
            type_: ToolCallBlockTag::default(),
            id: id.into(),
            name: name.into(),
            input,
            visibility: None,
            extra: JsonObject::new(),
        }
    }
}

/// What a tool call gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ToolResultBlock {
    /// Always `tool_result`.
    #[serde(rename = "type")]
    pub type_: ToolResultBlockTag,
    /// The call that this answers.
    pub tool_call_id: String,
    /// What the tool returned: any JSON value.
    pub output: Value,
    /// Whether the tool failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_error: Option<bool>,
    /// Who a block is meant for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// The tag of [`ToolResultBlock`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ToolResultBlockTag {
    /// `tool_result`.
    #[default]
    #[serde(rename = "tool_result")]
    ToolResult,
}

impl ToolResultBlock {
    /// Makes one of the members that it must have.
    pub fn new(tool_call_id: impl Into<String>, output: impl Into<Value>) -> Self {
        Self {
            type_: ToolResultBlockTag::default(),
            tool_call_id: tool_call_id.into(),
            output: output.into(),
            is_error: None,
            visibility: None,
            extra: JsonObject::new(),
        }
    }
}

/// Where the bytes of an image are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ImageSourceType {
    /// `base64`.
    #[serde(rename = "base64")]
    Base64,
    /// `url`.
    #[serde(rename = "url")]
    Url,
}

impl ImageSourceType {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Base64 => "base64",
            Self::Url => "url",
        }
    }
}

impl std::fmt::Display for ImageSourceType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The bytes of an image, or where they lie.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImageSource {
    /// Where the bytes of an image are.
    #[serde(rename = "type")]
    pub type_: ImageSourceType,
    /// The media type, for example `image/png`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// The bytes in base64, for type `base64`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
    /// The address, for type `url`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ImageSource {
    /// Makes one of the members that it must have.
    pub fn new(type_: ImageSourceType) -> Self {
        Self {
            type_,
            media_type: None,
            data: None,
            url: None,
            extra: JsonObject::new(),
        }
    }
}

/// An image.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImageBlock {
    /// Always `image`.
    #[serde(rename = "type")]
    pub type_: ImageBlockTag,
    /// The bytes of an image, or where they lie.
    pub source: ImageSource,
    /// Who a block is meant for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// The tag of [`ImageBlock`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImageBlockTag {
    /// `image`.
    #[default]
    #[serde(rename = "image")]
    Image,
}

impl ImageBlock {
    /// Makes one of the members that it must have.
    pub fn new(source: ImageSource) -> Self {
        Self {
            type_: ImageBlockTag::default(),
            source,
            visibility: None,
            extra: JsonObject::new(),
        }
    }
}

/// Reasoning items of a model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ReasoningBlock {
    /// Always `reasoning`.
    #[serde(rename = "type")]
    pub type_: ReasoningBlockTag,
    /// The reasoning items as the vendor gave them.
    pub content: Vec<Value>,
    /// The summary items as the vendor gave them.
    pub summary: Vec<Value>,
    /// Who a block is meant for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// The tag of [`ReasoningBlock`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReasoningBlockTag {
    /// `reasoning`.
    #[default]
    #[serde(rename = "reasoning")]
    Reasoning,
}

impl ReasoningBlock {
    /// Makes one of the members that it must have.
    pub fn new(content: Vec<Value>, summary: Vec<Value>) -> Self {
        Self {
            type_: ReasoningBlockTag::default(),
            content,
            summary,
            visibility: None,
            extra: JsonObject::new(),
        }
    }
}

/// A block of a type that this version does not know; kept as it came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct UnknownBlock {
    /// The unknown type.
    #[serde(rename = "type")]
    pub type_: String,
    /// Who a block is meant for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl UnknownBlock {
    /// Makes one of the members that it must have.
    pub fn new(type_: impl Into<String>) -> Self {
        Self {
            type_: type_.into(),
            visibility: None,
            extra: JsonObject::new(),
        }
    }
}

/// One block of a message. A block with an unknown type is kept as it came; a known type with wrong members is an error.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum ContentBlock {
    /// Plain text.
    Text(TextBlock),
    /// What the model thought, as far as its vendor shows it.
    Thinking(ThinkingBlock),
    /// Thoughts that the vendor shows only encrypted.
    RedactedThinking(RedactedThinkingBlock),
    /// The model wants a tool to be called.
    ToolCall(ToolCallBlock),
    /// What a tool call gave.
    ToolResult(ToolResultBlock),
    /// An image.
    Image(ImageBlock),
    /// Reasoning items of a model.
    Reasoning(ReasoningBlock),
    /// A block of a type that this version does not know; kept as it came.
    Unknown(UnknownBlock),
}

impl<'de> Deserialize<'de> for ContentBlock {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let value = Value::deserialize(deserializer)?;
        match value.get("type").and_then(Value::as_str) {
            Some("text") => serde_json::from_value(value).map(Self::Text),
            Some("thinking") => serde_json::from_value(value).map(Self::Thinking),
            Some("redacted_thinking") => serde_json::from_value(value).map(Self::RedactedThinking),
            Some("tool_call") => serde_json::from_value(value).map(Self::ToolCall),
            Some("tool_result") => serde_json::from_value(value).map(Self::ToolResult),
            Some("image") => serde_json::from_value(value).map(Self::Image),
            Some("reasoning") => serde_json::from_value(value).map(Self::Reasoning),
            _ => serde_json::from_value(value).map(Self::Unknown),
        }
        .map_err(D::Error::custom)
    }
}

impl From<TextBlock> for ContentBlock {
    fn from(value: TextBlock) -> Self {
        Self::Text(value)
    }
}

impl From<ThinkingBlock> for ContentBlock {
    fn from(value: ThinkingBlock) -> Self {
        Self::Thinking(value)
    }
}

impl From<RedactedThinkingBlock> for ContentBlock {
    fn from(value: RedactedThinkingBlock) -> Self {
        Self::RedactedThinking(value)
    }
}

impl From<ToolCallBlock> for ContentBlock {
    fn from(value: ToolCallBlock) -> Self {
        Self::ToolCall(value)
    }
}

impl From<ToolResultBlock> for ContentBlock {
    fn from(value: ToolResultBlock) -> Self {
        Self::ToolResult(value)
    }
}

impl From<ImageBlock> for ContentBlock {
    fn from(value: ImageBlock) -> Self {
        Self::Image(value)
    }
}

impl From<ReasoningBlock> for ContentBlock {
    fn from(value: ReasoningBlock) -> Self {
        Self::Reasoning(value)
    }
}

impl From<UnknownBlock> for ContentBlock {
    fn from(value: UnknownBlock) -> Self {
        Self::Unknown(value)
    }
}

/// Params of `content.read`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ContentReadParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The path: relative, `/` between the parts, inside.
    pub path: String,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ContentReadParams {
    /// Makes one of the members that it must have.
    pub fn new(path: impl Into<String>) -> Self {
        Self {
            meta: None,
            path: path.into(),
            extra: JsonObject::new(),
        }
    }
}

/// How content is written as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ContentEncoding {
    /// `utf-8`.
    #[serde(rename = "utf-8")]
    Utf8,
    /// `base64`.
    #[serde(rename = "base64")]
    Base64,
}

impl ContentEncoding {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Base64 => "base64",
        }
    }
}

impl std::fmt::Display for ContentEncoding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Result of `content.read`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContentReadResult {
    /// The content.
    pub content: String,
    /// How content is written as text.
    pub encoding: ContentEncoding,
    /// Its media type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mime_type: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ContentReadResult {
    /// Makes one of the members that it must have.
    pub fn new(content: impl Into<String>, encoding: ContentEncoding) -> Self {
        Self {
            content: content.into(),
            encoding,
            mime_type: None,
            extra: JsonObject::new(),
        }
    }
}

/// Params of `content.list`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ContentListParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// Only paths that begin with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// Result of `content.list`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ContentListResult {
    /// The paths.
    pub paths: Vec<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ContentListResult {
    /// Makes one of the members that it must have.
    pub fn new(paths: Vec<String>) -> Self {
        Self {
            paths,
            extra: JsonObject::new(),
        }
    }
}

/// Params of `request.content_read`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct RequestContentReadParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The service; absent = the caller's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The path: relative, `/` between the parts, inside.
    pub path: String,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl RequestContentReadParams {
    /// Makes one of the members that it must have.
    pub fn new(path: impl Into<String>) -> Self {
        Self {
            meta: None,
            service: None,
            path: path.into(),
            extra: JsonObject::new(),
        }
    }
}

/// Params of `request.content_list`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct RequestContentListParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The service; absent = the caller's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// Only paths that begin with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Role {
    /// `system`.
    #[serde(rename = "system")]
    System,
    /// `developer`.
    #[serde(rename = "developer")]
    Developer,
    /// `user`.
    #[serde(rename = "user")]
    User,
    /// `assistant`.
    #[serde(rename = "assistant")]
    Assistant,
    /// `function`.
    #[serde(rename = "function")]
    Function,
    /// `tool`.
    #[serde(rename = "tool")]
    Tool,
}

impl Role {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::System => "system",
            Self::Developer => "developer",
            Self::User => "user",
            Self::Assistant => "assistant",
            Self::Function => "function",
            Self::Tool => "tool",
        }
    }
}

impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Text, or a list of blocks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum MessageContent {
    /// As `String`.
    Text(String),
    /// As `Vec<ContentBlock>`.
    Blocks(Vec<ContentBlock>),
}

impl From<String> for MessageContent {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<&str> for MessageContent {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<Vec<ContentBlock>> for MessageContent {
    fn from(value: Vec<ContentBlock>) -> Self {
        Self::Blocks(value)
    }
}

/// A call of a tool, as the orchestrator runs it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ToolCall {
    /// The id of the call.
    pub id: String,
    /// The tool.
    pub name: String,
    /// The arguments.
    pub arguments: JsonObject,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ToolCall {
    /// Makes one of the members that it must have.
    pub fn new(id: impl Into<String>, name: impl Into<String>, arguments: JsonObject) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            arguments,
            extra: JsonObject::new(),
        }
    }
}

/// One message of a conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Who speaks.
    pub role: Role,
    /// Text, or a list of blocks.
    pub content: MessageContent,
    /// The calls that an assistant message asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_calls: Option<Vec<ToolCall>>,
    /// The call that a tool message answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_call_id: Option<String>,
    /// The name of the speaker or of the tool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Free metadata, kept by everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<JsonObject>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl Message {
    /// Makes one of the members that it must have.
    pub fn new(role: Role, content: impl Into<MessageContent>) -> Self {
        Self {
            role,
            content: content.into(),
            tool_calls: None,
            tool_call_id: None,
            name: None,
            metadata: None,
            extra: JsonObject::new(),
        }
    }
}

/// Params of `context.add_message` and `request.context_add_message`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContextAddMessageParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// One message of a conversation.
    pub message: Message,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ContextAddMessageParams {
    /// Makes one of the members that it must have.
    pub fn new(message: Message) -> Self {
        Self {
            meta: None,
            message,
            extra: JsonObject::new(),
        }
    }
}

/// Params of `context.set_messages` and `request.context_set_messages`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ContextSetMessagesParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The whole history, oldest first.
    pub messages: Vec<Message>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ContextSetMessagesParams {
    /// Makes one of the members that it must have.
    pub fn new(messages: Vec<Message>) -> Self {
        Self {
            meta: None,
            messages,
            extra: JsonObject::new(),
        }
    }
}

/// Params of `context.clear` and `request.context_clear`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ContextClearParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// Params of `context.get_messages`. With either member: what to send to the model, compacted to fit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ContextGetMessagesParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// What is known of the provider and model that will read them (`ProviderInfo` or `ModelInfo` members).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_info: Option<JsonObject>,
    /// The most tokens that they may have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_budget: Option<u64>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// Result of `context.get_messages`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ContextGetMessagesResult {
    /// The messages, oldest first.
    pub messages: Vec<Message>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ContextGetMessagesResult {
    /// Makes one of the members that it must have.
    pub fn new(messages: Vec<Message>) -> Self {
        Self {
            messages,
            extra: JsonObject::new(),
        }
    }
}

/// What a tool may do at worst.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ToolAnnotations {
    /// It changes nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_only: Option<bool>,
    /// It may destroy something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destructive: Option<bool>,
    /// Doing it twice is like doing it once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idempotent: Option<bool>,
    /// It reaches outside this machine's files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_world: Option<bool>,
    /// Several calls may run at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parallel_safe: Option<bool>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ToolAnnotations {
    /// `read_only`, or `false` when it is absent.
    pub fn read_only_or_default(&self) -> bool {
        self.read_only.unwrap_or(false)
    }

    /// `destructive`, or `false` when it is absent.
    pub fn destructive_or_default(&self) -> bool {
        self.destructive.unwrap_or(false)
    }

    /// `idempotent`, or `false` when it is absent.
    pub fn idempotent_or_default(&self) -> bool {
        self.idempotent.unwrap_or(false)
    }

    /// `open_world`, or `false` when it is absent.
    pub fn open_world_or_default(&self) -> bool {
        self.open_world.unwrap_or(false)
    }

    /// `parallel_safe`, or `true` when it is absent.
    pub fn parallel_safe_or_default(&self) -> bool {
        self.parallel_safe.unwrap_or(true)
    }
}

/// A tool as describe announces it and as a model sees it. Readers take `parameters` as an alias of `input_schema`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ToolSpec {
    /// Its name.
    pub name: String,
    /// What it does, for the model.
    pub description: String,
    /// JSON Schema 2020-12 of its input.
    pub input_schema: JsonObject,
    /// JSON Schema 2020-12 of its output when it succeeds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_schema: Option<JsonObject>,
    /// What a tool may do at worst.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annotations: Option<ToolAnnotations>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ToolSpec {
    /// Makes one of the members that it must have.
    pub fn new(
        name: impl Into<String>,
        description: impl Into<String>,
        input_schema: JsonObject,
    ) -> Self {
        Self {
            name: name.into(),
            description: description.into(),
            input_schema,
            output_schema: None,
            annotations: None,
            extra: JsonObject::new(),
        }
    }
}

/// Why a tool failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ToolError {
    /// What went wrong, for the model and the user.
    pub message: String,
    /// The name that programs test, for example `not_found`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// More about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<Value>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ToolError {
    /// Makes one of the members that it must have.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            kind: None,
            details: None,
            extra: JsonObject::new(),
        }
    }
}

/// What a tool gave. A tool that ran and failed is a result with `success: false`, not an error.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ToolResult {
    /// Whether it succeeded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub success: Option<bool>,
    /// What it returned: any JSON value, also null.
    pub output: Value,
    /// Why a tool failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<ToolError>,
    /// Images and files that the tool shows the model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Vec<ContentBlock>>,
    /// Free metadata.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<JsonObject>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ToolResult {
    /// Makes one of the members that it must have.
    pub fn new(output: impl Into<Value>) -> Self {
        Self {
            success: None,
            output: output.into(),
            error: None,
            content: None,
            metadata: None,
            extra: JsonObject::new(),
        }
    }

    /// `success`, or `true` when it is absent.
    pub fn success_or_default(&self) -> bool {
        self.success.unwrap_or(true)
    }
}

/// Params of `tool.execute` and `request.tool_execute`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ToolExecuteParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The tool.
    pub name: String,
    /// The id of the model's call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_id: Option<String>,
    /// Its input, valid against its `input_schema`.
    pub input: JsonObject,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ToolExecuteParams {
    /// Makes one of the members that it must have.
    pub fn new(name: impl Into<String>, input: JsonObject) -> Self {
        Self {
            meta: None,
            name: name.into(),
            call_id: None,
            input,
            extra: JsonObject::new(),
        }
    }
}

/// Which stream of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OutputChannel {
    /// `stdout`.
    #[serde(rename = "stdout")]
    Stdout,
    /// `stderr`.
    #[serde(rename = "stderr")]
    Stderr,
}

impl OutputChannel {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Stdout => "stdout",
            Self::Stderr => "stderr",
        }
    }
}

impl std::fmt::Display for OutputChannel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Params of `stream.tool.output`: output of a running tool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StreamToolOutputParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The id of a request: chosen by the caller, echoed exactly.
    pub request_id: RequestId,
    /// Which stream of a process.
    pub channel: OutputChannel,
    /// The output since the last one.
    pub text: String,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl StreamToolOutputParams {
    /// Makes one of the members that it must have.
    pub fn new(
        request_id: impl Into<RequestId>,
        channel: OutputChannel,
        text: impl Into<String>,
    ) -> Self {
        Self {
            meta: None,
            request_id: request_id.into(),
            channel,
            text: text.into(),
            extra: JsonObject::new(),
        }
    }
}

/// Params of `describe`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct DescribeParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The versions that the host speaks; absent = any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol_versions: Option<Vec<String>>,
    /// A program and its version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<Implementation>,
    /// What one side can take. Absent members mean the defaults: 64 `MiB` and 64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<Limits>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// The SDK that a service is written with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct SdkInfo {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The language.
    pub language: String,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl SdkInfo {
    /// Makes one of the members that it must have.
    pub fn new(
        name: impl Into<String>,
        version: impl Into<String>,
        language: impl Into<String>,
    ) -> Self {
        Self {
            name: name.into(),
            version: version.into(),
            language: language.into(),
            extra: JsonObject::new(),
        }
    }
}

/// An orchestrator as describe announces it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct OrchestratorSpec {
    /// Its name.
    pub name: String,
    /// What it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl OrchestratorSpec {
    /// Makes one of the members that it must have.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            description: None,
            extra: JsonObject::new(),
        }
    }
}

/// A context manager as describe announces it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ContextManagerSpec {
    /// Its name.
    pub name: String,
    /// What it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ContextManagerSpec {
    /// Makes one of the members that it must have.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            description: None,
            extra: JsonObject::new(),
        }
    }
}

/// A provider as describe announces it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ProviderSpec {
    /// Its name.
    pub name: String,
    /// Its name for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ProviderSpec {
    /// Makes one of the members that it must have.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            display_name: None,
            extra: JsonObject::new(),
        }
    }
}

/// An approval provider as describe announces it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ApprovalProviderSpec {
    /// Its name.
    pub name: String,
    /// What it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ApprovalProviderSpec {
    /// Makes one of the members that it must have.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            description: None,
            extra: JsonObject::new(),
        }
    }
}

/// A callable capability as describe announces it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ExportSpec {
    /// Its name.
    pub name: String,
    /// What it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// JSON Schema 2020-12 of its input.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_schema: Option<JsonObject>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ExportSpec {
    /// Makes one of the members that it must have.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            description: None,
            input_schema: None,
            extra: JsonObject::new(),
        }
    }
}

/// A channel that a service takes part in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ChannelSpec {
    /// Its name.
    pub name: String,
    /// Whether it answers channel.collect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contributes: Option<bool>,
    /// Whether it gets channel.message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscribes: Option<bool>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ChannelSpec {
    /// Makes one of the members that it must have.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            contributes: None,
            subscribes: None,
            extra: JsonObject::new(),
        }
    }

    /// `contributes`, or `false` when it is absent.
    pub fn contributes_or_default(&self) -> bool {
        self.contributes.unwrap_or(false)
    }

    /// `subscribes`, or `false` when it is absent.
    pub fn subscribes_or_default(&self) -> bool {
        self.subscribes.unwrap_or(false)
    }
}

/// The content that a service serves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ContentSpec {
    /// Its paths: relative, `/` between the parts.
    pub paths: Vec<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ContentSpec {
    /// Makes one of the members that it must have.
    pub fn new(paths: Vec<String>) -> Self {
        Self {
            paths,
            extra: JsonObject::new(),
        }
    }
}

/// What a service offers. Absent lists are empty; what is declared is served.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct Capabilities {
    /// Its orchestrators.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub orchestrators: Option<Vec<OrchestratorSpec>>,
    /// Its context managers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_managers: Option<Vec<ContextManagerSpec>>,
    /// Its providers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub providers: Option<Vec<ProviderSpec>>,
    /// Its tools.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tools: Option<Vec<ToolSpec>>,
    /// Its hooks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hooks: Option<Vec<HookSpec>>,
    /// Its approval providers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval_providers: Option<Vec<ApprovalProviderSpec>>,
    /// Its callable capabilities.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exports: Option<Vec<ExportSpec>>,
    /// The channels that it takes part in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channels: Option<Vec<ChannelSpec>>,
    /// The content that a service serves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<ContentSpec>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// The right to call some of the host's services.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Grant {
    /// `hook.emit`.
    #[serde(rename = "hook.emit")]
    HookEmit,
    /// `tool.execute`.
    #[serde(rename = "tool.execute")]
    ToolExecute,
    /// `provider.complete`.
    #[serde(rename = "provider.complete")]
    ProviderComplete,
    /// `context`.
    #[serde(rename = "context")]
    Context,
    /// `approval`.
    #[serde(rename = "approval")]
    Approval,
    /// `session.spawn`.
    #[serde(rename = "session.spawn")]
    SessionSpawn,
    /// `content.read`.
    #[serde(rename = "content.read")]
    ContentRead,
    /// `capability.call`.
    #[serde(rename = "capability.call")]
    CapabilityCall,
    /// `channel.collect`.
    #[serde(rename = "channel.collect")]
    ChannelCollect,
    /// A value that this version does not know.
    #[serde(untagged)]
    Other(String),
}

impl Grant {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::HookEmit => "hook.emit",
            Self::ToolExecute => "tool.execute",
            Self::ProviderComplete => "provider.complete",
            Self::Context => "context",
            Self::Approval => "approval",
            Self::SessionSpawn => "session.spawn",
            Self::ContentRead => "content.read",
            Self::CapabilityCall => "capability.call",
            Self::ChannelCollect => "channel.collect",
            Self::Other(value) => value,
        }
    }
}

impl std::fmt::Display for Grant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<&str> for Grant {
    fn from(value: &str) -> Self {
        match value {
            "hook.emit" => Self::HookEmit,
            "tool.execute" => Self::ToolExecute,
            "provider.complete" => Self::ProviderComplete,
            "context" => Self::Context,
            "approval" => Self::Approval,
            "session.spawn" => Self::SessionSpawn,
            "content.read" => Self::ContentRead,
            "capability.call" => Self::CapabilityCall,
            "channel.collect" => Self::ChannelCollect,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// Result of `describe`: who a service is and what it offers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct DescribeResult {
    /// The version that the service speaks.
    pub protocol_version: String,
    /// The service's name.
    pub name: String,
    /// The service's version.
    pub version: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The SDK that a service is written with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sdk: Option<SdkInfo>,
    /// What one side can take. Absent members mean the defaults: 64 `MiB` and 64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<Limits>,
    /// The grants that it needs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requires: Option<Vec<Grant>>,
    /// Component name to the JSON Schema of its config.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config_schema: Option<JsonObject>,
    /// What a service offers. Absent lists are empty; what is declared is served.
    pub capabilities: Capabilities,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl DescribeResult {
    /// Makes one of the members that it must have.
    pub fn new(
        protocol_version: impl Into<String>,
        name: impl Into<String>,
        version: impl Into<String>,
        capabilities: Capabilities,
    ) -> Self {
        Self {
            protocol_version: protocol_version.into(),
            name: name.into(),
            version: version.into(),
            description: None,
            sdk: None,
            limits: None,
            requires: None,
            config_schema: None,
            capabilities,
            extra: JsonObject::new(),
        }
    }
}

/// The session that a service is configured for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ConfigureSession {
    /// Its id.
    pub id: String,
    /// Its working directory, absolute.
    pub cwd: String,
    /// Its parent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Its agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ConfigureSession {
    /// Makes one of the members that it must have.
    pub fn new(id: impl Into<String>, cwd: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            cwd: cwd.into(),
            parent_id: None,
            agent: None,
            extra: JsonObject::new(),
        }
    }
}

/// Params of `configure`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ConfigureParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// Component name to its config.
    pub config: JsonObject,
    /// The session that a service is configured for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<ConfigureSession>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ConfigureParams {
    /// Makes one of the members that it must have.
    pub fn new(config: JsonObject) -> Self {
        Self {
            meta: None,
            config,
            session: None,
            extra: JsonObject::new(),
        }
    }
}

/// That the configuration was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ConfigureStatus {
    /// `ok`.
    #[serde(rename = "ok")]
    Ok,
}

impl ConfigureStatus {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Ok => "ok",
        }
    }
}

impl std::fmt::Display for ConfigureStatus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Result of `configure`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConfigureResult {
    /// That the configuration was taken.
    pub status: ConfigureStatus,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ConfigureResult {
    /// Makes one of the members that it must have.
    pub fn new(status: ConfigureStatus) -> Self {
        Self {
            status,
            extra: JsonObject::new(),
        }
    }
}

/// Params of `ping`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct PingParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// The name of an error that programs test; an unknown kind is treated by its code.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ErrorKind {
    /// `parse_error`.
    #[serde(rename = "parse_error")]
    ParseError,
    /// `invalid_request`.
    #[serde(rename = "invalid_request")]
    InvalidRequest,
    /// `method_not_found`.
    #[serde(rename = "method_not_found")]
    MethodNotFound,
    /// `invalid_params`.
    #[serde(rename = "invalid_params")]
    InvalidParams,
    /// `internal_error`.
    #[serde(rename = "internal_error")]
    InternalError,
    /// `cancelled`.
    #[serde(rename = "cancelled")]
    Cancelled,
    /// `deadline_exceeded`.
    #[serde(rename = "deadline_exceeded")]
    DeadlineExceeded,
    /// `service_unavailable`.
    #[serde(rename = "service_unavailable")]
    ServiceUnavailable,
    /// `permission_denied`.
    #[serde(rename = "permission_denied")]
    PermissionDenied,
    /// `not_found`.
    #[serde(rename = "not_found")]
    NotFound,
    /// `overloaded`.
    #[serde(rename = "overloaded")]
    Overloaded,
    /// `message_too_large`.
    #[serde(rename = "message_too_large")]
    MessageTooLarge,
    /// `not_ready`.
    #[serde(rename = "not_ready")]
    NotReady,
    /// `unsupported_version`.
    #[serde(rename = "unsupported_version")]
    UnsupportedVersion,
    /// `llm_error`.
    #[serde(rename = "llm_error")]
    LlmError,
    /// A value that this version does not know.
    #[serde(untagged)]
    Other(String),
}

impl ErrorKind {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::ParseError => "parse_error",
            Self::InvalidRequest => "invalid_request",
            Self::MethodNotFound => "method_not_found",
            Self::InvalidParams => "invalid_params",
            Self::InternalError => "internal_error",
            Self::Cancelled => "cancelled",
            Self::DeadlineExceeded => "deadline_exceeded",
            Self::ServiceUnavailable => "service_unavailable",
            Self::PermissionDenied => "permission_denied",
            Self::NotFound => "not_found",
            Self::Overloaded => "overloaded",
            Self::MessageTooLarge => "message_too_large",
            Self::NotReady => "not_ready",
            Self::UnsupportedVersion => "unsupported_version",
            Self::LlmError => "llm_error",
            Self::Other(value) => value,
        }
    }
}

impl std::fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<&str> for ErrorKind {
    fn from(value: &str) -> Self {
        match value {
            "parse_error" => Self::ParseError,
            "invalid_request" => Self::InvalidRequest,
            "method_not_found" => Self::MethodNotFound,
            "invalid_params" => Self::InvalidParams,
            "internal_error" => Self::InternalError,
            "cancelled" => Self::Cancelled,
            "deadline_exceeded" => Self::DeadlineExceeded,
            "service_unavailable" => Self::ServiceUnavailable,
            "permission_denied" => Self::PermissionDenied,
            "not_found" => Self::NotFound,
            "overloaded" => Self::Overloaded,
            "message_too_large" => Self::MessageTooLarge,
            "not_ready" => Self::NotReady,
            "unsupported_version" => Self::UnsupportedVersion,
            "llm_error" => Self::LlmError,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// What went wrong between a provider and its model.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LlmErrorName {
    /// `rate_limit`.
    #[serde(rename = "rate_limit")]
    RateLimit,
    /// `quota_exceeded`.
    #[serde(rename = "quota_exceeded")]
    QuotaExceeded,
    /// `authentication`.
    #[serde(rename = "authentication")]
    Authentication,
    /// `access_denied`.
    #[serde(rename = "access_denied")]
    AccessDenied,
    /// `context_length`.
    #[serde(rename = "context_length")]
    ContextLength,
    /// `content_filter`.
    #[serde(rename = "content_filter")]
    ContentFilter,
    /// `invalid_request`.
    #[serde(rename = "invalid_request")]
    InvalidRequest,
    /// `not_found`.
    #[serde(rename = "not_found")]
    NotFound,
    /// `provider_unavailable`.
    #[serde(rename = "provider_unavailable")]
    ProviderUnavailable,
    /// `network`.
    #[serde(rename = "network")]
    Network,
    /// `llm_timeout`.
    #[serde(rename = "llm_timeout")]
    LlmTimeout,
    /// `stream_error`.
    #[serde(rename = "stream_error")]
    StreamError,
    /// `abort`.
    #[serde(rename = "abort")]
    Abort,
    /// `invalid_tool_call`.
    #[serde(rename = "invalid_tool_call")]
    InvalidToolCall,
    /// `configuration`.
    #[serde(rename = "configuration")]
    Configuration,
    /// A value that this version does not know.
    #[serde(untagged)]
    Other(String),
}

impl LlmErrorName {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::RateLimit => "rate_limit",
            Self::QuotaExceeded => "quota_exceeded",
            Self::Authentication => "authentication",
            Self::AccessDenied => "access_denied",
            Self::ContextLength => "context_length",
            Self::ContentFilter => "content_filter",
            Self::InvalidRequest => "invalid_request",
            Self::NotFound => "not_found",
            Self::ProviderUnavailable => "provider_unavailable",
            Self::Network => "network",
            Self::LlmTimeout => "llm_timeout",
            Self::StreamError => "stream_error",
            Self::Abort => "abort",
            Self::InvalidToolCall => "invalid_tool_call",
            Self::Configuration => "configuration",
            Self::Other(value) => value,
        }
    }
}

impl std::fmt::Display for LlmErrorName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<&str> for LlmErrorName {
    fn from(value: &str) -> Self {
        match value {
            "rate_limit" => Self::RateLimit,
            "quota_exceeded" => Self::QuotaExceeded,
            "authentication" => Self::Authentication,
            "access_denied" => Self::AccessDenied,
            "context_length" => Self::ContextLength,
            "content_filter" => Self::ContentFilter,
            "invalid_request" => Self::InvalidRequest,
            "not_found" => Self::NotFound,
            "provider_unavailable" => Self::ProviderUnavailable,
            "network" => Self::Network,
            "llm_timeout" => Self::LlmTimeout,
            "stream_error" => Self::StreamError,
            "abort" => Self::Abort,
            "invalid_tool_call" => Self::InvalidToolCall,
            "configuration" => Self::Configuration,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// One thing that is wrong with params.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct Fault {
    /// JSON Pointer to it, relative to the params, for example `/input/text`.
    pub path: String,
    /// What is wrong and what would be right.
    pub message: String,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl Fault {
    /// Makes one of the members that it must have.
    pub fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            message: message.into(),
            extra: JsonObject::new(),
        }
    }
}

/// What programs need of an error; which members are there depends on the kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ErrorData {
    /// The name of an error that programs test; an unknown kind is treated by its code.
    pub kind: ErrorKind,
    /// `invalid_params`: all faults.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub errors: Option<Vec<Fault>>,
    /// `internal_error`: the type of the exception.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exception: Option<String>,
    /// `service_unavailable`: the service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// `service_unavailable`: its exit code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit_code: Option<i64>,
    /// `service_unavailable`: the signal that ended it, for example `SIGKILL`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signal: Option<String>,
    /// `service_unavailable`: the end of its stderr.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stderr_tail: Option<String>,
    /// What had been produced so far: usually text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partial: Option<Value>,
    /// `not_found`: the kind of thing, for example `tool`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<String>,
    /// `not_found`: the name that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `not_found`: the nearest name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub did_you_mean: Option<String>,
    /// overloaded: milliseconds to wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
    /// `message_too_large`: the limit in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// `unsupported_version`: the versions that would do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supported: Option<Vec<String>>,
    /// What went wrong between a provider and its model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub llm_error: Option<LlmErrorName>,
    /// `llm_error`: the provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// `llm_error`: the model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// `llm_error`: the vendor's HTTP status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_code: Option<i64>,
    /// `llm_error`: whether another try may help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retryable: Option<bool>,
    /// `llm_error`: seconds to wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<f64>,
    /// `llm_error`: factor on the usual delay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay_multiplier: Option<f64>,
    /// `llm_error`: tries already made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u64>,
    /// `invalid_tool_call`: the tool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_name: Option<String>,
    /// `invalid_tool_call`: the arguments as the model wrote them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw_arguments: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ErrorData {
    /// Makes one of the members that it must have.
    pub fn new(kind: ErrorKind) -> Self {
        Self {
            kind,
            errors: None,
            exception: None,
            service: None,
            exit_code: None,
            signal: None,
            stderr_tail: None,
            partial: None,
            what: None,
            name: None,
            did_you_mean: None,
            retry_after_ms: None,
            limit: None,
            supported: None,
            llm_error: None,
            provider: None,
            model: None,
            status_code: None,
            retryable: None,
            retry_after: None,
            delay_multiplier: None,
            attempts: None,
            tool_name: None,
            raw_arguments: None,
            extra: JsonObject::new(),
        }
    }
}

/// The `error` member of a response.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ErrorObject {
    /// The code.
    pub code: i64,
    /// One sentence for people.
    pub message: String,
    /// What programs need of an error; which members are there depends on the kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<ErrorData>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ErrorObject {
    /// Makes one of the members that it must have.
    pub fn new(code: i64, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            data: None,
            extra: JsonObject::new(),
        }
    }
}

/// An error over HTTP: the problem details of RFC 9457.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// A URI of the sort of problem; `about:blank` says that `kind` tells it.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub type_: Option<String>,
    /// What the status is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The status of the answer; in a stream the one that it would have had.
    pub status: u64,
    /// One sentence for people: the `message` of the error.
    pub detail: String,
    /// The name of an error that programs test; an unknown kind is treated by its code.
    pub kind: ErrorKind,
    /// The code of the error.
    pub code: i64,
    /// What programs need of an error; which members are there depends on the kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<ErrorData>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl Problem {
    /// Makes one of the members that it must have.
    pub fn new(status: u64, detail: impl Into<String>, kind: ErrorKind, code: i64) -> Self {
        Self {
            type_: None,
            title: None,
            status,
            detail: detail.into(),
            kind,
            code,
            data: None,
            extra: JsonObject::new(),
        }
    }

    /// `type`, or `"about:blank"` when it is absent.
    pub fn type_or_default(&self) -> String {
        self.type_.clone().unwrap_or_else(|| "about:blank".into())
    }
}

/// A request on the wire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequestMessage {
    /// Always `2.0`.
    pub jsonrpc: RequestMessageTag,
    /// The id of a request: chosen by the caller, echoed exactly.
    pub id: RequestId,
    /// The method.
    pub method: String,
    /// The params.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub params: Option<JsonObject>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// The tag of [`RequestMessage`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum RequestMessageTag {
    /// `2.0`.
    #[default]
    #[serde(rename = "2.0")]
    Value,
}

impl RequestMessage {
    /// Makes one of the members that it must have.
    pub fn new(id: impl Into<RequestId>, method: impl Into<String>) -> Self {
        Self {
            jsonrpc: RequestMessageTag::default(),
            id: id.into(),
            method: method.into(),
            params: None,
            extra: JsonObject::new(),
        }
    }
}

/// A notification on the wire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct NotificationMessage {
    /// Always `2.0`.
    pub jsonrpc: NotificationMessageTag,
    /// The method.
    pub method: String,
    /// The params.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub params: Option<JsonObject>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// The tag of [`NotificationMessage`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotificationMessageTag {
    /// `2.0`.
    #[default]
    #[serde(rename = "2.0")]
    Value,
}

impl NotificationMessage {
    /// Makes one of the members that it must have.
    pub fn new(method: impl Into<String>) -> Self {
        Self {
            jsonrpc: NotificationMessageTag::default(),
            method: method.into(),
            params: None,
            extra: JsonObject::new(),
        }
    }
}

/// A response that succeeded, on the wire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResultMessage {
    /// Always `2.0`.
    pub jsonrpc: ResultMessageTag,
    /// The id of a request: chosen by the caller, echoed exactly.
    pub id: RequestId,
    /// The result.
    pub result: Value,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// The tag of [`ResultMessage`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResultMessageTag {
    /// `2.0`.
    #[default]
    #[serde(rename = "2.0")]
    Value,
}

impl ResultMessage {
    /// Makes one of the members that it must have.
    pub fn new(id: impl Into<RequestId>, result: impl Into<Value>) -> Self {
        Self {
            jsonrpc: ResultMessageTag::default(),
            id: id.into(),
            result: result.into(),
            extra: JsonObject::new(),
        }
    }
}

/// A response that failed, on the wire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ErrorMessage {
    /// Always `2.0`.
    pub jsonrpc: ErrorMessageTag,
    /// The id of a response: that of the request, or null when it could not be read.
    pub id: ResponseId,
    /// The `error` member of a response.
    pub error: ErrorObject,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// The tag of [`ErrorMessage`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ErrorMessageTag {
    /// `2.0`.
    #[default]
    #[serde(rename = "2.0")]
    Value,
}

impl ErrorMessage {
    /// Makes one of the members that it must have.
    pub fn new(id: impl Into<ResponseId>, error: ErrorObject) -> Self {
        Self {
            jsonrpc: ErrorMessageTag::default(),
            id: id.into(),
            error,
            extra: JsonObject::new(),
        }
    }
}

/// How to stop: at once, or finish what runs and start nothing new.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
pub enum CancelMode {
    /// `immediate`.
    #[default]
    #[serde(rename = "immediate")]
    Immediate,
    /// `graceful`.
    #[serde(rename = "graceful")]
    Graceful,
}

impl CancelMode {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Immediate => "immediate",
            Self::Graceful => "graceful",
        }
    }
}

impl std::fmt::Display for CancelMode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Params of `$/cancel`: the sender no longer wants a request's answer. The handler still answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CancelParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The id of a request: chosen by the caller, echoed exactly.
    pub id: RequestId,
    /// How to stop: at once, or finish what runs and start nothing new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<CancelMode>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl CancelParams {
    /// Makes one of the members that it must have.
    pub fn new(id: impl Into<RequestId>) -> Self {
        Self {
            meta: None,
            id: id.into(),
            mode: None,
            reason: None,
            extra: JsonObject::new(),
        }
    }

    /// `mode`, or `"immediate"` when it is absent.
    pub fn mode_or_default(&self) -> CancelMode {
        self.mode.unwrap_or_default()
    }
}

/// Params of `$/progress`: how far a request is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProgressParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The id of a request: chosen by the caller, echoed exactly.
    pub request_id: RequestId,
    /// What is being done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// How much is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<f64>,
    /// How much there is to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<f64>,
    /// More about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ProgressParams {
    /// Makes one of the members that it must have.
    pub fn new(request_id: impl Into<RequestId>) -> Self {
        Self {
            meta: None,
            request_id: request_id.into(),
            message: None,
            progress: None,
            total: None,
            data: None,
            extra: JsonObject::new(),
        }
    }
}

/// How important a log line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LogLevel {
    /// `debug`.
    #[serde(rename = "debug")]
    Debug,
    /// `info`.
    #[serde(rename = "info")]
    Info,
    /// `warning`.
    #[serde(rename = "warning")]
    Warning,
    /// `error`.
    #[serde(rename = "error")]
    Error,
}

impl LogLevel {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl std::fmt::Display for LogLevel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Params of `$/log`: a structured line for the host's log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// How important a log line is.
    pub level: LogLevel,
    /// The line.
    pub message: String,
    /// Who writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logger: Option<String>,
    /// More about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl LogParams {
    /// Makes one of the members that it must have.
    pub fn new(level: LogLevel, message: impl Into<String>) -> Self {
        Self {
            meta: None,
            level,
            message: message.into(),
            logger: None,
            data: None,
            extra: JsonObject::new(),
        }
    }
}

/// Tokens of one call or one turn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct Usage {
    /// Tokens read.
    pub input_tokens: u64,
    /// Tokens written.
    pub output_tokens: u64,
    /// Both.
    pub total_tokens: u64,
    /// Of the output: reasoning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasoning_tokens: Option<u64>,
    /// Of the input: read from the cache.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_read_tokens: Option<u64>,
    /// Of the input: written to the cache.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_write_tokens: Option<u64>,
    /// Cost in US dollars, a decimal string.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_usd: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl Usage {
    /// Makes one of the members that it must have.
    pub fn new(input_tokens: u64, output_tokens: u64, total_tokens: u64) -> Self {
        Self {
            input_tokens,
            output_tokens,
            total_tokens,
            reasoning_tokens: None,
            cache_read_tokens: None,
            cache_write_tokens: None,
            cost_usd: None,
            extra: JsonObject::new(),
        }
    }
}

/// The answer is free text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct TextFormat {
    /// Always `text`.
    #[serde(rename = "type")]
    pub type_: TextFormatTag,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// The tag of [`TextFormat`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TextFormatTag {
    /// `text`.
    #[default]
    #[serde(rename = "text")]
    Text,
}

/// The answer is some JSON value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct JsonFormat {
    /// Always `json`.
    #[serde(rename = "type")]
    pub type_: JsonFormatTag,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// The tag of [`JsonFormat`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum JsonFormatTag {
    /// `json`.
    #[default]
    #[serde(rename = "json")]
    Json,
}

/// The answer is JSON that fits a schema.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct JsonSchemaFormat {
    /// Always `json_schema`.
    #[serde(rename = "type")]
    pub type_: JsonSchemaFormatTag,
    /// The JSON Schema.
    pub schema: JsonObject,
    /// Whether the vendor must enforce it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strict: Option<bool>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// The tag of [`JsonSchemaFormat`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum JsonSchemaFormatTag {
    /// `json_schema`.
    #[default]
    #[serde(rename = "json_schema")]
    JsonSchema,
}

impl JsonSchemaFormat {
    /// Makes one of the members that it must have.
    pub fn new(schema: JsonObject) -> Self {
        Self {
            type_: JsonSchemaFormatTag::default(),
            schema,
            strict: None,
            extra: JsonObject::new(),
        }
    }
}

/// The form of the answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum ResponseFormat {
    /// The answer is free text.
    Text(TextFormat),
    /// The answer is some JSON value.
    Json(JsonFormat),
    /// The answer is JSON that fits a schema.
    JsonSchema(JsonSchemaFormat),
}

impl<'de> Deserialize<'de> for ResponseFormat {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let value = Value::deserialize(deserializer)?;
        match value.get("type").and_then(Value::as_str) {
            Some("text") => serde_json::from_value(value).map(Self::Text),
            Some("json") => serde_json::from_value(value).map(Self::Json),
            Some("json_schema") => serde_json::from_value(value).map(Self::JsonSchema),
            _ => {
                return Err(D::Error::custom(
                    "`type` must be one of text, json, json_schema",
                ));
            }
        }
        .map_err(D::Error::custom)
    }
}

impl From<TextFormat> for ResponseFormat {
    fn from(value: TextFormat) -> Self {
        Self::Text(value)
    }
}

impl From<JsonFormat> for ResponseFormat {
    fn from(value: JsonFormat) -> Self {
        Self::Json(value)
    }
}

impl From<JsonSchemaFormat> for ResponseFormat {
    fn from(value: JsonSchemaFormat) -> Self {
        Self::JsonSchema(value)
    }
}

/// The one tool that the model must call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct NamedToolChoice {
    /// The tool.
    pub name: String,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl NamedToolChoice {
    /// Makes one of the members that it must have.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            extra: JsonObject::new(),
        }
    }
}

/// `auto`, `none`, `required`, or the one tool to call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ToolChoice {
    /// As `String`.
    Mode(String),
    /// As `NamedToolChoice`.
    NamedToolChoice(NamedToolChoice),
}

impl From<String> for ToolChoice {
    fn from(value: String) -> Self {
        Self::Mode(value)
    }
}

impl From<&str> for ToolChoice {
    fn from(value: &str) -> Self {
        Self::Mode(value.to_owned())
    }
}

impl From<NamedToolChoice> for ToolChoice {
    fn from(value: NamedToolChoice) -> Self {
        Self::NamedToolChoice(value)
    }
}

/// How much the model should think.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ReasoningEffort {
    /// `minimal`.
    #[serde(rename = "minimal")]
    Minimal,
    /// `low`.
    #[serde(rename = "low")]
    Low,
    /// `medium`.
    #[serde(rename = "medium")]
    Medium,
    /// `high`.
    #[serde(rename = "high")]
    High,
    /// A value that this version does not know.
    #[serde(untagged)]
    Other(String),
}

impl ReasoningEffort {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Minimal => "minimal",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Other(value) => value,
        }
    }
}

impl std::fmt::Display for ReasoningEffort {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<&str> for ReasoningEffort {
    fn from(value: &str) -> Self {
        match value {
            "minimal" => Self::Minimal,
            "low" => Self::Low,
            "medium" => Self::Medium,
            "high" => Self::High,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// One request to a model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ChatRequest {
    /// The conversation, oldest first.
    pub messages: Vec<Message>,
    /// The tools that the model may call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tools: Option<Vec<ToolSpec>>,
    /// The system prompt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// The model; absent = the provider's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// `auto`, `none`, `required`, or the one tool to call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_choice: Option<ToolChoice>,
    /// The form of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_format: Option<ResponseFormat>,
    /// Sampling temperature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f64>,
    /// Nucleus sampling.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub top_p: Option<f64>,
    /// The most tokens to write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_output_tokens: Option<u64>,
    /// Texts that end the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop: Option<Vec<String>>,
    /// How much the model should think.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasoning_effort: Option<ReasoningEffort>,
    /// The vendor's conversation to go on with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<String>,
    /// Seconds until the call is given up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<f64>,
    /// Free metadata.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<JsonObject>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ChatRequest {
    /// Makes one of the members that it must have.
    pub fn new(messages: Vec<Message>) -> Self {
        Self {
            messages,
            tools: None,
            system: None,
            model: None,
            tool_choice: None,
            response_format: None,
            temperature: None,
            top_p: None,
            max_output_tokens: None,
            stop: None,
            reasoning_effort: None,
            conversation_id: None,
            timeout: None,
            metadata: None,
            extra: JsonObject::new(),
        }
    }
}

/// Why the model stopped.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum FinishReason {
    /// `stop`.
    #[serde(rename = "stop")]
    Stop,
    /// `length`.
    #[serde(rename = "length")]
    Length,
    /// `tool_calls`.
    #[serde(rename = "tool_calls")]
    ToolCalls,
    /// `content_filter`.
    #[serde(rename = "content_filter")]
    ContentFilter,
    /// `error`.
    #[serde(rename = "error")]
    Error,
    /// A value that this version does not know.
    #[serde(untagged)]
    Other(String),
}

impl FinishReason {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Stop => "stop",
            Self::Length => "length",
            Self::ToolCalls => "tool_calls",
            Self::ContentFilter => "content_filter",
            Self::Error => "error",
            Self::Other(value) => value,
        }
    }
}

impl std::fmt::Display for FinishReason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<&str> for FinishReason {
    fn from(value: &str) -> Self {
        match value {
            "stop" => Self::Stop,
            "length" => Self::Length,
            "tool_calls" => Self::ToolCalls,
            "content_filter" => Self::ContentFilter,
            "error" => Self::Error,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// Something asked for that the provider could not do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct Degradation {
    /// What was asked for.
    pub requested: String,
    /// What was done.
    pub actual: String,
    /// Why.
    pub reason: String,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl Degradation {
    /// Makes one of the members that it must have.
    pub fn new(
        requested: impl Into<String>,
        actual: impl Into<String>,
        reason: impl Into<String>,
    ) -> Self {
        Self {
            requested: requested.into(),
            actual: actual.into(),
            reason: reason.into(),
            extra: JsonObject::new(),
        }
    }
}

/// One answer of a model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ChatResponse {
    /// The blocks of the answer.
    pub content: Vec<ContentBlock>,
    /// The tools that the model wants to call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_calls: Option<Vec<ToolCall>>,
    /// Tokens of one call or one turn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// Why the model stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish_reason: Option<FinishReason>,
    /// Something asked for that the provider could not do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub degradation: Option<Degradation>,
    /// The model that answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Free metadata.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<JsonObject>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ChatResponse {
    /// Makes one of the members that it must have.
    pub fn new(content: Vec<ContentBlock>) -> Self {
        Self {
            content,
            tool_calls: None,
            usage: None,
            finish_reason: None,
            degradation: None,
            model: None,
            metadata: None,
            extra: JsonObject::new(),
        }
    }
}

/// What a provider or model can do.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ModelCapability {
    /// `streaming`.
    #[serde(rename = "streaming")]
    Streaming,
    /// `tools`.
    #[serde(rename = "tools")]
    Tools,
    /// `vision`.
    #[serde(rename = "vision")]
    Vision,
    /// `thinking`.
    #[serde(rename = "thinking")]
    Thinking,
    /// `json_mode`.
    #[serde(rename = "json_mode")]
    JsonMode,
    /// A value that this version does not know.
    #[serde(untagged)]
    Other(String),
}

impl ModelCapability {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Streaming => "streaming",
            Self::Tools => "tools",
            Self::Vision => "vision",
            Self::Thinking => "thinking",
            Self::JsonMode => "json_mode",
            Self::Other(value) => value,
        }
    }
}

impl std::fmt::Display for ModelCapability {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<&str> for ModelCapability {
    fn from(value: &str) -> Self {
        match value {
            "streaming" => Self::Streaming,
            "tools" => Self::Tools,
            "vision" => Self::Vision,
            "thinking" => Self::Thinking,
            "json_mode" => Self::JsonMode,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// How a setting is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ConfigFieldType {
    /// `text`.
    #[serde(rename = "text")]
    Text,
    /// `secret`.
    #[serde(rename = "secret")]
    Secret,
    /// `choice`.
    #[serde(rename = "choice")]
    Choice,
    /// `boolean`.
    #[serde(rename = "boolean")]
    Boolean,
}

impl ConfigFieldType {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Text => "text",
            Self::Secret => "secret",
            Self::Choice => "choice",
            Self::Boolean => "boolean",
        }
    }
}

impl std::fmt::Display for ConfigFieldType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A setting that a user is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConfigField {
    /// Its key.
    pub id: String,
    /// Its name for people.
    pub display_name: String,
    /// How a setting is asked for.
    pub field_type: ConfigFieldType,
    /// The question.
    pub prompt: String,
    /// The environment variable that sets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub env_var: Option<String>,
    /// The choices, for type `choice`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choices: Option<Vec<String>>,
    /// Whether it must be set.
    pub required: bool,
    /// Its default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ConfigField {
    /// Makes one of the members that it must have.
    pub fn new(
        id: impl Into<String>,
        display_name: impl Into<String>,
        field_type: ConfigFieldType,
        prompt: impl Into<String>,
        required: bool,
    ) -> Self {
        Self {
            id: id.into(),
            display_name: display_name.into(),
            field_type,
            prompt: prompt.into(),
            env_var: None,
            choices: None,
            required,
            default: None,
            extra: JsonObject::new(),
        }
    }
}

/// What a provider is and needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ProviderInfo {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub display_name: String,
    /// The environment variables that hold its keys.
    pub credential_env_vars: Vec<String>,
    /// What it can do.
    pub capabilities: Vec<ModelCapability>,
    /// Its default settings.
    pub defaults: JsonObject,
    /// What a user is asked for.
    pub config_fields: Vec<ConfigField>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ProviderInfo {
    /// Makes one of the members that it must have.
    pub fn new(
        id: impl Into<String>,
        display_name: impl Into<String>,
        credential_env_vars: Vec<String>,
        capabilities: Vec<ModelCapability>,
        defaults: JsonObject,
        config_fields: Vec<ConfigField>,
    ) -> Self {
        Self {
            id: id.into(),
            display_name: display_name.into(),
            credential_env_vars,
            capabilities,
            defaults,
            config_fields,
            extra: JsonObject::new(),
        }
    }
}

/// A model of a provider.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ModelInfo {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub display_name: String,
    /// Tokens that it can read and write in one call.
    pub context_window: u64,
    /// Tokens that it can write in one call.
    pub max_output_tokens: u64,
    /// What it can do.
    pub capabilities: Vec<ModelCapability>,
    /// Its default settings.
    pub defaults: JsonObject,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ModelInfo {
    /// Makes one of the members that it must have.
    pub fn new(
        id: impl Into<String>,
        display_name: impl Into<String>,
        context_window: u64,
        max_output_tokens: u64,
        capabilities: Vec<ModelCapability>,
        defaults: JsonObject,
    ) -> Self {
        Self {
            id: id.into(),
            display_name: display_name.into(),
            context_window,
            max_output_tokens,
            capabilities,
            defaults,
            extra: JsonObject::new(),
        }
    }
}

/// Params of `provider.complete` and `request.provider_complete`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ProviderCompleteParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The provider; absent = the default one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// Whether to stream the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream: Option<bool>,
    /// One request to a model.
    pub request: ChatRequest,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ProviderCompleteParams {
    /// Makes one of the members that it must have.
    pub fn new(request: ChatRequest) -> Self {
        Self {
            meta: None,
            provider: None,
            stream: None,
            request,
            extra: JsonObject::new(),
        }
    }

    /// `stream`, or `false` when it is absent.
    pub fn stream_or_default(&self) -> bool {
        self.stream.unwrap_or(false)
    }
}

/// Params of `provider.info` and `request.provider_info`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ProviderInfoParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The provider; absent = the default one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// Params of `provider.list_models` and `request.provider_list_models`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ProviderListModelsParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The provider; absent = the default one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// Result of `provider.list_models`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ProviderListModelsResult {
    /// The models.
    pub models: Vec<ModelInfo>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ProviderListModelsResult {
    /// Makes one of the members that it must have.
    pub fn new(models: Vec<ModelInfo>) -> Self {
        Self {
            models,
            extra: JsonObject::new(),
        }
    }
}

/// Params of `provider.parse_tool_calls`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ProviderParseToolCallsParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The provider; absent = the default one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// One answer of a model.
    pub response: ChatResponse,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ProviderParseToolCallsParams {
    /// Makes one of the members that it must have.
    pub fn new(response: ChatResponse) -> Self {
        Self {
            meta: None,
            provider: None,
            response,
            extra: JsonObject::new(),
        }
    }
}

/// Result of `provider.parse_tool_calls`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ProviderParseToolCallsResult {
    /// The calls found in the response.
    pub tool_calls: Vec<ToolCall>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ProviderParseToolCallsResult {
    /// Makes one of the members that it must have.
    pub fn new(tool_calls: Vec<ToolCall>) -> Self {
        Self {
            tool_calls,
            extra: JsonObject::new(),
        }
    }
}

/// A hook that is mounted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct MountedHook {
    /// Its name.
    pub name: String,
    /// Its service.
    pub service: String,
    /// Its events.
    pub events: Vec<String>,
    /// Lower runs earlier.
    pub priority: i64,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl MountedHook {
    /// Makes one of the members that it must have.
    pub fn new(
        name: impl Into<String>,
        service: impl Into<String>,
        events: Vec<String>,
        priority: i64,
    ) -> Self {
        Self {
            name: name.into(),
            service: service.into(),
            events,
            priority,
            extra: JsonObject::new(),
        }
    }
}

/// A provider that is mounted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct MountedProvider {
    /// Its name.
    pub name: String,
    /// Its service.
    pub service: String,
    /// What a provider is and needs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub info: Option<ProviderInfo>,
    /// Its models, where they are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub models: Option<Vec<ModelInfo>>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl MountedProvider {
    /// Makes one of the members that it must have.
    pub fn new(name: impl Into<String>, service: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            service: service.into(),
            info: None,
            models: None,
            extra: JsonObject::new(),
        }
    }
}

/// An agent that can be delegated to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct AgentInfo {
    /// Its name.
    pub name: String,
    /// What it is good for.
    pub description: String,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl AgentInfo {
    /// Makes one of the members that it must have.
    pub fn new(name: impl Into<String>, description: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            description: description.into(),
            extra: JsonObject::new(),
        }
    }
}

/// Params of `orchestrator.execute`: one turn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct OrchestratorExecuteParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The orchestrator; absent = the only one of the service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub orchestrator: Option<String>,
    /// What the user said.
    pub prompt: String,
    /// The system prompt.
    pub system_prompt: String,
    /// The tools that are mounted.
    pub tools: Vec<ToolSpec>,
    /// The hooks that are mounted.
    pub hooks: Vec<MountedHook>,
    /// The providers that are mounted.
    pub providers: Vec<MountedProvider>,
    /// The agents that can be delegated to.
    pub agents: Vec<AgentInfo>,
    /// The orchestrator's config.
    pub config: JsonObject,
    /// Blocks that belong to the prompt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Vec<ContentBlock>>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl OrchestratorExecuteParams {
    /// Makes one of the members that it must have.
    pub fn new(
        prompt: impl Into<String>,
        system_prompt: impl Into<String>,
        tools: Vec<ToolSpec>,
        hooks: Vec<MountedHook>,
        providers: Vec<MountedProvider>,
        agents: Vec<AgentInfo>,
        config: JsonObject,
    ) -> Self {
        Self {
            meta: None,
            orchestrator: None,
            prompt: prompt.into(),
            system_prompt: system_prompt.into(),
            tools,
            hooks,
            providers,
            agents,
            config,
            attachments: None,
            extra: JsonObject::new(),
        }
    }
}

/// How a turn ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TurnStatus {
    /// `completed`.
    #[serde(rename = "completed")]
    Completed,
    /// `cancelled`.
    #[serde(rename = "cancelled")]
    Cancelled,
    /// `denied`.
    #[serde(rename = "denied")]
    Denied,
    /// `failed`.
    #[serde(rename = "failed")]
    Failed,
}

impl TurnStatus {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::Denied => "denied",
            Self::Failed => "failed",
        }
    }
}

impl std::fmt::Display for TurnStatus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Result of `orchestrator.execute`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrchestratorExecuteResult {
    /// The answer to the user.
    pub response: String,
    /// How a turn ended.
    pub status: TurnStatus,
    /// Requests to a model that it took.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turn_count: Option<u64>,
    /// Tokens of one call or one turn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// Free metadata.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<JsonObject>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl OrchestratorExecuteResult {
    /// Makes one of the members that it must have.
    pub fn new(response: impl Into<String>, status: TurnStatus) -> Self {
        Self {
            response: response.into(),
            status,
            turn_count: None,
            usage: None,
            metadata: None,
            extra: JsonObject::new(),
        }
    }
}

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SessionState {
    /// `running`.
    #[serde(rename = "running")]
    Running,
    /// `completed`.
    #[serde(rename = "completed")]
    Completed,
    /// `failed`.
    #[serde(rename = "failed")]
    Failed,
    /// `cancelled`.
    #[serde(rename = "cancelled")]
    Cancelled,
}

impl SessionState {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Running => "running",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

impl std::fmt::Display for SessionState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What is known of a session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SessionStatus {
    /// Its id.
    pub session_id: String,
    /// When it began (RFC 3339).
    pub started_at: String,
    /// When it ended (RFC 3339).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<String>,
    /// Where a session stands.
    pub status: SessionState,
    /// Messages of the transcript.
    pub total_messages: u64,
    /// Tool calls.
    pub tool_invocations: u64,
    /// Of these: succeeded.
    pub tool_successes: u64,
    /// Of these: failed.
    pub tool_failures: u64,
    /// Tokens read.
    pub total_input_tokens: u64,
    /// Tokens written.
    pub total_output_tokens: u64,
    /// Cost in US dollars, a decimal string.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimated_cost: Option<String>,
    /// When something last happened (RFC 3339).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_activity: Option<String>,
    /// The last error, one sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// How much of the parent's conversation a child gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
pub enum ContextDepth {
    /// `none`.
    #[default]
    #[serde(rename = "none")]
    None,
    /// `recent`.
    #[serde(rename = "recent")]
    Recent,
    /// `all`.
    #[serde(rename = "all")]
    All,
}

impl ContextDepth {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::None => "none",
            Self::Recent => "recent",
            Self::All => "all",
        }
    }
}

impl std::fmt::Display for ContextDepth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Which messages of the parent's conversation a child gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
pub enum ContextScope {
    /// `conversation`.
    #[default]
    #[serde(rename = "conversation")]
    Conversation,
    /// `agents`.
    #[serde(rename = "agents")]
    Agents,
    /// `full`.
    #[serde(rename = "full")]
    Full,
}

impl ContextScope {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Conversation => "conversation",
            Self::Agents => "agents",
            Self::Full => "full",
        }
    }
}

impl std::fmt::Display for ContextScope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// `all`, `none`, or the names of the agents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum AgentSelection {
    /// As `String`.
    Keyword(String),
    /// As `Vec<String>`.
    Names(Vec<String>),
}

impl From<String> for AgentSelection {
    fn from(value: String) -> Self {
        Self::Keyword(value)
    }
}

impl From<&str> for AgentSelection {
    fn from(value: &str) -> Self {
        Self::Keyword(value.to_owned())
    }
}

impl From<Vec<String>> for AgentSelection {
    fn from(value: Vec<String>) -> Self {
        Self::Names(value)
    }
}

/// A provider and its model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ProviderPreference {
    /// The provider.
    pub provider: String,
    /// The model, or a pattern with `*`.
    pub model: String,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ProviderPreference {
    /// Makes one of the members that it must have.
    pub fn new(provider: impl Into<String>, model: impl Into<String>) -> Self {
        Self {
            provider: provider.into(),
            model: model.into(),
            extra: JsonObject::new(),
        }
    }
}

/// Params of `request.session_spawn`: a child session and its first turn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct RequestSessionSpawnParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The agent, or `self`.
    pub agent: String,
    /// The prompt of the child.
    pub instruction: String,
    /// How much of the parent's conversation a child gets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_depth: Option<ContextDepth>,
    /// Which messages of the parent's conversation a child gets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_scope: Option<ContextScope>,
    /// How many turns, with depth `recent`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_turns: Option<u64>,
    /// Tools that the child does not get.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclude_tools: Option<Vec<String>>,
    /// The only tools that the child gets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inherit_tools: Option<Vec<String>>,
    /// Hooks that the child does not get; one whose `on_error` is `deny` it gets all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclude_hooks: Option<Vec<String>>,
    /// The only hooks that the child gets, beside those whose `on_error` is `deny`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inherit_hooks: Option<Vec<String>>,
    /// `all`, `none`, or the names of the agents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agents: Option<AgentSelection>,
    /// Providers and models to try, in order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_preferences: Option<Vec<ProviderPreference>>,
    /// The role to choose a model by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model_role: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl RequestSessionSpawnParams {
    /// Makes one of the members that it must have.
    pub fn new(agent: impl Into<String>, instruction: impl Into<String>) -> Self {
        Self {
            meta: None,
            agent: agent.into(),
            instruction: instruction.into(),
            context_depth: None,
            context_scope: None,
            context_turns: None,
            exclude_tools: None,
            inherit_tools: None,
            exclude_hooks: None,
            inherit_hooks: None,
            agents: None,
            provider_preferences: None,
            model_role: None,
            extra: JsonObject::new(),
        }
    }

    /// `context_depth`, or `"none"` when it is absent.
    pub fn context_depth_or_default(&self) -> ContextDepth {
        self.context_depth.unwrap_or_default()
    }

    /// `context_scope`, or `"conversation"` when it is absent.
    pub fn context_scope_or_default(&self) -> ContextScope {
        self.context_scope.unwrap_or_default()
    }
}

/// Params of `request.session_resume`: one more turn of a child.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct RequestSessionResumeParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The child.
    pub session_id: String,
    /// The prompt.
    pub instruction: String,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl RequestSessionResumeParams {
    /// Makes one of the members that it must have.
    pub fn new(session_id: impl Into<String>, instruction: impl Into<String>) -> Self {
        Self {
            meta: None,
            session_id: session_id.into(),
            instruction: instruction.into(),
            extra: JsonObject::new(),
        }
    }
}

/// Result of `request.session_spawn` and `request.session_resume`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct RequestSessionResult {
    /// The child.
    pub session_id: String,
    /// Its answer.
    pub response: String,
    /// Requests to a model that it took.
    pub turn_count: u64,
    /// Free metadata.
    pub metadata: JsonObject,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl RequestSessionResult {
    /// Makes one of the members that it must have.
    pub fn new(
        session_id: impl Into<String>,
        response: impl Into<String>,
        turn_count: u64,
        metadata: JsonObject,
    ) -> Self {
        Self {
            session_id: session_id.into(),
            response: response.into(),
            turn_count,
            metadata,
            extra: JsonObject::new(),
        }
    }
}

/// How an orchestrator ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OrchestratorStatus {
    /// `success`.
    #[serde(rename = "success")]
    Success,
    /// `max_iterations_reached`.
    #[serde(rename = "max_iterations_reached")]
    MaxIterationsReached,
    /// `cancelled`.
    #[serde(rename = "cancelled")]
    Cancelled,
    /// `denied`.
    #[serde(rename = "denied")]
    Denied,
    /// `failed`.
    #[serde(rename = "failed")]
    Failed,
    /// A value that this version does not know.
    #[serde(untagged)]
    Other(String),
}

impl OrchestratorStatus {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Success => "success",
            Self::MaxIterationsReached => "max_iterations_reached",
            Self::Cancelled => "cancelled",
            Self::Denied => "denied",
            Self::Failed => "failed",
            Self::Other(value) => value,
        }
    }
}

impl std::fmt::Display for OrchestratorStatus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<&str> for OrchestratorStatus {
    fn from(value: &str) -> Self {
        match value {
            "success" => Self::Success,
            "max_iterations_reached" => Self::MaxIterationsReached,
            "cancelled" => Self::Cancelled,
            "denied" => Self::Denied,
            "failed" => Self::Failed,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// An error, as events tell it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct EventError {
    /// The type of the exception, or the kind.
    #[serde(rename = "type")]
    pub type_: String,
    /// What went wrong.
    pub msg: String,
    /// The name that programs test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl EventError {
    /// Makes one of the members that it must have.
    pub fn new(type_: impl Into<String>, msg: impl Into<String>) -> Self {
        Self {
            type_: type_.into(),
            msg: msg.into(),
            kind: None,
            extra: JsonObject::new(),
        }
    }
}

/// Data of `session:start`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct SessionStartData {
    /// The agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// The working directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cwd: Option<String>,
    /// Everything, in the `:raw` variant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<Value>,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// Data of `session:end`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct SessionEndData {
    /// Where a session stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<SessionState>,
    /// Turns of the session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turn_count: Option<u64>,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// Data of `session:fork`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct SessionForkData {
    /// The parent session.
    pub parent: String,
    /// The agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl SessionForkData {
    /// Makes one of the members that it must have.
    pub fn new(parent: impl Into<String>) -> Self {
        Self {
            parent: parent.into(),
            agent: None,
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }
}

/// Data of `session:resume`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct SessionResumeData {
    /// Messages of the transcript.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_count: Option<u64>,
    /// The agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// Data of `prompt:submit`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct PromptSubmitData {
    /// What the user said.
    pub prompt: String,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl PromptSubmitData {
    /// Makes one of the members that it must have.
    pub fn new(prompt: impl Into<String>) -> Self {
        Self {
            prompt: prompt.into(),
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }
}

/// Data of `prompt:complete`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct PromptCompleteData {
    /// The answer.
    pub response: String,
    /// Its first 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_preview: Option<String>,
    /// Its characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<u64>,
    /// Tokens of one call or one turn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl PromptCompleteData {
    /// Makes one of the members that it must have.
    pub fn new(response: impl Into<String>) -> Self {
        Self {
            response: response.into(),
            response_preview: None,
            length: None,
            usage: None,
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }
}

/// Data of `provider:request`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ProviderRequestData {
    /// The request of this turn, counted from one.
    pub iteration: u64,
    /// The provider.
    pub provider: String,
    /// The model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The role that a model is chosen by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model_role: Option<String>,
    /// Messages of the conversation.
    pub message_count: u64,
    /// Settings for this request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model_config: Option<JsonObject>,
    /// The tools offered in this request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_names: Option<Vec<String>>,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ProviderRequestData {
    /// Makes one of the members that it must have.
    pub fn new(iteration: u64, provider: impl Into<String>, message_count: u64) -> Self {
        Self {
            iteration,
            provider: provider.into(),
            model: None,
            model_role: None,
            message_count,
            model_config: None,
            tool_names: None,
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }
}

/// Data of `provider:response`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ProviderResponseData {
    /// The provider.
    pub provider: String,
    /// The model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// One answer of a model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<ChatResponse>,
    /// Tokens of one call or one turn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// The request of this turn, counted from one.
    pub iteration: u64,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ProviderResponseData {
    /// Makes one of the members that it must have.
    pub fn new(provider: impl Into<String>, iteration: u64) -> Self {
        Self {
            provider: provider.into(),
            model: None,
            response: None,
            usage: None,
            iteration,
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }
}

/// Data of `provider:error`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ProviderErrorData {
    /// The request of this turn, counted from one.
    pub iteration: u64,
    /// The provider.
    pub provider: String,
    /// The model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// An error, as events tell it.
    pub error: EventError,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ProviderErrorData {
    /// Makes one of the members that it must have.
    pub fn new(iteration: u64, provider: impl Into<String>, error: EventError) -> Self {
        Self {
            iteration,
            provider: provider.into(),
            model: None,
            error,
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }
}

/// Data of `provider:retry`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ProviderRetryData {
    /// The provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// The model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The try that failed, counted from one.
    pub attempt: u64,
    /// The most tries.
    pub max_retries: u64,
    /// Seconds until the next try.
    pub delay_s: f64,
    /// An error, as events tell it.
    pub error: EventError,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ProviderRetryData {
    /// Makes one of the members that it must have.
    pub fn new(attempt: u64, max_retries: u64, delay_s: f64, error: EventError) -> Self {
        Self {
            provider: None,
            model: None,
            attempt,
            max_retries,
            delay_s,
            error,
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }
}

/// Data of `provider:resolve`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ProviderResolveData {
    /// The provider.
    pub provider: String,
    /// The model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The role that the model was chosen by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// What was tried before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub candidates_tried: Option<Vec<ProviderPreference>>,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ProviderResolveData {
    /// Makes one of the members that it must have.
    pub fn new(provider: impl Into<String>) -> Self {
        Self {
            provider: provider.into(),
            model: None,
            role: None,
            candidates_tried: None,
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }
}

/// Data of `provider:throttle`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ProviderThrottleData {
    /// The provider.
    pub provider: String,
    /// Milliseconds of waiting.
    pub delay_ms: f64,
    /// Why.
    pub reason: String,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ProviderThrottleData {
    /// Makes one of the members that it must have.
    pub fn new(provider: impl Into<String>, delay_ms: f64, reason: impl Into<String>) -> Self {
        Self {
            provider: provider.into(),
            delay_ms,
            reason: reason.into(),
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }
}

/// A tool call that got a result made up for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct RepairedToolCall {
    /// The id of the call.
    pub id: String,
    /// The tool.
    pub name: String,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl RepairedToolCall {
    /// Makes one of the members that it must have.
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            extra: JsonObject::new(),
        }
    }
}

/// Data of `provider:tool_sequence_repaired`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ProviderToolSequenceRepairedData {
    /// The calls.
    pub repaired: Vec<RepairedToolCall>,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ProviderToolSequenceRepairedData {
    /// Makes one of the members that it must have.
    pub fn new(repaired: Vec<RepairedToolCall>) -> Self {
        Self {
            repaired,
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }
}

/// Data of `llm:request` and its variants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct LlmRequestData {
    /// The provider.
    pub provider: String,
    /// The model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Messages of the request.
    pub message_count: u64,
    /// Tools of the request.
    pub tool_count: u64,
    /// The request of this turn, counted from one.
    pub iteration: u64,
    /// The messages, shortened, in the `:debug` variant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messages: Option<Value>,
    /// The whole request, in the `:raw` variant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Value>,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl LlmRequestData {
    /// Makes one of the members that it must have.
    pub fn new(
        provider: impl Into<String>,
        message_count: u64,
        tool_count: u64,
        iteration: u64,
    ) -> Self {
        Self {
            provider: provider.into(),
            model: None,
            message_count,
            tool_count,
            iteration,
            messages: None,
            request: None,
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }
}

/// How a call of a model ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LlmStatus {
    /// `ok`.
    #[serde(rename = "ok")]
    Ok,
    /// `error`.
    #[serde(rename = "error")]
    Error,
    /// A value that this version does not know.
    #[serde(untagged)]
    Other(String),
}

impl LlmStatus {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Ok => "ok",
            Self::Error => "error",
            Self::Other(value) => value,
        }
    }
}

impl std::fmt::Display for LlmStatus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<&str> for LlmStatus {
    fn from(value: &str) -> Self {
        match value {
            "ok" => Self::Ok,
            "error" => Self::Error,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// Data of `llm:response` and its variants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LlmResponseData {
    /// The provider.
    pub provider: String,
    /// The model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Tokens of one call or one turn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// How a call of a model ended.
    pub status: LlmStatus,
    /// Milliseconds that it took.
    pub duration_ms: f64,
    /// Why the model stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish_reason: Option<FinishReason>,
    /// The answer, shortened, in the `:debug` variant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messages: Option<Value>,
    /// The whole answer, in the `:raw` variant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<Value>,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl LlmResponseData {
    /// Makes one of the members that it must have.
    pub fn new(provider: impl Into<String>, status: LlmStatus, duration_ms: f64) -> Self {
        Self {
            provider: provider.into(),
            model: None,
            usage: None,
            status,
            duration_ms,
            finish_reason: None,
            messages: None,
            response: None,
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }
}

/// Data of `content_block:start`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ContentBlockStartData {
    /// The type of the block.
    pub block_type: String,
    /// The block, counted from zero.
    pub index: u64,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ContentBlockStartData {
    /// Makes one of the members that it must have.
    pub fn new(block_type: impl Into<String>, index: u64) -> Self {
        Self {
            block_type: block_type.into(),
            index,
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }
}

/// Data of `content_block:delta`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ContentBlockDeltaData {
    /// The type of the block.
    pub block_type: String,
    /// The block, counted from zero.
    pub index: u64,
    /// What is new: usually text.
    pub delta: Value,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ContentBlockDeltaData {
    /// Makes one of the members that it must have.
    pub fn new(block_type: impl Into<String>, index: u64, delta: impl Into<Value>) -> Self {
        Self {
            block_type: block_type.into(),
            index,
            delta: delta.into(),
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }
}

/// Data of `content_block:end`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContentBlockEndData {
    /// The type of the block.
    pub block_type: String,
    /// The block, counted from zero.
    pub index: u64,
    /// One block of a message. A block with an unknown type is kept as it came; a known type with wrong members is an error.
    pub block: ContentBlock,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ContentBlockEndData {
    /// Makes one of the members that it must have.
    pub fn new(block_type: impl Into<String>, index: u64, block: ContentBlock) -> Self {
        Self {
            block_type: block_type.into(),
            index,
            block,
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }
}

/// Data of `thinking:delta`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ThinkingDeltaData {
    /// The block, counted from zero.
    pub index: u64,
    /// The thoughts since the last one.
    pub delta: String,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ThinkingDeltaData {
    /// Makes one of the members that it must have.
    pub fn new(index: u64, delta: impl Into<String>) -> Self {
        Self {
            index,
            delta: delta.into(),
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }
}

/// Data of `thinking:final`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ThinkingFinalData {
    /// The block, counted from zero.
    pub index: u64,
    /// All thoughts of the block.
    pub text: String,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ThinkingFinalData {
    /// Makes one of the members that it must have.
    pub fn new(index: u64, text: impl Into<String>) -> Self {
        Self {
            index,
            text: text.into(),
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }
}

/// Data of `tool:pre`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ToolPreData {
    /// The tool.
    pub tool_name: String,
    /// The id of the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_call_id: Option<String>,
    /// Its input.
    pub tool_input: JsonObject,
    /// What a tool may do at worst.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annotations: Option<ToolAnnotations>,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ToolPreData {
    /// Makes one of the members that it must have.
    pub fn new(tool_name: impl Into<String>, tool_input: JsonObject) -> Self {
        Self {
            tool_name: tool_name.into(),
            tool_call_id: None,
            tool_input,
            annotations: None,
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }
}

/// Data of `tool:post`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ToolPostData {
    /// The tool.
    pub tool_name: String,
    /// The id of the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_call_id: Option<String>,
    /// Its input.
    pub tool_input: JsonObject,
    /// What a tool gave. A tool that ran and failed is a result with `success: false`, not an error.
    pub result: ToolResult,
    /// Milliseconds that it took.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<f64>,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ToolPostData {
    /// Makes one of the members that it must have.
    pub fn new(tool_name: impl Into<String>, tool_input: JsonObject, result: ToolResult) -> Self {
        Self {
            tool_name: tool_name.into(),
            tool_call_id: None,
            tool_input,
            result,
            duration_ms: None,
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }
}

/// Data of `tool:error`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ToolErrorData {
    /// The tool.
    pub tool_name: String,
    /// The id of the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_call_id: Option<String>,
    /// An error, as events tell it.
    pub error: EventError,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ToolErrorData {
    /// Makes one of the members that it must have.
    pub fn new(tool_name: impl Into<String>, error: EventError) -> Self {
        Self {
            tool_name: tool_name.into(),
            tool_call_id: None,
            error,
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }
}

/// Data of `orchestrator:complete`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrchestratorCompleteData {
    /// The orchestrator.
    pub orchestrator: String,
    /// Requests to a model that it took.
    pub turn_count: u64,
    /// How an orchestrator ended.
    pub status: OrchestratorStatus,
    /// Tokens of one call or one turn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl OrchestratorCompleteData {
    /// Makes one of the members that it must have.
    pub fn new(
        orchestrator: impl Into<String>,
        turn_count: u64,
        status: OrchestratorStatus,
    ) -> Self {
        Self {
            orchestrator: orchestrator.into(),
            turn_count,
            status,
            usage: None,
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }
}

/// Data of `execution:start`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ExecutionStartData {
    /// What the user said.
    pub prompt: String,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ExecutionStartData {
    /// Makes one of the members that it must have.
    pub fn new(prompt: impl Into<String>) -> Self {
        Self {
            prompt: prompt.into(),
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }
}

/// Data of `execution:end`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExecutionEndData {
    /// The answer.
    pub response: String,
    /// How a turn ended.
    pub status: TurnStatus,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ExecutionEndData {
    /// Makes one of the members that it must have.
    pub fn new(response: impl Into<String>, status: TurnStatus) -> Self {
        Self {
            response: response.into(),
            status,
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }
}

/// Data of `cancel:requested`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct CancelRequestedData {
    /// How to stop: at once, or finish what runs and start nothing new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<CancelMode>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl CancelRequestedData {
    /// `mode`, or `"immediate"` when it is absent.
    pub fn mode_or_default(&self) -> CancelMode {
        self.mode.unwrap_or_default()
    }
}

/// Data of `cancel:completed`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct CancelCompletedData {
    /// How to stop: at once, or finish what runs and start nothing new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<CancelMode>,
    /// What had been produced so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partial: Option<Value>,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl CancelCompletedData {
    /// `mode`, or `"immediate"` when it is absent.
    pub fn mode_or_default(&self) -> CancelMode {
        self.mode.unwrap_or_default()
    }
}

/// Data of `approval:required`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ApprovalRequiredData {
    /// The tool.
    pub tool_name: String,
    /// The id of the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_call_id: Option<String>,
    /// What it wants to do, for the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// More about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<JsonObject>,
    /// How bad it could get.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk_level: Option<RiskLevel>,
    /// The question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// The answers offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Vec<String>>,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ApprovalRequiredData {
    /// Makes one of the members that it must have.
    pub fn new(tool_name: impl Into<String>) -> Self {
        Self {
            tool_name: tool_name.into(),
            tool_call_id: None,
            action: None,
            details: None,
            risk_level: None,
            prompt: None,
            options: None,
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }
}

/// Data of `approval:granted`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ApprovalGrantedData {
    /// The tool.
    pub tool_name: String,
    /// The id of the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_call_id: Option<String>,
    /// The option that was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether the answer holds for like questions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remember: Option<bool>,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ApprovalGrantedData {
    /// Makes one of the members that it must have.
    pub fn new(tool_name: impl Into<String>) -> Self {
        Self {
            tool_name: tool_name.into(),
            tool_call_id: None,
            option: None,
            reason: None,
            remember: None,
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }

    /// `remember`, or `false` when it is absent.
    pub fn remember_or_default(&self) -> bool {
        self.remember.unwrap_or(false)
    }
}

/// Data of `approval:denied`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ApprovalDeniedData {
    /// The tool.
    pub tool_name: String,
    /// The id of the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_call_id: Option<String>,
    /// The option that was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether the answer holds for like questions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remember: Option<bool>,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ApprovalDeniedData {
    /// Makes one of the members that it must have.
    pub fn new(tool_name: impl Into<String>) -> Self {
        Self {
            tool_name: tool_name.into(),
            tool_call_id: None,
            option: None,
            reason: None,
            remember: None,
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }

    /// `remember`, or `false` when it is absent.
    pub fn remember_or_default(&self) -> bool {
        self.remember.unwrap_or(false)
    }
}

/// Data of `context:pre_compact`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ContextPreCompactData {
    /// Messages before.
    pub message_count: u64,
    /// Tokens before, estimated.
    pub token_count: u64,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ContextPreCompactData {
    /// Makes one of the members that it must have.
    pub fn new(message_count: u64, token_count: u64) -> Self {
        Self {
            message_count,
            token_count,
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }
}

/// Data of `context:post_compact`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ContextPostCompactData {
    /// Messages after.
    pub message_count: u64,
    /// Tokens after, estimated.
    pub token_count: u64,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ContextPostCompactData {
    /// Makes one of the members that it must have.
    pub fn new(message_count: u64, token_count: u64) -> Self {
        Self {
            message_count,
            token_count,
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }
}

/// Data of `context:compaction`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ContextCompactionData {
    /// The highest level that was needed.
    pub strategy_level: u64,
    /// Tokens that there was room for.
    pub budget: u64,
    /// Tokens aimed at.
    pub target_tokens: u64,
    /// Tokens before.
    pub before_tokens: u64,
    /// Tokens after.
    pub after_tokens: u64,
    /// Messages before.
    pub before_messages: u64,
    /// Messages after.
    pub after_messages: u64,
    /// Messages left out.
    pub messages_removed: u64,
    /// Messages shortened.
    pub messages_truncated: u64,
    /// User messages cut to a stub.
    pub user_messages_stubbed: u64,
    /// System messages kept.
    pub system_messages_preserved: u64,
    /// The setting: which fraction of the messages is protected.
    pub protected_recent: f64,
    /// The setting: how many tool results are protected.
    pub protected_tool_results: u64,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// Why a file was included.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum IncludeSource {
    /// `file`.
    #[serde(rename = "file")]
    File,
    /// `mention`.
    #[serde(rename = "mention")]
    Mention,
    /// A value that this version does not know.
    #[serde(untagged)]
    Other(String),
}

impl IncludeSource {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::File => "file",
            Self::Mention => "mention",
            Self::Other(value) => value,
        }
    }
}

impl std::fmt::Display for IncludeSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<&str> for IncludeSource {
    fn from(value: &str) -> Self {
        match value {
            "file" => Self::File,
            "mention" => Self::Mention,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// Data of `context:include`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContextIncludeData {
    /// The file.
    pub path: String,
    /// Why a file was included.
    pub source: IncludeSource,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ContextIncludeData {
    /// Makes one of the members that it must have.
    pub fn new(path: impl Into<String>, source: IncludeSource) -> Self {
        Self {
            path: path.into(),
            source,
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }
}

/// Data of `plan:start`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct PlanStartData {
    /// What the plan is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<String>,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// Data of `plan:end`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct PlanEndData {
    /// What the plan is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<String>,
    /// The plan, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// How an orchestrator ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<OrchestratorStatus>,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// Data of `user:notification`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct UserNotificationData {
    /// What the user is told.
    pub message: String,
    /// How loud a message to the user is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<MessageLevel>,
    /// Who says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl UserNotificationData {
    /// Makes one of the members that it must have.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            level: None,
            source: None,
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }

    /// `level`, or `"info"` when it is absent.
    pub fn level_or_default(&self) -> MessageLevel {
        self.level.unwrap_or_default()
    }
}

/// Data of `artifact:write`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ArtifactWriteData {
    /// The file.
    pub path: String,
    /// How many bytes were written.
    pub bytes: u64,
    /// Whether the file is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<bool>,
    /// The tool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_name: Option<String>,
    /// The id of the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_call_id: Option<String>,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ArtifactWriteData {
    /// Makes one of the members that it must have.
    pub fn new(path: impl Into<String>, bytes: u64) -> Self {
        Self {
            path: path.into(),
            bytes,
            created: None,
            tool_name: None,
            tool_call_id: None,
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }
}

/// Data of `artifact:read`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ArtifactReadData {
    /// The file.
    pub path: String,
    /// How many bytes were read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// The tool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_name: Option<String>,
    /// The id of the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_call_id: Option<String>,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ArtifactReadData {
    /// Makes one of the members that it must have.
    pub fn new(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            bytes: None,
            tool_name: None,
            tool_call_id: None,
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }
}

/// Data of `policy:violation`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct PolicyViolationData {
    /// The tool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_name: Option<String>,
    /// The id of the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_call_id: Option<String>,
    /// The mode whose policy it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// What the policy forbids, and why.
    pub reason: String,
    /// When it happened (RFC 3339, UTC); stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The parent of the session; stamped by the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl PolicyViolationData {
    /// Makes one of the members that it must have.
    pub fn new(reason: impl Into<String>) -> Self {
        Self {
            tool_name: None,
            tool_call_id: None,
            mode: None,
            reason: reason.into(),
            timestamp: None,
            session_id: None,
            parent_id: None,
            extra: JsonObject::new(),
        }
    }
}

/// What breaks: the handler alone (an exception, a panic), or the whole process at once, with exit code 70.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum FixtureCrash {
    /// `handler`.
    #[serde(rename = "handler")]
    Handler,
    /// `process`.
    #[serde(rename = "process")]
    Process,
}

impl FixtureCrash {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Handler => "handler",
            Self::Process => "process",
        }
    }
}

impl std::fmt::Display for FixtureCrash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A request that the fixture makes to its host.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct FixtureCall {
    /// The method, such as `state.get`.
    pub method: String,
    /// Its params without `_meta`; absent = empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub params: Option<JsonObject>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl FixtureCall {
    /// Makes one of the members that it must have.
    pub fn new(method: impl Into<String>) -> Self {
        Self {
            method: method.into(),
            params: None,
            extra: JsonObject::new(),
        }
    }
}

/// What the host answered to a call: `result` or `error`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct FixtureReply {
    /// The result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Value>,
    /// The `error` member of a response.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorObject>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// Input of the tool `conformance.fixture`. What is asked for happens in the order of these members.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct FixtureInput {
    /// Send `$/log` with level `info` and this message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,
    /// Print this line the way the language usually prints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub print: Option<String>,
    /// Send so many `$/progress`: `progress` 1 to n, `total` n.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<u64>,
    /// Send each text as `stream.tool.output` on `stdout`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream: Option<Vec<String>>,
    /// Make these calls to the host, one after the other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calls: Option<Vec<FixtureCall>>,
    /// Wait so many milliseconds; a cancel ends it at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay_ms: Option<u64>,
    /// What breaks: the handler alone (an exception, a panic), or the whole process at once, with exit code 70.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crash: Option<FixtureCrash>,
    /// Answer a `ToolResult` that failed, with this message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fail: Option<String>,
    /// Give `text`, so many times the letter x.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_bytes: Option<u64>,
    /// Any JSON, given back as it is, null too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub echo: Option<Value>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// Output of the tool `conformance.fixture`: a member for each that was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct FixtureOutput {
    /// What the calls gave, in their order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calls: Option<Vec<FixtureReply>>,
    /// How to stop: at once, or finish what runs and start nothing new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled: Option<CancelMode>,
    /// What `output_bytes` asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The `echo` of the input.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub echo: Option<Value>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl FixtureOutput {
    /// `cancelled`, or `"immediate"` when it is absent.
    pub fn cancelled_or_default(&self) -> CancelMode {
        self.cancelled.unwrap_or_default()
    }
}

/// Params of `state.get`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct StateGetParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The key, by convention `component.name`.
    pub key: String,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl StateGetParams {
    /// Makes one of the members that it must have.
    pub fn new(key: impl Into<String>) -> Self {
        Self {
            meta: None,
            key: key.into(),
            extra: JsonObject::new(),
        }
    }
}

/// Result of `state.get`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct StateGetResult {
    /// The value; null when unset.
    pub value: Value,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl StateGetResult {
    /// Makes one of the members that it must have.
    pub fn new(value: impl Into<Value>) -> Self {
        Self {
            value: value.into(),
            extra: JsonObject::new(),
        }
    }
}

/// Params of `state.set`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct StateSetParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The key, by convention `component.name`.
    pub key: String,
    /// The value; null deletes the key.
    pub value: Value,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl StateSetParams {
    /// Makes one of the members that it must have.
    pub fn new(key: impl Into<String>, value: impl Into<Value>) -> Self {
        Self {
            meta: None,
            key: key.into(),
            value: value.into(),
            extra: JsonObject::new(),
        }
    }
}

/// Params of `capability.get`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct CapabilityGetParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The capability.
    pub name: String,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl CapabilityGetParams {
    /// Makes one of the members that it must have.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            meta: None,
            name: name.into(),
            extra: JsonObject::new(),
        }
    }
}

/// Params of `capability.list`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct CapabilityListParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

/// A callable capability that is mounted; result of `capability.get`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct CapabilityInfo {
    /// Its name.
    pub name: String,
    /// Its service.
    pub service: String,
    /// What it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// JSON Schema 2020-12 of its input.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_schema: Option<JsonObject>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl CapabilityInfo {
    /// Makes one of the members that it must have.
    pub fn new(name: impl Into<String>, service: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            service: service.into(),
            description: None,
            input_schema: None,
            extra: JsonObject::new(),
        }
    }
}

/// Result of `capability.list`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct CapabilityListResult {
    /// The capabilities that are mounted.
    pub capabilities: Vec<CapabilityInfo>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl CapabilityListResult {
    /// Makes one of the members that it must have.
    pub fn new(capabilities: Vec<CapabilityInfo>) -> Self {
        Self {
            capabilities,
            extra: JsonObject::new(),
        }
    }
}

/// Params of `capability.call` and `request.capability_call`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct CapabilityCallParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The capability.
    pub name: String,
    /// Its input.
    pub input: Value,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl CapabilityCallParams {
    /// Makes one of the members that it must have.
    pub fn new(name: impl Into<String>, input: impl Into<Value>) -> Self {
        Self {
            meta: None,
            name: name.into(),
            input: input.into(),
            extra: JsonObject::new(),
        }
    }
}

/// Result of `capability.call`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct CapabilityCallResult {
    /// What it returned.
    pub output: Value,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl CapabilityCallResult {
    /// Makes one of the members that it must have.
    pub fn new(output: impl Into<Value>) -> Self {
        Self {
            output: output.into(),
            extra: JsonObject::new(),
        }
    }
}

/// Params of `channel.collect` and `request.channel_collect`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ChannelCollectParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The channel.
    pub channel: String,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ChannelCollectParams {
    /// Makes one of the members that it must have.
    pub fn new(channel: impl Into<String>) -> Self {
        Self {
            meta: None,
            channel: channel.into(),
            extra: JsonObject::new(),
        }
    }
}

/// Result of `channel.collect`: what one service contributes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ChannelCollectResult {
    /// The contribution.
    pub data: Value,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ChannelCollectResult {
    /// Makes one of the members that it must have.
    pub fn new(data: impl Into<Value>) -> Self {
        Self {
            data: data.into(),
            extra: JsonObject::new(),
        }
    }
}

/// What one service contributed to a channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ChannelContribution {
    /// The service.
    pub service: String,
    /// The contribution.
    pub data: Value,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ChannelContribution {
    /// Makes one of the members that it must have.
    pub fn new(service: impl Into<String>, data: impl Into<Value>) -> Self {
        Self {
            service: service.into(),
            data: data.into(),
            extra: JsonObject::new(),
        }
    }
}

/// Result of `request.channel_collect`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct RequestChannelCollectResult {
    /// What the services contributed.
    pub contributions: Vec<ChannelContribution>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl RequestChannelCollectResult {
    /// Makes one of the members that it must have.
    pub fn new(contributions: Vec<ChannelContribution>) -> Self {
        Self {
            contributions,
            extra: JsonObject::new(),
        }
    }
}

/// Params of `channel.message`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ChannelMessageParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The channel.
    pub channel: String,
    /// The service that published it.
    pub sender: String,
    /// What it published.
    pub data: Value,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ChannelMessageParams {
    /// Makes one of the members that it must have.
    pub fn new(
        channel: impl Into<String>,
        sender: impl Into<String>,
        data: impl Into<Value>,
    ) -> Self {
        Self {
            meta: None,
            channel: channel.into(),
            sender: sender.into(),
            data: data.into(),
            extra: JsonObject::new(),
        }
    }
}

/// Params of `channel.publish`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct ChannelPublishParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The channel.
    pub channel: String,
    /// What is published.
    pub data: Value,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl ChannelPublishParams {
    /// Makes one of the members that it must have.
    pub fn new(channel: impl Into<String>, data: impl Into<Value>) -> Self {
        Self {
            meta: None,
            channel: channel.into(),
            data: data.into(),
            extra: JsonObject::new(),
        }
    }
}

/// Params of `display.show`: a message to the user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct DisplayShowParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The message.
    pub message: String,
    /// How loud a message to the user is.
    pub level: MessageLevel,
    /// Who says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl DisplayShowParams {
    /// Makes one of the members that it must have.
    pub fn new(message: impl Into<String>, level: MessageLevel) -> Self {
        Self {
            meta: None,
            message: message.into(),
            level,
            source: None,
            extra: JsonObject::new(),
        }
    }
}

/// Params of `stream.token` and `stream.provider.token`. The joined tokens of a block equal that text block of the response.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StreamTokenParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The id of a request: chosen by the caller, echoed exactly.
    pub request_id: RequestId,
    /// The block, counted from zero.
    pub index: u64,
    /// The text since the last one.
    pub text: String,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl StreamTokenParams {
    /// Makes one of the members that it must have.
    pub fn new(request_id: impl Into<RequestId>, index: u64, text: impl Into<String>) -> Self {
        Self {
            meta: None,
            request_id: request_id.into(),
            index,
            text: text.into(),
            extra: JsonObject::new(),
        }
    }
}

/// Params of `stream.thinking` and `stream.provider.thinking`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StreamThinkingParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The id of a request: chosen by the caller, echoed exactly.
    pub request_id: RequestId,
    /// The block, counted from zero.
    pub index: u64,
    /// The text since the last one.
    pub text: String,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl StreamThinkingParams {
    /// Makes one of the members that it must have.
    pub fn new(request_id: impl Into<RequestId>, index: u64, text: impl Into<String>) -> Self {
        Self {
            meta: None,
            request_id: request_id.into(),
            index,
            text: text.into(),
            extra: JsonObject::new(),
        }
    }
}

/// Params of `stream.tool_call_start` and `stream.provider.tool_call_start`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StreamToolCallStartParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The id of a request: chosen by the caller, echoed exactly.
    pub request_id: RequestId,
    /// The id of the call.
    pub id: String,
    /// The tool.
    pub name: String,
    /// Its input, where it is complete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<JsonObject>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl StreamToolCallStartParams {
    /// Makes one of the members that it must have.
    pub fn new(
        request_id: impl Into<RequestId>,
        id: impl Into<String>,
        name: impl Into<String>,
    ) -> Self {
        Self {
            meta: None,
            request_id: request_id.into(),
            id: id.into(),
            name: name.into(),
            input: None,
            extra: JsonObject::new(),
        }
    }
}

/// Params of `stream.tool_call_end`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StreamToolCallEndParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The id of a request: chosen by the caller, echoed exactly.
    pub request_id: RequestId,
    /// The id of the call.
    pub id: String,
    /// The tool.
    pub name: String,
    /// Whether it succeeded.
    pub success: bool,
    /// The head of its output.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_preview: Option<String>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl StreamToolCallEndParams {
    /// Makes one of the members that it must have.
    pub fn new(
        request_id: impl Into<RequestId>,
        id: impl Into<String>,
        name: impl Into<String>,
        success: bool,
    ) -> Self {
        Self {
            meta: None,
            request_id: request_id.into(),
            id: id.into(),
            name: name.into(),
            success,
            output_preview: None,
            extra: JsonObject::new(),
        }
    }
}

/// Params of `stream.content_block_start` and `stream.provider.content_block_start`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StreamContentBlockStartParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The id of a request: chosen by the caller, echoed exactly.
    pub request_id: RequestId,
    /// The type of the block.
    #[serde(rename = "type")]
    pub type_: String,
    /// The block, counted from zero.
    pub index: u64,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl StreamContentBlockStartParams {
    /// Makes one of the members that it must have.
    pub fn new(request_id: impl Into<RequestId>, type_: impl Into<String>, index: u64) -> Self {
        Self {
            meta: None,
            request_id: request_id.into(),
            type_: type_.into(),
            index,
            extra: JsonObject::new(),
        }
    }
}

/// Params of `stream.content_block_delta` and `stream.provider.content_block_delta`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StreamContentBlockDeltaParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The id of a request: chosen by the caller, echoed exactly.
    pub request_id: RequestId,
    /// The block, counted from zero.
    pub index: u64,
    /// What is new: usually text.
    pub delta: Value,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl StreamContentBlockDeltaParams {
    /// Makes one of the members that it must have.
    pub fn new(request_id: impl Into<RequestId>, index: u64, delta: impl Into<Value>) -> Self {
        Self {
            meta: None,
            request_id: request_id.into(),
            index,
            delta: delta.into(),
            extra: JsonObject::new(),
        }
    }
}

/// Params of `stream.content_block_end` and `stream.provider.content_block_end`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StreamContentBlockEndParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The id of a request: chosen by the caller, echoed exactly.
    pub request_id: RequestId,
    /// The type of the block.
    #[serde(rename = "type")]
    pub type_: String,
    /// The block, counted from zero.
    pub index: u64,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl StreamContentBlockEndParams {
    /// Makes one of the members that it must have.
    pub fn new(request_id: impl Into<RequestId>, type_: impl Into<String>, index: u64) -> Self {
        Self {
            meta: None,
            request_id: request_id.into(),
            type_: type_.into(),
            index,
            extra: JsonObject::new(),
        }
    }
}

/// Params of `stream.context_message_added`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StreamContextMessageAddedParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The id of a request: chosen by the caller, echoed exactly.
    pub request_id: RequestId,
    /// One message of a conversation.
    pub message: Message,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl StreamContextMessageAddedParams {
    /// Makes one of the members that it must have.
    pub fn new(request_id: impl Into<RequestId>, message: Message) -> Self {
        Self {
            meta: None,
            request_id: request_id.into(),
            message,
            extra: JsonObject::new(),
        }
    }
}

/// Where an item stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TodoStatus {
    /// `pending`.
    #[serde(rename = "pending")]
    Pending,
    /// `in_progress`.
    #[serde(rename = "in_progress")]
    InProgress,
    /// `completed`.
    #[serde(rename = "completed")]
    Completed,
    /// A value that this version does not know.
    #[serde(untagged)]
    Other(String),
}

impl TodoStatus {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Pending => "pending",
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::Other(value) => value,
        }
    }
}

impl std::fmt::Display for TodoStatus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<&str> for TodoStatus {
    fn from(value: &str) -> Self {
        match value {
            "pending" => Self::Pending,
            "in_progress" => Self::InProgress,
            "completed" => Self::Completed,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// An item of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TodoItem {
    /// What is to be done.
    pub content: String,
    /// The same, while it is being done.
    #[serde(
        rename = "activeForm",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub active_form: Option<String>,
    /// Where an item stands.
    pub status: TodoStatus,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl TodoItem {
    /// Makes one of the members that it must have.
    pub fn new(content: impl Into<String>, status: TodoStatus) -> Self {
        Self {
            content: content.into(),
            active_form: None,
            status,
            extra: JsonObject::new(),
        }
    }
}

/// Params of `stream.todo_update`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StreamTodoUpdateParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The id of a request: chosen by the caller, echoed exactly.
    pub request_id: RequestId,
    /// The whole list.
    pub todos: Vec<TodoItem>,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl StreamTodoUpdateParams {
    /// Makes one of the members that it must have.
    pub fn new(request_id: impl Into<RequestId>, todos: Vec<TodoItem>) -> Self {
        Self {
            meta: None,
            request_id: request_id.into(),
            todos,
            extra: JsonObject::new(),
        }
    }
}

/// Params of `stream.usage` and `stream.provider.usage`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StreamUsageParams {
    /// What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
    #[serde(rename = "_meta", default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// The id of a request: chosen by the caller, echoed exactly.
    pub request_id: RequestId,
    /// Tokens of one call or one turn.
    pub usage: Usage,
    /// Members that this version does not know, kept as they came.
    #[serde(flatten)]
    pub extra: JsonObject,
}

impl StreamUsageParams {
    /// Makes one of the members that it must have.
    pub fn new(request_id: impl Into<RequestId>, usage: Usage) -> Self {
        Self {
            meta: None,
            request_id: request_id.into(),
            usage,
            extra: JsonObject::new(),
        }
    }
}
