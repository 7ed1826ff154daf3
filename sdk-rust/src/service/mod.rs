//! From components to a service: describe, configure, dispatch.

mod contracts;
mod describe;
mod dispatch;
mod params;
mod registry;
mod run;
mod settings;

pub use registry::StartError;
pub(crate) use run::run;

use crate::components::{Component, Erased, Hook, IntoComponent, Provider, ProviderEntry, Tool};
use crate::error::{Error, Result};
use crate::generated::Grant;
use futures_util::future::BoxFuture;
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
    pub(crate) providers: Vec<ProviderEntry>,
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
            providers: Vec::new(),
            requires: Vec::new(),
            max_message_bytes: crate::wire::DEFAULT_MAX_MESSAGE_BYTES,
            max_concurrency: crate::peer::DEFAULT_MAX_CONCURRENCY,
            setup: Vec::new(),
            cleanup: Vec::new(),
        }
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

    /// Adds a tool or a hook.
    #[must_use]
    pub fn with(mut self, component: impl Into<Component>) -> Self {
        match component.into() {
            Component::Tool(tool) => self.tools.push(*tool),
            Component::Hook(hook) => self.hooks.push(*hook),
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
    pub fn provider(mut self, name: impl Into<String>, provider: impl Provider) -> Self {
        let provider: Arc<dyn Erased> = Arc::new(provider);
        self.providers.push(ProviderEntry {
            name: name.into(),
            provider,
        });
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

    /// Serves over stdio until EOF or SIGTERM.
    ///
    /// File descriptors 0 and 1 are taken: from now on 0 is `/dev/null` and 1 is stderr, so that neither a `println!` nor
    /// a child process can touch the wire. A handler that will not end within the grace time is left behind, and the
    /// process exits with 0.
    pub async fn serve(self) -> Result<()> {
        let components = std::env::var("AMPLIFIER_COMPONENTS").ok();
        let service = self.only(components.as_deref())?;
        let (reader, writer) = crate::stdio::take().map_err(Error::from)?;
        let stop = crate::stdio::terminated().map_err(Error::from)?;
        run(service, reader, writer, stop).await?;
        if crate::components::still_blocking() {
            std::process::exit(0);
        }
        Ok(())
    }
}
