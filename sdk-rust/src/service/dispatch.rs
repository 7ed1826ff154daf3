//! From a request to the component that answers it.

use super::contracts::{Call, Job};
use super::describe::check_versions;
use super::settings::settings;
use super::{Service, params, run};
use crate::components::{Answer, encode};
use crate::connection::{Connection, Handler, Inbound};
use crate::context::Settings;
use crate::error::RpcError;
use crate::wire::{DEFAULT_MAX_MESSAGE_BYTES, Object};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// A service that runs.
pub(super) struct Runtime {
    pub(super) service: Arc<Service>,
    phase: Mutex<Phase>,
    pub(super) closing: AtomicBool,
}

#[derive(Default)]
struct Phase {
    described: bool,
    refused: bool,
    settings: Arc<Settings>,
}

/// What becomes of a request.
enum Reply {
    /// It is answered at once: describe, ping, configure.
    Now(Box<RawValue>),
    /// A component answers it.
    Later(Job),
}

impl Runtime {
    pub(super) fn new(service: Service) -> Self {
        Self {
            service: Arc::new(service),
            phase: Mutex::default(),
            closing: AtomicBool::new(false),
        }
    }

    /// What changes state is answered at once, in the order of lines; the rest becomes a job.
    fn dispatch(&self, connection: &Connection, inbound: &mut Inbound) -> Result<Reply, RpcError> {
        let mut params = std::mem::take(&mut inbound.params);
        match inbound.method.as_str() {
            "ping" => return encode(&json!({})).map(Reply::Now),
            "describe" => return self.describe(connection, &mut params).map(Reply::Now),
            _ => {}
        }
        let settings = self.ready(&inbound.method)?;
        if self.closing.load(Ordering::Relaxed) {
            return Err(RpcError::unavailable(format!(
                "the service '{}' is stopping",
                self.service.name
            )));
        }
        let service = &self.service;
        let call = Call {
            connection,
            inbound,
            settings,
        };
        let job = match inbound.method.as_str() {
            "configure" => return self.configure(&mut params).map(Reply::Now),
            "tool.execute" if !service.tools.is_empty() => call.tool(&service.tools, params),
            "hook.emit" if !service.hooks.is_empty() => call.hook(&service.hooks, params),
            "provider.complete"
            | "provider.info"
            | "provider.list_models"
            | "provider.parse_tool_calls"
                if !service.providers.is_empty() =>
            {
                call.provider(&service.providers, params)
            }
            method => Err(RpcError::method_not_found(method)),
        };
        job.map(Reply::Later)
    }

    fn describe(&self, connection: &Connection, params: &mut Object) -> Answer {
        params::check("describe", params)?;
        check_versions(params)?;
        let limit = params
            .get("limits")
            .and_then(|limits| limits.get("max_message_bytes"))
            .and_then(Value::as_u64);
        let limit = limit.and_then(|limit| usize::try_from(limit).ok());
        connection.set_their_limit(limit.unwrap_or(DEFAULT_MAX_MESSAGE_BYTES));
        self.phase
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .described = true;
        encode(&self.service.describe())
    }

    fn ready(&self, method: &str) -> Result<Arc<Settings>, RpcError> {
        let phase = self.phase.lock().unwrap_or_else(PoisonError::into_inner);
        if !phase.described {
            return Err(RpcError::new(
                "not_ready",
                format!("{method} came before describe"),
            ));
        }
        if phase.refused && method != "configure" {
            return Err(RpcError::new(
                "not_ready",
                "the configuration was refused; configure again first",
            ));
        }
        Ok(phase.settings.clone())
    }

    fn configure(&self, params: &mut Object) -> Answer {
        let service = &self.service;
        let tools = service.tools.iter().map(|tool| tool.spec.name.as_str());
        let hooks = service.hooks.iter().map(|hook| hook.spec.name.as_str());
        let providers = service.providers.iter().map(|entry| entry.name.as_str());
        let names: Vec<&str> = tools.chain(hooks).chain(providers).collect();
        let outcome = settings(params, &service.config_schemas(), &names);
        let mut phase = self.phase.lock().unwrap_or_else(PoisonError::into_inner);
        phase.refused = outcome.is_err();
        phase.settings = Arc::new(outcome?);
        encode(&json!({"status": "ok"}))
    }
}

impl Handler for Runtime {
    fn request(&self, connection: &Connection, mut inbound: Inbound) {
        // Making the job runs the first lines of the author's code (a closure's body): it must not take the reader down.
        let made = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            self.dispatch(connection, &mut inbound)
        }));
        match made.unwrap_or_else(|panic| Err(run::panicked(&*panic))) {
            Ok(Reply::Now(answer)) => connection.answer(&inbound.id, &inbound.control, Ok(answer)),
            Ok(Reply::Later(job)) => run::start(connection.clone(), inbound, job),
            Err(error) => connection.answer(&inbound.id, &inbound.control, Err(error)),
        }
    }

    /// A receiver ignores what it does not know (protocol §3.1).
    fn notification(&self, _: &Connection, _: String, _: Object) {}
}
