//! The orchestrator `once`: a whole turn with its hooks, but without tools.

use amplifier_ipc::types::{
    ApprovalDefault, ApprovalRequestParams, ApprovalResult, ChatRequest, ChatResponse,
    ContentBlock, ContextGetMessagesParams, HookAction, HookResult, InjectionRole, JsonObject,
    Message, MessageContent, OrchestratorExecuteParams, OrchestratorExecuteResult, RiskLevel, Role,
    TextBlock, TurnStatus,
};
use amplifier_ipc::{Context, Host, Orchestrator, Result, RpcError};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::timeout;

pub(crate) struct Once;

impl Orchestrator for Once {
    async fn execute(
        &self,
        params: OrchestratorExecuteParams,
        cx: &Context,
    ) -> Result<OrchestratorExecuteResult> {
        let _watched = cx.cancelled(); // it answers by itself when it is cancelled
        let mut turn = Turn {
            params,
            cx,
            host: cx.host(),
            passing: Vec::new(),
            requests: 0,
            said: String::new(),
        };
        let mut outcome = turn.submit().await;
        if outcome.is_ok() {
            outcome = turn.answer().await;
        }
        Ok(turn.end(outcome).await?)
    }
}

/// Why a turn does not go on.
enum Stop {
    /// A hook, or the user whom it asked, does not want it; the reason.
    Denied(String),
    Failed(RpcError),
}

impl From<RpcError> for Stop {
    fn from(error: RpcError) -> Self {
        Self::Failed(error)
    }
}

struct Turn<'a> {
    params: OrchestratorExecuteParams,
    cx: &'a Context,
    host: Host,
    /// Injected into the request, and not stored.
    passing: Vec<Message>,
    requests: u64,
    /// The answer so far.
    said: String,
}

impl Turn<'_> {
    async fn submit(&mut self) -> Result<(), Stop> {
        let said = json!({"prompt": self.params.prompt});
        let (data, fold) = self.gate("prompt:submit", said).await?;
        let prompt = ContentBlock::Text(TextBlock::new(text(&data, "prompt").unwrap_or_default()));
        let attached = self.params.attachments.take().unwrap_or_default();
        let blocks = std::iter::once(prompt).chain(attached).collect();
        let message = Message::new(Role::User, MessageContent::Blocks(blocks));
        self.host.add_message(message).await?;
        Ok(self.inject(fold).await?)
    }

    async fn answer(&mut self) -> Result<(), Stop> {
        let first = self.params.providers.first();
        let provider = first
            .map(|mounted| mounted.name.clone())
            .unwrap_or_default();
        let whole = self
            .host
            .get_messages(ContextGetMessagesParams::default())
            .await?;
        let about = json!({"iteration": 1, "provider": provider, "message_count": whole.len()});
        let (data, fold) = self.gate("provider:request", about).await?;
        self.inject(fold).await?;
        let response = match self.ask(&data).await {
            Err(error) if error.kind() != "cancelled" => {
                let kind = error.kind();
                let told = json!({"type": kind, "msg": error.message(), "kind": kind});
                let about = json!({"iteration": 1, "provider": provider, "error": told});
                self.emit("provider:error", about).await?;
                return Err(error.into());
            }
            other => other?,
        };
        self.said = response.text();
        let message = Message::new(Role::Assistant, MessageContent::Blocks(response.content));
        Ok(self.host.add_message(message).await?)
    }

    /// Asks the model that `provider:request` has come to, and passes its tokens on.
    async fn ask(&mut self, data: &JsonObject) -> Result<ChatResponse, RpcError> {
        let provider = text(data, "provider").filter(|name| !name.is_empty());
        let request = self.request(provider, data).await?;
        if self.cx.wind_down().is_cancelled() {
            return Err(RpcError::cancelled()); // a graceful cancel forbids to begin
        }
        self.requests += 1;
        let mut stream = self.host.stream_complete(provider, request);
        while let Some(piece) = stream.next().await {
            if let Some(token) = piece.token() {
                self.said += token;
                let index = piece.params.get("index").and_then(Value::as_u64);
                self.cx.token(index.unwrap_or_default(), token).await;
            }
        }
        stream.response().await
    }

    async fn request(
        &self,
        provider: Option<&str>,
        data: &JsonObject,
    ) -> Result<ChatRequest, RpcError> {
        let mut mounted = self.params.providers.iter();
        let known = mounted.find(|mounted| Some(mounted.name.as_str()) == provider);
        let info = match known.and_then(|mounted| mounted.info.clone()) {
            Some(info) => info,
            None => self.host.provider_info(provider).await?,
        };
        let params = ContextGetMessagesParams {
            provider_info: json!(info).as_object().cloned(),
            ..Default::default()
        };
        let given = data.get("model_config").and_then(Value::as_object);
        let mut settings = given.cloned().unwrap_or_default();
        settings.insert("messages".into(), json!([]));
        let mut request: ChatRequest = serde_json::from_value(Value::Object(settings))
            .map_err(|error| RpcError::internal("serde_json::Error", error.to_string()))?;
        request.messages = self.host.get_messages(params).await?;
        request.messages.extend(self.passing.iter().cloned());
        request.system = Some(self.params.system_prompt.clone());
        request.model = text(data, "model").map(Into::into);
        Ok(request)
    }

    /// Emits an event that hooks may deny.
    async fn gate(&self, event: &str, data: Value) -> Result<(JsonObject, HookResult), Stop> {
        let (data, fold) = self.emit(event, data).await?;
        match fold.action {
            Some(HookAction::Deny) => {
                let otherwise = || format!("a hook denied {event}");
                Err(Stop::Denied(fold.reason.unwrap_or_else(otherwise)))
            }
            Some(HookAction::AskUser) if event == "prompt:submit" => {
                self.approve(&fold).await?;
                Ok((data, fold))
            }
            _ => Ok((data, fold)),
        }
    }

    /// Asks the hooks; gives the data with their patch, and their fold.
    async fn emit(&self, event: &str, data: Value) -> Result<(JsonObject, HookResult), RpcError> {
        let mut data = data.as_object().cloned().unwrap_or_default();
        let fold = self.host.emit_hook(event, data.clone()).await?;
        data.extend(fold.data.clone().unwrap_or_default());
        Ok((data, fold))
    }

    /// Asks the user on behalf of a hook; anything but an approval is a deny.
    async fn approve(&self, fold: &HookResult) -> Result<(), Stop> {
        let action = "send the prompt to the model";
        let details = JsonObject::new();
        let mut question = ApprovalRequestParams::new("prompt", action, details, RiskLevel::Medium);
        question.prompt.clone_from(&fold.approval_prompt);
        question.options.clone_from(&fold.approval_options);
        question.timeout = fold.approval_timeout;
        question.default = fold.approval_default;
        let about = json!({"tool_name": "prompt", "action": action});
        self.emit("approval:required", about).await?;
        let seconds = fold.approval_timeout.unwrap_or(300.0);
        let patience = Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX);
        let said = match timeout(patience, self.host.request_approval(question)).await {
            Ok(Ok(said)) => said,
            Ok(Err(error)) if error.kind() == "cancelled" => return Err(error.into()),
            Ok(Err(error)) => refusal(format!("nobody could be asked: {}", error.message())),
            Err(_) if fold.approval_default == Some(ApprovalDefault::Allow) => {
                ApprovalResult::new(true)
            }
            Err(_) => refusal("nobody decided in time".into()),
        };
        let decided = if said.approved {
            "approval:granted"
        } else {
            "approval:denied"
        };
        self.emit(decided, json!({"tool_name": "prompt"})).await?;
        if said.approved {
            return Ok(());
        }
        let reason = said.reason.unwrap_or_else(|| "it was not approved".into());
        Err(Stop::Denied(reason))
    }

    /// Puts into the conversation what the hooks want there, for good or for this turn's request.
    async fn inject(&mut self, fold: HookResult) -> Result<(), RpcError> {
        let Some(text) = fold.context_injection else {
            return Ok(());
        };
        let role = match fold.context_injection_role.unwrap_or_default() {
            InjectionRole::System => Role::System,
            InjectionRole::User => Role::User,
            InjectionRole::Assistant => Role::Assistant,
        };
        let message = Message::new(role, text);
        if fold.ephemeral.unwrap_or_default() {
            self.passing.push(message);
            return Ok(());
        }
        self.host.add_message(message).await
    }

    /// Tells the hooks how the turn has ended, and answers it.
    async fn end(
        mut self,
        outcome: Result<(), Stop>,
    ) -> Result<OrchestratorExecuteResult, RpcError> {
        let (status, how, error) = match outcome {
            Ok(()) => (TurnStatus::Completed, "success", None),
            Err(Stop::Denied(reason)) => {
                return Ok(OrchestratorExecuteResult::new(reason, TurnStatus::Denied));
            }
            Err(Stop::Failed(error)) if error.kind() == "cancelled" => {
                (TurnStatus::Cancelled, "cancelled", None)
            }
            Err(Stop::Failed(error)) => (TurnStatus::Failed, "failed", Some(error)),
        };
        let about = json!({"orchestrator": "once", "turn_count": self.requests, "status": how});
        self.emit("orchestrator:complete", about).await?;
        let (_, fold) = self
            .emit("prompt:complete", json!({"response": self.said}))
            .await?;
        if fold.action != Some(HookAction::Deny) {
            self.inject(fold).await?;
        }
        let mut result = OrchestratorExecuteResult::new(self.said, status);
        result.turn_count = Some(self.requests);
        result.metadata =
            error.and_then(|error| json!({"error": error.message()}).as_object().cloned());
        Ok(result)
    }
}

fn refusal(reason: String) -> ApprovalResult {
    let mut result = ApprovalResult::new(false);
    result.reason = Some(reason);
    result
}

fn text<'a>(data: &'a JsonObject, member: &str) -> Option<&'a str> {
    data.get(member)?.as_str()
}
