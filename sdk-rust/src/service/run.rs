//! The life of a running service: its loops, its jobs, its end.

use super::contracts::Job;
use super::dispatch::Runtime;
use super::lines::Lines;
use super::{Cleanup, Service};
use crate::call::TaskControl;
use crate::components::{Answer, Part};
use crate::connection::{Connection, Inbound};
use crate::context::Context;
use crate::error::{Result, RpcError};
use crate::generated::LogLevel;
use crate::hooks;
use crate::peer::Side;
use crate::wire::Object;
use futures_util::FutureExt;
use serde_json::Value;
use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;

/// How the grace time of 5 s (protocol §4) is spent: handlers, then their cancel, then cleanup.
const FINISH_WITHIN: Duration = Duration::from_millis(3500);
const CANCEL_WITHIN: Duration = Duration::from_millis(300);
const CLEANUP_WITHIN: Duration = Duration::from_millis(700);
const FLUSH_WITHIN: Duration = Duration::from_millis(300);

/// Serves until the reader ends, the writer fails or `stop` resolves.
pub(crate) async fn run(
    service: Service,
    reader: impl AsyncRead + Send + Unpin + 'static,
    writer: impl AsyncWrite + Send + Unpin + 'static,
    stop: impl Future<Output = ()>,
) -> Result<()> {
    let life = Life::begin(service).await?;
    let limits = life.runtime.service();
    let connection = Connection::new(
        Side::Service,
        limits.max_concurrency,
        limits.max_message_bytes,
    );
    let mut reading = tokio::spawn({
        let (connection, lines) = (connection.clone(), Lines::new(life.runtime.clone()));
        async move { connection.read(reader, &lines).await }
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
    life.end(&connection, host_listens).await;
    let _ = timeout(FLUSH_WITHIN, connection.flushed()).await;
    keeping_time.abort();
    reading.abort();
    writing.abort();
    Ok(())
}

/// What is being answered, whatever binding it came over.
pub(crate) trait Work: Sync {
    /// Waits until every request has been answered.
    fn idle(&self) -> impl Future<Output = ()> + Send;
    /// Cancels whatever is being answered.
    fn cancel_all(&self);
}

impl Work for Connection {
    async fn idle(&self) {
        Self::idle(self).await;
    }

    fn cancel_all(&self) {
        Self::cancel_all(self);
    }
}

/// A service from its set-up to its cleanup.
pub(crate) struct Life {
    pub(crate) runtime: Arc<Runtime>,
    cleanup: Vec<Cleanup>,
}

impl Life {
    pub(crate) async fn begin(mut service: Service) -> Result<Self> {
        service.settle();
        service.check()?;
        for setup in service.setup.drain(..) {
            setup().await?;
        }
        let cleanup = std::mem::take(&mut service.cleanup);
        let runtime = Arc::new(Runtime::new(service));
        Ok(Self { runtime, cleanup })
    }

    /// Nothing new is begun; what is under way may finish, if somebody listens; then it is cancelled, and all is cleaned up.
    pub(crate) async fn end(self, work: &impl Work, host_listens: bool) {
        self.runtime.close();
        wind_up(work, host_listens).await;
        for part in &self.runtime.service().parts {
            let cleaned = AssertUnwindSafe(part.clean_up()).catch_unwind();
            let _ = timeout(CLEANUP_WITHIN, cleaned).await;
        }
        for cleanup in self.cleanup {
            let _ = timeout(CLEANUP_WITHIN, cleanup()).await;
        }
    }
}

/// Handlers under way may finish; then they are cancelled.
async fn wind_up(work: &impl Work, host_listens: bool) {
    let finished = host_listens && timeout(FINISH_WITHIN, work.idle()).await.is_ok();
    if !finished {
        work.cancel_all();
        let _ = timeout(CANCEL_WITHIN, work.idle()).await;
    }
}

/// Runs a job until it answers, panics or is given up, and answers through the connection.
pub(super) fn start(connection: Connection, inbound: Inbound, job: Job) {
    let Inbound { id, control, .. } = inbound;
    tokio::spawn(async move {
        let answer = answered(job, &control).await;
        connection.answer(&id, &control, answer);
    });
}

/// What comes of a job: its answer, its panic, or that it was given up.
pub(crate) async fn answered(job: Job, control: &TaskControl) -> Answer {
    tokio::select! {
        biased;
        answer = caught(job) => answer,
        () = control.given_up() => Err(RpcError::cancelled()),
    }
}

/// Hands a notification to a component; nobody waits, so a failure goes to the log.
pub(super) async fn take(part: Arc<Part>, method: String, params: Object, cx: Context) -> Answer {
    let name = part.name.clone();
    let taken = caught(Box::pin({
        let (cx, method) = (cx.clone(), method.clone());
        async move { part.call(&method, params, cx).await }
    }));
    let taken = taken.await;
    if let Err(error) = &taken {
        let message = format!("{method} of '{name}': {}", error.message());
        cx.log(LogLevel::Error, &message).await;
    }
    taken
}

/// A panic becomes `internal_error` of this request alone.
async fn caught(job: Job) -> Answer {
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
pub(super) async fn hook_answer(job: Job, within: Duration) -> hooks::Answer {
    let Ok(answer) = timeout(within, caught(job)).await else {
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
