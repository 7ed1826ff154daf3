//! Channels: what a service contributes when others collect, and hears when others publish.

use super::part::{Kind, Part};
use super::{Answer, decode, encode};
use crate::context::Context;
use crate::error::{Result, RpcError};
use crate::generated::{ChannelCollectResult, ChannelMessageParams, EmptyResult};
use crate::wire::Object;
use futures_util::future::BoxFuture;
use serde::Serialize;
use serde_json::Value;

type Collect = Box<dyn Fn(Context) -> BoxFuture<'static, Result<Value>> + Send + Sync>;
type Receive =
    Box<dyn Fn(ChannelMessageParams, Context) -> BoxFuture<'static, Result<()>> + Send + Sync>;

/// A service's part in a channel: it contributes, subscribes, or both.
///
/// ```
/// use amplifier_ipc::Channel;
/// use serde_json::json;
///
/// let news = Channel::new("news")
///     .collect(async |_cx| Ok(json!({"headline": "all is well"})))
///     .receive(async |message, _cx| {
///         eprintln!("{} says {}", message.sender, message.data);
///         Ok(())
///     });
/// ```
pub struct Channel {
    name: String,
    collect: Option<Collect>,
    receive: Option<Receive>,
}

impl Channel {
    /// A part that does nothing yet.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            collect: None,
            receive: None,
        }
    }

    /// What the service contributes when somebody collects.
    #[must_use]
    pub fn collect<T, F, Fut>(mut self, function: F) -> Self
    where
        T: Serialize,
        F: Fn(Context) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<T>> + Send + 'static,
    {
        self.collect = Some(Box::new(move |cx| {
            let given = function(cx);
            Box::pin(async move {
                serde_json::to_value(given.await?).map_err(|error| {
                    RpcError::internal("serde_json::Error", error.to_string()).into()
                })
            })
        }));
        self
    }

    /// Takes what somebody published.
    #[must_use]
    pub fn receive<F, Fut>(mut self, function: F) -> Self
    where
        F: Fn(ChannelMessageParams, Context) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<()>> + Send + 'static,
    {
        self.receive = Some(Box::new(move |message, cx| Box::pin(function(message, cx))));
        self
    }

    pub(crate) fn into_part(self) -> Part {
        let Self {
            name,
            collect,
            receive,
        } = self;
        let mut spec = Object::new();
        spec.insert("contributes".into(), collect.is_some().into());
        spec.insert("subscribes".into(), receive.is_some().into());
        let silent = collect.is_none() && receive.is_none();
        let mut part = Part::new(
            Kind::Channel,
            name,
            spec,
            Box::new(
                move |method, params, cx| match (method, &collect, &receive) {
                    ("channel.collect", Some(collect), _) => {
                        let given = collect(cx);
                        Box::pin(async move { encode(&ChannelCollectResult::new(given.await?)) })
                    }
                    ("channel.message", _, Some(receive)) => match decode(params) {
                        Ok(message) => {
                            let taken = receive(message, cx);
                            Box::pin(async move {
                                taken.await?;
                                encode(&EmptyResult::default())
                            })
                        }
                        Err(error) => failed(error),
                    },
                    _ => failed(RpcError::method_not_found(method)),
                },
            ),
        );
        if silent {
            part.faults = vec!["it has neither collect nor receive".into()];
        }
        part
    }
}

fn failed(error: RpcError) -> BoxFuture<'static, Answer> {
    Box::pin(std::future::ready(Err(error)))
}
