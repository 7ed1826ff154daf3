//! The life of a running service: its loops, its jobs, its end.

use super::Service;
use super::dispatch::Runtime;
use crate::components::{Answer, Part};
use crate::connection::{Connection, Inbound};
use crate::context::Context;
use crate::error::{Result, RpcError};
use crate::generated::LogLevel;
use crate::hooks;
use crate::peer::Side;
use crate::wire::Object;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde_json::Value;
use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};

/// How the grace time of 5 s (protocol §4) is spent: handlers, then their cancel, then cleanup.
const FINISH_WITHIN: Duration = Duration::from_millis(3500);
const CANCEL_WITHIN: Duration = Duration::from_millis(300);
const CLEANUP_WITHIN: Duration = Duration::from_millis(700);
const FLUSH_WITHIN: Duration = Duration::from_millis(300);

/// Serves until the reader ends, the writer fails or `stop` resolves.
pub(crate) async fn run(
    mut service: Service,
    reader: impl AsyncRead + Send + Unpin + 'static,
    writer: impl AsyncWrite + Send + Unpin + 'static,
    stop: impl Future<Output = ()>,
) -> Result<()> {
    service.settle();
    service.check()?;
    for setup in service.setup.drain(..) {
        setup().await?;
    }
    let cleanup = std::mem::take(&mut service.cleanup);
    let parts = service.parts.clone();
    let connection = Connection::new(
        Side::Service,
        service.max_concurrency,
        service.max_message_bytes,
    );
    let runtime = Arc::new(Runtime::new(service));
    let mut reading = tokio::spawn({
        let (connection, runtime) = (connection.clone(), runtime.clone());
        async move { connection.read(reader, &*runtime).await }
    });
    let mut writing = tokio::spawn({
        let connection = connection.clone();
        async move { connection.write(writer).await }
    });
    let keeping_time = tokio::spawn({
        let connection = connection.clone();
        async move { connection.keep_time().await }
    });

    let host_listens = tokio::select! {
        _ = &mut reading => true,
        () = stop => true,
        _ = &mut writing => false,
    };
    runtime.closing.store(true, Ordering::Relaxed);
    wind_up(&connection, host_listens).await;
    for part in &parts {
        let cleaned = AssertUnwindSafe(part.clean_up()).catch_unwind();
        let _ = tokio::time::timeout(CLEANUP_WITHIN, cleaned).await;
    }
    for cleanup in cleanup {
        let _ = tokio::time::timeout(CLEANUP_WITHIN, cleanup()).await;
    }
    let _ = tokio::time::timeout(FLUSH_WITHIN, connection.flushed()).await;
    keeping_time.abort();
    reading.abort();
    writing.abort();
    Ok(())
}

/// Handlers under way may finish; then they are cancelled.
async fn wind_up(connection: &Connection, host_listens: bool) {
    if host_listens
        && tokio::time::timeout(FINISH_WITHIN, connection.idle())
            .await
            .is_ok()
    {
        return;
    }
    connection.cancel_all();
    let _ = tokio::time::timeout(CANCEL_WITHIN, connection.idle()).await;
}

/// Runs a job until it answers, panics or is given up.
pub(super) fn start(connection: Connection, inbound: Inbound, job: BoxFuture<'static, Answer>) {
    let Inbound { id, control, .. } = inbound;
    tokio::spawn(async move {
        let answer = tokio::select! {
            biased;
            answer = caught(job) => answer,
            () = control.given_up() => Err(RpcError::cancelled()),
        };
        connection.answer(&id, &control, answer);
    });
}

/// Hands a notification to a component; nobody waits, so a failure goes to the log.
pub(super) fn take(part: Arc<Part>, method: String, params: Object, cx: Context) {
    tokio::spawn(async move {
        let name = part.name.clone();
        let taken = caught(Box::pin({
            let (cx, method) = (cx.clone(), method.clone());
            async move { part.call(&method, params, cx).await }
        }));
        if let Err(error) = taken.await {
            let message = format!("{method} of '{name}': {}", error.message());
            cx.log(LogLevel::Error, &message).await;
        }
    });
}

/// A panic becomes `internal_error` of this request alone.
async fn caught(job: BoxFuture<'static, Answer>) -> Answer {
    AssertUnwindSafe(job)
        .catch_unwind()
        .await
        .unwrap_or_else(|panic| Err(panicked(&*panic)))
}

pub(super) fn panicked(panic: &(dyn Any + Send)) -> RpcError {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    RpcError::internal(
        "panic",
        format!("the handler panicked: {}", text.unwrap_or("no message")),
    )
}

/// A hook's answer as the fold takes it.
pub(super) async fn hook_answer(
    job: BoxFuture<'static, Answer>,
    within: Duration,
) -> hooks::Answer {
    let Ok(answer) = tokio::time::timeout(within, caught(job)).await else {
        let millis = within.as_millis();
        return hooks::Answer::Failed(format!("the handler took longer than {millis} ms"));
    };
    match answer {
        Ok(raw) => match serde_json::from_str(raw.get()) {
            Ok(Value::Object(result)) => hooks::Answer::Result(result),
            _ => hooks::Answer::Failed("the handler's answer is not an object".into()),
        },
        Err(error) => hooks::Answer::Failed(error.message().into()),
    }
}
