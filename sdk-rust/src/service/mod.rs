//! From components to a service: describe, configure, dispatch.

mod contracts;
mod describe;
mod dispatch;
mod lines;
mod params;
mod registry;
mod run;
mod settings;

#[cfg(feature = "http")]
pub(crate) use contracts::Job;
#[cfg(feature = "http")]
pub(crate) use describe::PROTOCOL_VERSION;
#[cfg(feature = "http")]
pub(crate) use dispatch::{Reply, Request, Runtime};
pub use registry::StartError;
pub(crate) use run::run;
#[cfg(feature = "http")]
pub(crate) use run::{Life, Work, answered};

use crate::components::{
    self, ApprovalProvider, Component, Content, ContextManager, Hook, IntoComponent, Orchestrator,
    Part, Provider, Tool,
};
use crate::error::Result;
use crate::generated::Grant;
use crate::wire::Object;
use futures_util::future::BoxFuture;
use schemars::JsonSchema;
use std::sync::Arc;

type Setup = Box<dyn FnOnce() -> BoxFuture<'static, Result<()>> + Send + Sync>;
type Cleanup = Box<dyn FnOnce() -> BoxFuture<'static, ()> + Send + Sync>;

/// A service: its name and its components.
///
/// ```no_run
/// # use amplifier_ipc::{Service, Result};
/// # async fn run() -> Result<()> {
/// Service::new("words").version("0.1.0").serve().await
/// # }
/// ```
pub struct Service {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) description: Option<String>,
    pub(crate) tools: Vec<Tool>,
    pub(crate) hooks: Vec<Hook>,
    pub(crate) parts: Vec<Arc<Part>>,
    pub(crate) content: Option<Content>,
    pub(crate) configs: Object,
    pub(crate) requires: Vec<Grant>,
    pub(crate) max_message_bytes: usize,
    pub(crate) max_concurrency: usize,
    pub(crate) setup: Vec<Setup>,
    pub(crate) cleanup: Vec<Cleanup>,
}

impl Service {
    /// A service without components.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            version: "0.0.0".into(),
            description: None,
            tools: Vec::new(),
            hooks: Vec::new(),
            parts: Vec::new(),
            content: None,
            configs: Object::new(),
            requires: Vec::new(),
            max_message_bytes: crate::wire::DEFAULT_MAX_MESSAGE_BYTES,
            max_concurrency: crate::peer::DEFAULT_MAX_CONCURRENCY,
            setup: Vec::new(),
            cleanup: Vec::new(),
        }
    }

    /// Another name than that of the crate.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// The service's own version.
    #[must_use]
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = version.into();
        self
    }

    /// What the service is for.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Adds a tool, a hook, a capability, a part in a channel, or content.
    #[must_use]
    pub fn with(mut self, component: impl Into<Component>) -> Self {
        match component.into() {
            Component::Tool(tool) => self.tools.push(*tool),
            Component::Hook(hook) => self.hooks.push(*hook),
            Component::Capability(capability) => self.parts.push(Arc::new(capability.0)),
            Component::Channel(channel) => self.parts.push(Arc::new(channel.into_part())),
            Component::Content(content) => return self.content(*content),
        }
        self
    }

    /// Adds what `#[tool]` or `#[hook]` made of a function; `service!` calls it.
    #[must_use]
    pub fn with_function<F: IntoComponent>(self) -> Self {
        self.with(F::component())
    }

    /// Adds a provider.
    #[must_use]
    pub fn provider(self, name: impl Into<String>, provider: impl Provider) -> Self {
        self.part(components::provider(name.into(), provider))
    }

    /// Adds a context manager.
    #[must_use]
    pub fn context_manager(self, name: impl Into<String>, manager: impl ContextManager) -> Self {
        self.part(components::context_manager(name.into(), manager))
    }

    /// Adds an orchestrator.
    #[must_use]
    pub fn orchestrator(self, name: impl Into<String>, orchestrator: impl Orchestrator) -> Self {
        self.part(components::orchestrator(name.into(), orchestrator))
    }

    /// Adds an approval provider.
    #[must_use]
    pub fn approval_provider(
        self,
        name: impl Into<String>,
        provider: impl ApprovalProvider,
    ) -> Self {
        self.part(components::approval_provider(name.into(), provider))
    }

    /// Adds content; of two with a path the first counts.
    #[must_use]
    pub fn content(mut self, content: Content) -> Self {
        self.content = Some(match self.content.take() {
            Some(before) => before.and(content),
            None => content,
        });
        self
    }

    /// Announces the config that a component takes, whatever its kind; read it with [`crate::Context::config`].
    #[must_use]
    pub fn config<T: JsonSchema>(mut self, component: impl Into<String>) -> Self {
        let schema = components::config_schema::<T>();
        self.configs.insert(component.into(), schema.into());
        self
    }

    fn part(mut self, part: Part) -> Self {
        self.parts.push(Arc::new(part));
        self
    }

    /// Names a grant that the service needs for its calls back (protocol §6).
    #[must_use]
    pub fn requires(mut self, grant: Grant) -> Self {
        self.requires.push(grant);
        self
    }

    /// The largest line that the service reads, in bytes (64 MiB; at least 1 MiB).
    #[must_use]
    pub fn max_message_bytes(mut self, bytes: usize) -> Self {
        self.max_message_bytes = bytes.max(crate::wire::MIN_MAX_MESSAGE_BYTES);
        self
    }

    /// How many requests the service handles at once (64).
    #[must_use]
    pub fn max_concurrency(mut self, requests: usize) -> Self {
        self.max_concurrency = requests.max(1);
        self
    }

    /// Runs before the first request is read; its error ends the service.
    #[must_use]
    pub fn setup<Fut: Future<Output = Result<()>> + Send + 'static>(
        mut self,
        setup: impl FnOnce() -> Fut + Send + Sync + 'static,
    ) -> Self {
        self.setup.push(Box::new(move || Box::pin(setup())));
        self
    }

    /// Runs at the end, on EOF and SIGTERM, within the grace time.
    #[must_use]
    pub fn cleanup<Fut: Future<Output = ()> + Send + 'static>(
        mut self,
        cleanup: impl FnOnce() -> Fut + Send + Sync + 'static,
    ) -> Self {
        self.cleanup.push(Box::new(move || Box::pin(cleanup())));
        self
    }
}
