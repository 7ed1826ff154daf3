//! What the kinds with methods of their own share: a name, a config, set-up and cleanup, and a way to be called.

use super::Answer;
use super::turns::Turns;
use crate::context::{Context, Settings};
use crate::error::{Result, RpcError};
use crate::wire::Object;
use futures_util::future::BoxFuture;
use std::sync::Arc;
use tokio::sync::Mutex;

/// The kinds beside tools and hooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Orchestrator,
    ContextManager,
    Provider,
    ApprovalProvider,
    Capability,
    Channel,
    Content,
}

impl Kind {
    /// The name of the kind, as errors tell it (`data.what`).
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Orchestrator => "orchestrator",
            Self::ContextManager => "context_manager",
            Self::Provider => "provider",
            Self::ApprovalProvider => "approval_provider",
            Self::Capability => "capability",
            Self::Channel => "channel",
            Self::Content => "content",
        }
    }

    /// The kind that answers a method, and the member of its params that says which one.
    pub(crate) fn of(method: &str) -> Option<(Self, Option<&'static str>)> {
        Some(match method {
            "orchestrator.execute" => (Self::Orchestrator, Some("orchestrator")),
            "context.add_message"
            | "context.get_messages"
            | "context.set_messages"
            | "context.clear" => (Self::ContextManager, None),
            "provider.complete"
            | "provider.info"
            | "provider.list_models"
            | "provider.parse_tool_calls" => (Self::Provider, Some("provider")),
            "approval.request" => (Self::ApprovalProvider, Some("provider")),
            "capability.call" => (Self::Capability, Some("name")),
            "channel.collect" => (Self::Channel, Some("channel")),
            "content.read" | "content.list" => (Self::Content, None),
            _ => return None,
        })
    }
}

/// Answers a method: its name, its params (checked), the context of the call.
pub(crate) type Run =
    Box<dyn Fn(&str, Object, Context) -> BoxFuture<'static, Answer> + Send + Sync>;
pub(crate) type SetUp = Box<dyn Fn(Context) -> BoxFuture<'static, Result<()>> + Send + Sync>;
pub(crate) type CleanUp = Box<dyn Fn() -> BoxFuture<'static, ()> + Send + Sync>;

/// One such component.
pub(crate) struct Part {
    pub(crate) kind: Kind,
    pub(crate) name: String,
    /// Its entry in describe.
    pub(crate) spec: Object,
    /// What is wrong with its declaration.
    pub(crate) faults: Vec<String>,
    run: Run,
    set_up: Option<SetUp>,
    clean_up: Option<CleanUp>,
    ready_for: Mutex<Option<Arc<Settings>>>,
    turns: Turns,
}

impl Part {
    pub(crate) fn new(kind: Kind, name: impl Into<String>, mut spec: Object, run: Run) -> Self {
        let name = name.into();
        spec.shift_insert(0, "name".into(), name.clone().into());
        Self {
            kind,
            name,
            spec,
            faults: Vec::new(),
            run,
            set_up: None,
            clean_up: None,
            ready_for: Mutex::new(None),
            turns: Turns::default(),
        }
    }

    /// With set-up before the first call for a configuration, and cleanup at the end.
    pub(crate) fn living(mut self, set_up: SetUp, clean_up: CleanUp) -> Self {
        self.set_up = Some(set_up);
        self.clean_up = Some(clean_up);
        self
    }

    /// Whether describe says `true` of a member, such as `subscribes`.
    pub(crate) fn says(&self, member: &str) -> bool {
        self.spec.get(member) == Some(&true.into())
    }

    /// Answers a method, once the component is set up. Calls of a context manager and messages of a channel take effect
    /// in the order of their lines (CTX-007, RPC-054): each waits for the one before, over HTTP for that of its session.
    pub(crate) async fn call(self: Arc<Self>, method: &str, params: Object, cx: Context) -> Answer {
        let in_turn = self.kind == Kind::ContextManager || method == "channel.message";
        let _turn = if in_turn {
            Some(self.turns.take(cx.lane()).await)
        } else {
            None
        };
        self.prepare(&cx).await?;
        (self.run)(method, params, cx).await
    }

    async fn prepare(&self, cx: &Context) -> Result<(), RpcError> {
        let Some(set_up) = &self.set_up else {
            return Ok(());
        };
        let mut ready_for = self.ready_for.lock().await;
        let settings = cx.settings();
        let ready = ready_for
            .as_ref()
            .is_some_and(|known| Arc::ptr_eq(known, settings));
        if !ready {
            set_up(cx.clone()).await.map_err(RpcError::from)?;
            *ready_for = Some(settings.clone());
        }
        Ok(())
    }

    /// Cleans up, if the component was used.
    pub(crate) async fn clean_up(&self) {
        if let (Some(clean_up), true) = (&self.clean_up, self.ready_for.lock().await.is_some()) {
            clean_up().await;
        }
    }
}

/// A [`Part`] of an author's type: `$trait` has `setup` and `cleanup`, `$run` answers its methods.
macro_rules! living {
    ($trait:ident, $part:expr, $object:expr) => {{
        let (set_up, clean_up) = ($object.clone(), $object);
        $part.living(
            Box::new(move |cx| {
                let object = set_up.clone();
                Box::pin(async move { $trait::setup(&*object, &cx).await })
            }),
            Box::new(move || {
                let object = clean_up.clone();
                Box::pin(async move { $trait::cleanup(&*object).await })
            }),
        )
    }};
}
pub(crate) use living;
