//! A host over the pipes of a service process, made of what the SDK has for hosts: `wire` and `peer`.
//!
//! They know no I/O; the reader and the writer here are like those of the SDK's own connection, which only services get.

use amplifier_ipc::peer::{CallOptions, Effect, Event, Peer, Side};
use amplifier_ipc::types::ToolResult;
use amplifier_ipc::wire::{DEFAULT_MAX_MESSAGE_BYTES, Id, LineSplitter, Object, Record, encode};
use amplifier_ipc::{Result, RpcError};
use driving::drive;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::HashMap;
use std::process::Stdio;
use std::rc::Rc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{ChildStdin, ChildStdout, Command};
use tokio::sync::{Notify, oneshot};
use tokio::task::{LocalSet, spawn_local};

/// The size of a read, as in the SDK's connection.
const READ_BUFFER: usize = 256 << 10;

type Answer = std::result::Result<Value, RpcError>;

/// The state of the connection; one thread has it.
struct Host {
    peer: Peer,
    waiting: HashMap<Id, oneshot::Sender<Answer>>,
    outbox: Vec<u8>,
}

type Shared = Rc<(RefCell<Host>, Notify)>;

/// Starts the service and carries out the orders.
pub(crate) async fn run(command: &[String]) -> Result<()> {
    let mut service = Command::new(&command[0])
        .args(&command[1..])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let pipes = service.stdin.take().zip(service.stdout.take());
    let (to_service, to_host) =
        pipes.ok_or_else(|| RpcError::unavailable("the service has no pipes"))?;
    let host = Host {
        peer: Peer::new(Side::Host, usize::MAX),
        waiting: HashMap::new(),
        outbox: Vec::new(),
    };
    let host: Shared = Rc::new((RefCell::new(host), Notify::new()));
    LocalSet::new()
        .run_until(async {
            spawn_local(read(host.clone(), to_host));
            let writing = spawn_local(write(host.clone(), to_service));
            call(&host, "describe", Object::new()).await?;
            drive(async |text| echo(&host, text).await).await?;
            writing.abort();
            Ok::<(), amplifier_ipc::Error>(())
        })
        .await?;
    service.wait().await?;
    Ok(())
}

async fn echo(host: &Shared, text: &str) -> String {
    let mut params = Object::new();
    params.insert("name".into(), "echo".into());
    params.insert("input".into(), json!({ "text": text }));
    let answer = call(host, "tool.execute", params).await;
    let result = answer.map(serde_json::from_value::<ToolResult>);
    match result {
        Ok(Ok(ToolResult {
            output: Value::String(text),
            ..
        })) => text,
        other => panic!("the tool returned no text: {other:?}"),
    }
}

async fn call(host: &Shared, method: &str, params: Object) -> Answer {
    let (reply, answer) = oneshot::channel();
    {
        let mut state = host.0.borrow_mut();
        let (id, effects) = state.peer.call(0, method, params, CallOptions::default());
        state.waiting.insert(id, reply);
        state.apply(effects);
    }
    host.1.notify_one();
    answer
        .await
        .unwrap_or_else(|_| Err(RpcError::unavailable("the service is gone")))
}

async fn read(host: Shared, mut pipe: ChildStdout) {
    let mut splitter = LineSplitter::new(DEFAULT_MAX_MESSAGE_BYTES);
    let mut buffer = vec![0; READ_BUFFER];
    while let Ok(read @ 1..) = pipe.read(&mut buffer).await {
        let mut state = host.0.borrow_mut();
        splitter.feed(&buffer[..read], |record| state.receive(record));
    }
}

async fn write(host: Shared, mut pipe: ChildStdin) -> std::io::Result<()> {
    loop {
        host.1.notified().await;
        let lines = std::mem::take(&mut host.0.borrow_mut().outbox);
        pipe.write_all(&lines).await?;
    }
}

impl Host {
    fn receive(&mut self, record: Record<'_>) {
        let effects = self
            .peer
            .receive_record(0, record, DEFAULT_MAX_MESSAGE_BYTES);
        self.apply(effects);
    }

    fn apply(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send(message) => self.send(encode(&message)),
                Effect::Event(Event::Result(id, value)) => self.settle(&id, Ok(value)),
                Effect::Event(Event::Error(id, error)) => self.settle(&id, Err(error.into())),
                Effect::Event(_) => {}
            }
        }
    }

    /// Queues a line; the first one is not copied.
    fn send(&mut self, line: Vec<u8>) {
        if self.outbox.is_empty() {
            self.outbox = line;
        } else {
            self.outbox.extend_from_slice(&line);
        }
    }

    fn settle(&mut self, id: &Id, answer: Answer) {
        if let Some(waiter) = self.waiting.remove(id) {
            // Nobody waits any more when the call's future was dropped.
            let _ = waiter.send(answer);
        }
    }
}
