//! One service with every kind of component. `../../README.md` says what each does.

mod ask;
mod conversation;
mod hooks;
mod once;
mod parrot;
mod sessions;
mod tools;

use amplifier_ipc::testing::conformance_fixture;
use amplifier_ipc::types::{
    ApprovalRequest, ApprovalResult, ChannelMessageParams, Grant, RiskLevel,
};
use amplifier_ipc::{
    ApprovalProvider, Channel, Content, Context, Result, Service, Tool, capability, service,
};
use ask::ask_host;
use conversation::Memory;
use hooks::{brief, guard, shout};
use once::Once;
use parrot::{Parrot, ParrotConfig};
use serde_json::{Value, json};
use sessions::Sessions;
use std::sync::Arc;
use tools::{Nothing, about, countdown, stats, trouble, wait, word_count};

/// Approves what is not too risky.
struct ByRisk;

impl ApprovalProvider for ByRisk {
    async fn request_approval(
        &self,
        request: ApprovalRequest,
        _cx: &Context,
    ) -> Result<ApprovalResult> {
        let mut result = ApprovalResult::new(true);
        if matches!(request.risk_level, RiskLevel::High | RiskLevel::Critical) {
            result.approved = false;
            result.reason = Some(format!("too risky: {}", request.risk_level.as_str()));
        }
        Ok(result)
    }
}

/// Count the words of a text.
#[capability("words.count")]
async fn count_words(text: String) -> Result<Value> {
    Ok(json!({"count": text.split_whitespace().count()}))
}

/// The service's part in the channel `news`, and the tool that tells what came last.
fn news(service: Service) -> Service {
    let heard: Arc<Sessions<Option<Value>>> = Arc::default();
    let last = heard.clone();
    let channel = Channel::new("news")
        .collect(async |_cx| Ok(json!({"headline": "all is well"})))
        .receive(move |message: ChannelMessageParams, cx: Context| {
            let heard = heard.clone();
            async move {
                let news = json!({"sender": message.sender, "data": message.data});
                heard.with(&cx, |heard| *heard = Some(news));
                Ok(())
            }
        });
    let tool = Tool::new(
        "last_news",
        "Tell what was published last on the channel news.",
    )
    .read_only()
    .handle(move |_: Nothing, cx| {
        let last = last.clone();
        async move { Ok(last.with(&cx, |last| last.clone())) }
    });
    service.with(channel).with(tool)
}

fn content() -> Content {
    Content::new()
        .file(
            "context/hello.md",
            include_bytes!("../content/context/hello.md"),
        )
        .file("pixel.png", include_bytes!("../content/pixel.png"))
}

const GRANTS: [Grant; 9] = [
    Grant::HookEmit,
    Grant::ToolExecute,
    Grant::ProviderComplete,
    Grant::Context,
    Grant::Approval,
    Grant::SessionSpawn,
    Grant::ContentRead,
    Grant::CapabilityCall,
    Grant::ChannelCollect,
];

#[amplifier_ipc::main]
async fn main() -> Result<()> {
    let mut service = service!(
        word_count,
        stats,
        countdown,
        wait,
        about,
        trouble,
        ask_host,
        guard,
        shout,
        brief,
        count_words
    )
    .named("everything")
    .provider("parrot", Parrot)
    .config::<ParrotConfig>("parrot")
    .context_manager("memory", Memory::default())
    .orchestrator("once", Once)
    .approval_provider("by_risk", ByRisk)
    .content(content())
    .with(conformance_fixture());
    for grant in GRANTS {
        service = service.requires(grant);
    }
    news(service).serve().await
}
