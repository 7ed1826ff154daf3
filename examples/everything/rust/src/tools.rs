//! The tools that need no host.

use amplifier_ipc::types::{LogLevel, OutputChannel};
use amplifier_ipc::{Context, Progress, Result, RpcError, ToolFailure, tool};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::process::Command;

/// The input of a tool that takes none.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Nothing {}

/// Count the words of a text.
#[tool(read_only, idempotent, parallel_safe = true, output)]
pub(crate) async fn word_count(
    /// The text to count in.
    text: String,
    #[serde(default)] unique: bool,
) -> Result<usize> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let different: HashSet<&&str> = words.iter().collect();
    Ok(if unique { different.len() } else { words.len() })
}

/// What a text is made of.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Stats {
    words: usize,
    characters: usize,
    most_common: Vec<String>,
}

/// Tell what a text is made of.
#[tool(read_only, output)]
pub(crate) async fn stats(
    text: String,
    #[serde(default = "three")]
    #[schemars(range(min = 1, max = 10))]
    top: usize,
) -> Result<Stats> {
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for word in text.split_whitespace() {
        match counted.iter_mut().find(|(known, _)| *known == word) {
            Some((_, count)) => *count += 1,
            None => counted.push((word, 1)),
        }
    }
    let words = counted.iter().map(|(_, count)| count).sum();
    counted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let most_common = counted
        .iter()
        .take(top)
        .map(|(word, _)| (*word).to_string());
    Ok(Stats {
        words,
        characters: text.chars().count(),
        most_common: most_common.collect(),
    })
}

fn three() -> usize {
    3
}

fn three_steps() -> u32 {
    3
}

/// Count, and tell how far it is.
#[tool]
pub(crate) async fn countdown(
    #[serde(default = "three_steps")]
    #[schemars(range(min = 1, max = 1000))]
    steps: u32,
    cx: Context,
) -> Result<&'static str> {
    for i in 1..=steps {
        let progress = Progress {
            message: Some(format!("step {i}")),
            progress: Some(i.into()),
            total: Some(steps.into()),
            data: None,
        };
        cx.progress(progress).await;
        cx.output(OutputChannel::Stdout, &format!("{i}\n")).await;
    }
    Ok("done")
}

/// Wait until the call is cancelled.
#[tool]
pub(crate) async fn wait(cx: Context) -> Result<&'static str> {
    let cancelled = cx.cancelled();
    cx.progress("waiting").await;
    cx.wind_down().cancelled().await;
    if cancelled.is_cancelled() {
        return Err(RpcError::cancelled().into());
    }
    Ok("stopped")
}

/// Tell what the context says of this call.
#[tool(read_only)]
pub(crate) async fn about(cx: Context) -> Result<Value> {
    Ok(json!({
        "component": cx.component(),
        "call_id": cx.call_id(),
        "session_id": cx.session_id(),
        "turn_id": cx.turn_id(),
        "traceparent": cx.traceparent(),
        "cwd": cx.cwd(),
        "time_left": cx.time_left().is_some(),
    }))
}

/// What a service should survive.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum How {
    Raise,
    Fail,
    Print,
    Child,
    Native,
    Log,
}

/// Do what a service should survive.
#[tool]
#[allow(
    clippy::print_stdout,
    clippy::panic,
    reason = "the trouble is the point"
)]
pub(crate) async fn trouble(how: How, cx: Context) -> Result<&'static str> {
    match how {
        How::Raise => panic!("this is a bug"),
        How::Fail => return Err(ToolFailure::new("no such file").kind("not_found").into()),
        How::Print => println!("printed"),
        How::Child => drop(Command::new("echo").arg("printed").status()?),
        How::Native => drop(rustix::io::write(rustix::stdio::stdout(), b"printed\n")?),
        How::Log => cx.log_with(LogLevel::Info, "hello", json!({"n": 1})).await,
    }
    Ok("survived")
}
