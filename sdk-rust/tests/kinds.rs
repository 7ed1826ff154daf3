//! Every kind of component under the test host: what it offers, how it lives, and what becomes of its faults.

#![cfg(feature = "macros")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test panics where it is wrong"
)]

use amplifier_ipc::testing::{Running, TestHost};
use amplifier_ipc::types::{
    ApprovalRequest, ApprovalResult, ChatRequest, ChatResponse, ContentBlock,
    ContextGetMessagesParams, HookAction, Message, OrchestratorExecuteParams,
    OrchestratorExecuteResult, ProviderInfo, RiskLevel, TextBlock, TurnStatus,
};
use amplifier_ipc::{
    ApprovalProvider, Channel, Content, Context, ContextManager, Decision, Event, Hook,
    Orchestrator, Provider, Result, RpcError, Service, capability, deny, go_on, hook, service,
    tool,
};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// What happened, in its order.
#[derive(Clone, Default)]
struct Diary(Arc<Mutex<Vec<String>>>);

impl Diary {
    fn note(&self, text: impl Into<String>) {
        self.0.lock().unwrap().push(text.into());
    }

    fn read(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

/// It says what it hears; its set-up fails or panics as it is told.
struct Echo(Diary);

impl Provider for Echo {
    async fn setup(&self, cx: &Context) -> Result<()> {
        self.0.note("set up");
        match cx.config::<Value>()?["setup"].as_str() {
            Some("fail") => Err(RpcError::unavailable("no key").into()),
            Some("panic") => panic!("no key at all"),
            _ => Ok(()),
        }
    }

    async fn cleanup(&self) {
        self.0.note("cleaned up");
    }

    async fn info(&self, _cx: &Context) -> Result<ProviderInfo> {
        Ok(ProviderInfo::default())
    }

    async fn complete(&self, request: ChatRequest, _cx: &Context) -> Result<ChatResponse> {
        let text = request.messages[0].text();
        Ok(ChatResponse::new(vec![ContentBlock::Text(TextBlock::new(
            text,
        ))]))
    }
}

#[derive(Default)]
struct Memory(Mutex<Vec<Message>>);

impl ContextManager for Memory {
    async fn add_message(&self, message: Message, _cx: &Context) -> Result<()> {
        self.0.lock().unwrap().push(message);
        Ok(())
    }

    async fn get_messages(
        &self,
        _params: ContextGetMessagesParams,
        _cx: &Context,
    ) -> Result<Vec<Message>> {
        Ok(self.0.lock().unwrap().clone())
    }

    async fn set_messages(&self, messages: Vec<Message>, _cx: &Context) -> Result<()> {
        *self.0.lock().unwrap() = messages;
        Ok(())
    }

    async fn clear(&self, _cx: &Context) -> Result<()> {
        self.0.lock().unwrap().clear();
        Ok(())
    }
}

/// Asks the host's default model once.
struct Once;

impl Orchestrator for Once {
    async fn execute(
        &self,
        turn: OrchestratorExecuteParams,
        cx: &Context,
    ) -> Result<OrchestratorExecuteResult> {
        let asked = ChatRequest::new(vec![Message::user(turn.prompt)]);
        let response = cx.host().stream_complete(None, asked).response().await?;
        let text = response.text();
        Ok(OrchestratorExecuteResult::new(text, TurnStatus::Completed))
    }
}

/// Approves what is of low risk.
struct Careful;

impl ApprovalProvider for Careful {
    async fn request_approval(
        &self,
        request: ApprovalRequest,
        _cx: &Context,
    ) -> Result<ApprovalResult> {
        Ok(ApprovalResult::new(request.risk_level == RiskLevel::Low))
    }
}

/// Double a number.
#[tool]
async fn double(n: i64) -> i64 {
    n * 2
}

/// Panic as told.
#[tool]
async fn fall(how: String) -> Result<()> {
    if how == "thread" {
        let thread = std::thread::spawn(|| panic!("on a thread"));
        thread
            .join()
            .map_err(|_| RpcError::unavailable("it fell"))?;
    }
    panic!("in {how}")
}

/// Panic on a thread that blocks.
#[tool]
fn fall_blocking() {
    panic!("while it blocks")
}

#[hook("tool:pre")]
async fn guard(event: Event) -> Decision {
    match event.data.get("tool_name").and_then(Value::as_str) {
        Some("bash") => deny("no shell"),
        _ => go_on(),
    }
}

/// Count the words of a text.
#[capability("words.count")]
async fn count_words(text: String) -> usize {
    text.split_whitespace().count()
}

fn everything(diary: &Diary) -> Service {
    let heard = diary.clone();
    let news = Channel::new("news")
        .collect(async |_cx| Ok(json!({"headline": "all is well"})))
        .receive(move |message, _cx| {
            heard.note(format!("{} says {}", message.sender, message.data));
            async { Ok(()) }
        });
    service!(double, fall, fall_blocking, guard, count_words)
        .provider("echo", Echo(diary.clone()))
        .context_manager("memory", Memory::default())
        .orchestrator("once", Once)
        .approval_provider("careful", Careful)
        .content(Content::new().file("a/hello.md", "Hello.\n"))
        .with(news)
}

/// Runs a test with the service above.
fn with_everything<Fut: Future<Output = Result<(), RpcError>>>(
    test: impl FnOnce(Running, Diary) -> Fut,
) {
    let run = async {
        let diary = Diary::default();
        let answer = |_: &_| Ok(json!({"content": [{"type": "text", "text": "hi"}]}));
        let host = TestHost::new().answers("request.provider_complete", answer);
        test(host.start(everything(&diary)).await?, diary).await
    };
    amplifier_ipc::block_on(run).unwrap().unwrap();
}

fn hi() -> ChatRequest {
    ChatRequest::new(vec![Message::user("hi")])
}

#[test]
fn functions_and_models_answer() {
    with_everything(async |host, _| {
        assert_eq!(
            host.execute_tool("double", json!({"n": 2})).await?.output,
            4
        );
        let bash = json!({"tool_name": "bash", "tool_input": {}});
        let denied = host.emit_hook("tool:pre", bash).await?;
        assert_eq!(denied.action, Some(HookAction::Deny));
        assert_eq!(host.complete(hi()).await?.text(), "hi");
        assert_eq!(host.execute("hello").await?.response, "hi");
        let input = json!({"text": "a b"});
        assert_eq!(host.call_capability("words.count", input).await?, 2);
        Ok(())
    });
}

#[test]
fn a_conversation_is_kept() {
    with_everything(async |host, _| {
        host.add_message(Message::user("a")).await?;
        let messages = host.get_messages(Some(10)).await?;
        assert_eq!(messages, [Message::user("a")]);
        host.set_messages(vec![Message::user("b"), Message::assistant("c")])
            .await?;
        assert_eq!(host.get_messages(None).await?.len(), 2);
        host.clear_messages().await?;
        assert!(host.get_messages(None).await?.is_empty());
        Ok(())
    });
}

#[test]
fn approvals_content_and_channels_answer() {
    with_everything(async |host, diary| {
        let risky = ApprovalRequest::new("bash", "run", serde_json::Map::new(), RiskLevel::High);
        assert!(!host.request_approval(risky).await?.approved);
        assert_eq!(host.list_content("a/").await?, ["a/hello.md"]);
        assert_eq!(host.read_content("a/hello.md").await?.content, "Hello.\n");
        host.publish("other", "weather", json!({"n": 2})).await;
        host.publish("news", "weather", json!({"n": 1})).await;
        let news = host.collect_channel("news").await?;
        assert_eq!(news, json!({"headline": "all is well"}));
        assert_eq!(diary.read(), [r#"weather says {"n":1}"#]);
        Ok(())
    });
}

#[test]
fn what_is_not_there_is_told_with_what_was_meant() {
    with_everything(async |host, _| {
        let error = host.read_content("a/helo.md").await.unwrap_err();
        assert_eq!((error.code(), error.kind()), (-32004, "not_found"));
        assert_eq!(error.data()["did_you_mean"], "a/hello.md");
        let error = host.read_content("../secret").await.unwrap_err();
        assert_eq!(error.code(), -32004);
        let error = host.collect_channel("newz").await.unwrap_err();
        assert_eq!(
            (error.code(), &error.data()["what"]),
            (-32004, &json!("channel"))
        );
        let error = host
            .call_capability("words.count", json!({"texts": 1}))
            .await;
        let error = error.unwrap_err();
        let faults = error.data()["errors"].as_array().unwrap();
        let paths: Vec<&Value> = faults.iter().map(|fault| &fault["path"]).collect();
        assert_eq!(error.code(), -32602);
        assert_eq!(paths.len(), 2, "{paths:?}");
        assert!(paths.contains(&&json!("/input/text")) && paths.contains(&&json!("/input/texts")));
        Ok(())
    });
}

#[test]
fn set_up_comes_before_the_first_call_of_a_configuration_and_cleanup_at_the_end() {
    with_everything(async |host, diary| {
        assert!(diary.read().is_empty(), "nobody asked yet");
        host.complete(hi()).await?;
        host.complete(hi()).await?;
        host.configure(json!({"echo": {"any": "object"}}), "/tmp")
            .await?;
        host.complete(hi()).await?;
        host.close().await?;
        assert_eq!(diary.read(), ["set up", "set up", "cleaned up"]);
        Ok(())
    });
}

#[test]
fn what_was_never_used_is_not_cleaned_up() {
    with_everything(async |host, diary| {
        host.close().await?;
        assert!(diary.read().is_empty());
        Ok(())
    });
}

#[test]
fn a_set_up_that_fails_or_panics_is_an_error_of_the_call_that_wanted_it() {
    with_everything(async |host, diary| {
        host.configure(json!({"echo": {"setup": "fail"}}), "/tmp")
            .await?;
        assert_eq!(host.complete(hi()).await.unwrap_err().message(), "no key");
        host.configure(json!({"echo": {"setup": "panic"}}), "/tmp")
            .await?;
        let error = host.complete(hi()).await.unwrap_err();
        assert_eq!(error.code(), -32603);
        assert!(error.message().contains("no key at all"), "{error}");
        host.configure(json!({"echo": {}}), "/tmp").await?;
        assert_eq!(host.complete(hi()).await?.text(), "hi", "it is tried again");
        assert_eq!(diary.read().len(), 3);
        Ok(())
    });
}

#[test]
fn panics_are_errors_of_their_requests_alone() {
    with_everything(async |host, _| {
        for (tool, input, code) in [
            ("fall", json!({"how": "async"}), -32603),
            ("fall", json!({"how": "thread"}), -32002),
            ("fall_blocking", json!({}), -32603),
        ] {
            let error = host.execute_tool(tool, input).await.unwrap_err();
            assert_eq!(error.code(), code, "{tool}: {error}");
        }
        assert_eq!(
            host.execute_tool("double", json!({"n": 1})).await?.output,
            2
        );
        Ok(())
    });
}

/// LIF-036: who is meant must be there; what has no schema takes any object, and nothing else.
#[test]
fn settings_are_for_components_that_are_there() {
    with_everything(async |host, _| {
        let settings = json!({"ecco": {}, "memory": 7, "guard": {"a": 1}});
        let error = host.configure(settings, "/tmp").await.unwrap_err();
        assert_eq!(error.code(), -32602);
        let faults = error.data()["errors"].as_array().unwrap();
        let paths: Vec<&Value> = faults.iter().map(|fault| &fault["path"]).collect();
        assert_eq!(paths, ["/config/ecco", "/config/memory"]);
        assert!(faults[0]["message"].as_str().unwrap().contains("'echo'"));
        Ok(())
    });
}

/// A service that folds its own hooks gives each no more than its time.
#[test]
fn a_slow_handler_is_left_in_the_fold() {
    let slow = |name: &str| Hook::new(name).on("tool:*").timeout_ms(20);
    let never = async |_: Event, _: Context| std::future::pending::<Decision>().await;
    let run = async {
        let skipped = Service::new("s").with(slow("slow").priority(1).handle(never));
        let host = TestHost::new()
            .start(skipped.with_function::<guard>())
            .await?;
        let bash = || json!({"tool_name": "bash", "tool_input": {}});
        let result = host.emit_hook("tool:pre", bash()).await?;
        assert_eq!(result.reason.as_deref(), Some("no shell"));
        let gate = Service::new("s").with(slow("gate").deny_on_error().handle(never));
        let host = TestHost::new().start(gate).await?;
        let result = host.emit_hook("tool:pre", bash()).await?;
        assert_eq!(result.action, Some(HookAction::Deny));
        Ok::<(), RpcError>(())
    };
    amplifier_ipc::block_on(run).unwrap().unwrap();
}
