//! The tool `conformance.fixture`: it answers as its caller says (conformance/FIXTURE.md).

use crate::components::{Tool, compile, decode_input};
use crate::context::{Context, Progress};
use crate::error::{Result, RpcError, ToolFailure};
use crate::generated::validate::schema_within;
use crate::generated::{
    CancelMode, FixtureCall, FixtureCrash, FixtureInput, FixtureOutput, FixtureReply, LogLevel,
    OutputChannel,
};
use crate::host::Host;
use crate::wire::{ErrorObject, Object};
use serde_json::{Value, json};
use std::time::Duration;

const NAME: &str = "conformance.fixture";
const CRASHED: i32 = 70;

/// The tool `conformance.fixture`, by which the conformance suite sees a service cancel, stream and crash.
///
/// It does as its caller says, up to the end of the process: for the builds that you test, not for those that you ship.
///
/// ```
/// use amplifier_ipc::{service, testing::conformance_fixture};
///
/// let service = service!().with(conformance_fixture());
/// ```
pub fn conformance_fixture() -> Tool {
    let mut tool = Tool::new(
        NAME,
        "Answer as the caller says, for the conformance suite.",
    )
    .read_only()
    .handle(answer);
    tool.spec.input_schema = schema_within("FixtureInput");
    tool.spec.output_schema = Some(schema_within("FixtureOutput"));
    tool.validator = compile(&tool.spec.input_schema);
    tool
}

async fn answer(given: Object, cx: Context) -> Result<FixtureOutput> {
    let echo = given.get("echo").cloned(); // the typed input does not tell null from absent
    let wanted: FixtureInput = decode_input(Value::Object(given))?;
    tell(&wanted, &cx).await?;
    let mut output = FixtureOutput::default();
    if let Some(calls) = wanted.calls {
        output.calls = Some(replies(calls, &cx.host()).await);
    }
    if let Some(delay_ms) = wanted.delay_ms {
        output.cancelled = waited(Duration::from_millis(delay_ms), &cx).await?;
    }
    if let Some(crash) = wanted.crash {
        break_down(crash, &cx).await;
    }
    if let Some(message) = wanted.fail {
        return Err(ToolFailure::new(message).output(Value::Null).into());
    }
    if let Some(bytes) = wanted.output_bytes {
        output.text = Some("x".repeat(usize::try_from(bytes)?));
    }
    output.echo = echo;
    Ok(output)
}

#[allow(clippy::print_stdout, reason = "a print is what is asked for")]
async fn tell(wanted: &FixtureInput, cx: &Context) -> Result<()> {
    if let Some(message) = &wanted.log {
        cx.log(LogLevel::Info, message).await;
    }
    if let Some(line) = &wanted.print {
        println!("{line}");
    }
    let total = u32::try_from(wanted.progress.unwrap_or_default())?;
    for n in 1..=total {
        cx.progress(Progress {
            progress: Some(n.into()),
            total: Some(total.into()),
            ..Progress::default()
        })
        .await;
    }
    for text in wanted.stream.iter().flatten() {
        cx.output(OutputChannel::Stdout, text).await;
    }
    Ok(())
}

async fn replies(calls: Vec<FixtureCall>, host: &Host) -> Vec<FixtureReply> {
    let mut replies = Vec::with_capacity(calls.len());
    for FixtureCall { method, params, .. } in calls {
        let reply = match host.call_raw(&method, params.unwrap_or_default()).await {
            Ok(result) => FixtureReply {
                result: Some(result),
                ..FixtureReply::default()
            },
            // As it came: a host may say of an error what does not fit the type of its data.
            Err(error) => FixtureReply {
                extra: Object::from_iter([("error".into(), json!(ErrorObject::from(error)))]),
                ..FixtureReply::default()
            },
        };
        replies.push(reply);
    }
    replies
}

/// Waits; says whether a graceful cancel ended it.
async fn waited(delay: Duration, cx: &Context) -> Result<Option<CancelMode>> {
    let wind_down = cx.wind_down();
    tokio::select! {
        biased;
        () = wind_down.cancelled() => {}
        () = tokio::time::sleep(delay) => return Ok(None),
    }
    if cx.is_cancelled() {
        return Err(RpcError::cancelled().into());
    }
    Ok(Some(CancelMode::Graceful))
}

async fn break_down(crash: FixtureCrash, cx: &Context) {
    match crash {
        FixtureCrash::Handler => panic!("the caller asked for a crash"),
        FixtureCrash::Process => {
            cx.flushed().await; // what came before the crash is told
            std::process::exit(CRASHED);
        }
    }
}
