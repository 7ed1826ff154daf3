//! Calls of a context manager take effect in the order of their lines, however long one takes (CTX-007).

#![cfg(feature = "service")]
#![allow(clippy::unwrap_used, reason = "a test panics where it is wrong")]

use amplifier_ipc::testing::TestHost;
use amplifier_ipc::types::{ContextGetMessagesParams, Message};
use amplifier_ipc::{Context, ContextManager, Result, RpcError, Service};
use serde_json::json;
use std::sync::{Arc, Mutex};
use tokio::sync::Semaphore;

/// Adds the message `slow` when the gate opens, any other at once.
#[derive(Clone)]
struct Gated {
    messages: Arc<Mutex<Vec<Message>>>,
    begun: Arc<Semaphore>,
    gate: Arc<Semaphore>,
}

impl ContextManager for Gated {
    async fn add_message(&self, message: Message, _cx: &Context) -> Result<()> {
        if message.text() == "slow" {
            self.begun.add_permits(1);
            self.gate.acquire().await?.forget();
        }
        self.messages.lock().unwrap().push(message);
        Ok(())
    }

    async fn get_messages(
        &self,
        _params: ContextGetMessagesParams,
        _cx: &Context,
    ) -> Result<Vec<Message>> {
        Ok(self.messages.lock().unwrap().clone())
    }

    async fn set_messages(&self, messages: Vec<Message>, _cx: &Context) -> Result<()> {
        *self.messages.lock().unwrap() = messages;
        Ok(())
    }

    async fn clear(&self, _cx: &Context) -> Result<()> {
        self.messages.lock().unwrap().clear();
        Ok(())
    }
}

#[test]
fn each_call_waits_for_the_one_before() {
    amplifier_ipc::block_on(async {
        let manager = Gated {
            messages: Arc::default(),
            begun: Arc::new(Semaphore::new(0)),
            gate: Arc::new(Semaphore::new(0)),
        };
        let service = Service::new("s").context_manager("gated", manager.clone());
        let host = TestHost::new().start(service).await?;
        let opening = async {
            manager.begun.acquire().await.unwrap().forget();
            // Two round trips: a call that does not wait for its turn would long be through.
            host.call("ping", json!({})).await?;
            host.call("ping", json!({})).await?;
            manager.gate.add_permits(1);
            Ok::<(), RpcError>(())
        };
        let (slow, quick, read, opened) = tokio::join!(
            host.add_message(Message::user("slow")),
            host.add_message(Message::user("quick")),
            host.get_messages(None),
            opening,
        );
        slow?;
        quick?;
        opened?;
        let texts: Vec<String> = read?.iter().map(Message::text).collect();
        assert_eq!(texts, ["slow", "quick"]);
        Ok::<(), RpcError>(())
    })
    .unwrap()
    .unwrap();
}
