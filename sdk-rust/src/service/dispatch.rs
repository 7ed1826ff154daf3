//! From a request to the component that answers it.

use super::contracts::{self, Call, Job};
use super::describe::check_versions;
use super::settings::settings;
use super::{Service, params, run};
use crate::components::{Answer, Kind, encode};
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
            method => match Kind::of(method) {
                Some((kind, member)) if service.has(kind) => {
                    call.part(&service.parts, kind, member, params)
                }
                _ => Err(RpcError::method_not_found(method)),
            },
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
        let names = service.names();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
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

    /// A message of a channel goes to who subscribes; what is not known is ignored (protocol §3.1).
    fn notification(&self, connection: &Connection, method: String, mut params: Object) {
        let legal = method == "channel.message" && params::check(&method, &mut params).is_ok();
        let Ok(settings) = self.ready(&method) else {
            return;
        };
        if !legal || self.closing.load(Ordering::Relaxed) {
            return;
        }
        let channel = params.get("channel").and_then(Value::as_str);
        let parts = self.service.parts.iter();
        let mut subscribed = parts.filter(|part| {
            part.kind == Kind::Channel
                && part.says("subscribes")
                && Some(part.name.as_str()) == channel
        });
        if let Some(part) = subscribed.next() {
            let cx = contracts::of_no_request(connection, &part.name, settings);
            run::take(part.clone(), method, params, cx);
        }
    }
}
