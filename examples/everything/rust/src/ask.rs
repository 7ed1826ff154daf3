//! The calls that a service can make to its host.

use amplifier_ipc::types::{
    ApprovalRequestParams, ChatRequest, ContextGetMessagesParams, HookAction, Message,
    MessageLevel, RequestSessionSpawnParams, RiskLevel, ToolExecuteParams,
};
use amplifier_ipc::{Context, Host, LlmError, LlmErrorKind, Result, RpcError, tool};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

type Answer = Result<Value, RpcError>;

/// A service of the host.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HostService {
    Hooks,
    Tools,
    Provider,
    ProviderStream,
    Context,
    State,
    Approval,
    Sessions,
    Capabilities,
    Channels,
    Display,
    Content,
}

/// Call a service of the host.
#[tool]
pub(crate) async fn ask_host(service: HostService, cx: Context) -> Result<Value> {
    let host = cx.host();
    let answer = match service {
        HostService::Hooks => hooks(&host).await,
        HostService::Tools => tools(&host).await,
        HostService::Provider => provider(&host).await.or_else(llm_error),
        HostService::ProviderStream => provider_stream(&host).await,
        HostService::Context => context(&host).await,
        HostService::State => state(&host).await,
        HostService::Approval => approval(&host).await,
        HostService::Sessions => sessions(&host).await,
        HostService::Capabilities => capabilities(&host).await,
        HostService::Channels => channels(&host).await,
        HostService::Display => display(&host).await,
        HostService::Content => content(&host).await,
    };
    Ok(answer?)
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

fn hi() -> ChatRequest {
    ChatRequest::new(vec![Message::user("hi")])
}

async fn hooks(host: &Host) -> Answer {
    let data = json!({"tool_name": "bash", "tool_input": {"command": "ls"}});
    let result = host.emit_hook("tool:pre", object(data)).await?;
    let action = result.action.unwrap_or(HookAction::Continue);
    Ok(json!({"action": action, "reason": result.reason}))
}

async fn tools(host: &Host) -> Answer {
    let mut params = ToolExecuteParams::new("echo", object(json!({"text": "hi"})));
    params.call_id = Some("c1".into());
    let result = host.execute_tool_call(params).await?;
    Ok(json!({"success": result.success_or_default(), "output": result.output}))
}

async fn provider(host: &Host) -> Answer {
    let info = host.provider_info(None).await?;
    let models = host.list_models(None).await?;
    let models: Vec<String> = models.into_iter().map(|model| model.id).collect();
    let response = host.complete(None, hi()).await?;
    Ok(json!({"provider": info.id, "models": models, "text": response.text()}))
}

/// What an error of the model looks like when it is caught.
fn llm_error(error: RpcError) -> Answer {
    let Some(name) = error.data().get("llm_error").cloned() else {
        return Err(error);
    };
    let kind = LlmError::from_rpc(&error).map(|error| error.kind);
    Ok(json!({
        "llm_error": name,
        "is_rate_limit": kind.is_some_and(|kind| kind.is(LlmErrorKind::RateLimit)),
        "retryable": error.data().get("retryable"),
        "retry_after": error.data().get("retry_after"),
    }))
}

async fn provider_stream(host: &Host) -> Answer {
    let mut stream = host.stream_complete(None, hi());
    let mut tokens: Vec<String> = Vec::new();
    while let Some(piece) = stream.next().await {
        tokens.extend(piece.token().map(Into::into));
    }
    let text = stream.response().await?.text();
    Ok(json!({"tokens": tokens, "text": text}))
}

async fn context(host: &Host) -> Answer {
    host.add_message(Message::user("hi")).await?;
    let budget = ContextGetMessagesParams {
        token_budget: Some(100),
        ..Default::default()
    };
    let messages = host.get_messages(budget).await?;
    let count = messages.len();
    host.set_messages(messages).await?;
    host.clear_messages().await?;
    Ok(json!({"count": count}))
}

async fn state(host: &Host) -> Answer {
    host.set_state("everything.last", json!({"n": 1})).await?;
    Ok(json!({"value": host.get_state("everything.last").await?}))
}

async fn approval(host: &Host) -> Answer {
    let request = ApprovalRequestParams::new("bash", "run", Map::new(), RiskLevel::High);
    let result = host.request_approval(request).await?;
    Ok(json!({"approved": result.approved, "reason": result.reason}))
}

async fn sessions(host: &Host) -> Answer {
    let child = RequestSessionSpawnParams::new("self", "hi");
    let first = host.spawn_session(child).await?;
    let second = host.resume_session(&first.session_id, "more").await?;
    Ok(json!({
        "session_id": first.session_id,
        "first": first.response,
        "second": second.response,
    }))
}

async fn capabilities(host: &Host) -> Answer {
    let listed = host.list_capabilities().await?;
    let names: Vec<String> = listed
        .into_iter()
        .map(|capability| capability.name)
        .collect();
    let found = host.get_capability("words.count").await?;
    let output = host
        .call_capability("words.count", json!({"text": "a b"}))
        .await?;
    Ok(json!({"names": names, "service": found.service, "output": output}))
}

async fn channels(host: &Host) -> Answer {
    host.publish("news", json!({"n": 1})).await;
    let contributions = host.collect_channel("news").await?;
    let data: Vec<Value> = contributions.into_iter().map(|given| given.data).collect();
    Ok(json!({"contributions": data}))
}

async fn display(host: &Host) -> Answer {
    host.show(MessageLevel::Warning, "hello").await;
    Ok(json!("shown"))
}

async fn content(host: &Host) -> Answer {
    let paths = host.list_content(None, Some("context/")).await?;
    let found = host.read_content(None, "context/hello.md").await?;
    Ok(json!({"paths": paths, "content": found.content}))
}
