//! From a request to the component that answers it, whatever binding it came over.

use super::contracts::{Call, Job};
use super::describe::check_versions;
use super::settings::settings;
use super::{Service, params, run};
use crate::call::{TaskControl, Way};
use crate::components::{Answer, Kind, Part, encode};
use crate::context::Settings;
use crate::error::RpcError;
use crate::wire::Object;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A service that runs.
pub(crate) struct Runtime {
    service: Arc<Service>,
    phase: Mutex<Phase>,
    closing: AtomicBool,
}

#[derive(Default)]
struct Phase {
    refused: bool,
    settings: Arc<Settings>,
}

/// A request or a notification of the host, with its way and its cancel.
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) params: Object,
    pub(crate) way: Arc<dyn Way>,
    pub(crate) control: Arc<TaskControl>,
}

/// What becomes of a request.
pub(crate) enum Reply {
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

    pub(crate) fn service(&self) -> &Service {
        &self.service
    }

    /// From now on nothing new is begun.
    pub(super) fn close(&self) {
        self.closing.store(true, Ordering::Relaxed);
    }

    /// What changes state is answered at once, in the order of the calls; the rest becomes a job.
    pub(crate) fn dispatch(&self, mut request: Request) -> Result<Reply, RpcError> {
        // Making the job runs the first lines of the author's code (a closure's body): it must not take the caller down.
        let made = catch_unwind(AssertUnwindSafe(|| self.reply(&mut request)));
        made.unwrap_or_else(|panic| Err(run::panicked(&*panic)))
    }

    fn reply(&self, request: &mut Request) -> Result<Reply, RpcError> {
        let mut params = std::mem::take(&mut request.params);
        match request.method.as_str() {
            "ping" => return encode(&json!({})).map(Reply::Now),
            "describe" => return self.describe(&mut params).map(Reply::Now),
            _ => {}
        }
        let settings = self.ready(&request.method)?;
        if !self.answers(&request.method) {
            return Err(RpcError::method_not_found(&request.method));
        }
        let service = &self.service;
        let call = Call { request, settings };
        let job = match request.method.as_str() {
            "configure" => return self.configure(&mut params).map(Reply::Now),
            "tool.execute" => call.tool(&service.tools, params),
            "hook.emit" => call.hook(&service.hooks, params),
            method => match Kind::of(method) {
                Some((kind, member)) => call.part(&service.parts, kind, member, params),
                None => Err(RpcError::method_not_found(method)),
            },
        };
        job.map(Reply::Later)
    }

    /// Whether a method belongs to a contract that the service declares.
    pub(crate) fn answers(&self, method: &str) -> bool {
        let service = &self.service;
        match method {
            "describe" | "configure" | "ping" => true,
            "tool.execute" => !service.tools.is_empty(),
            "hook.emit" => !service.hooks.is_empty(),
            "$/cancel" => service.has(Kind::Orchestrator),
            "channel.message" => service.has(Kind::Channel),
            _ => Kind::of(method).is_some_and(|(kind, _)| service.has(kind)),
        }
    }

    fn describe(&self, params: &mut Object) -> Answer {
        params::check("describe", params)?;
        check_versions(params)?;
        encode(&self.service.describe())
    }

    fn ready(&self, method: &str) -> Result<Arc<Settings>, RpcError> {
        let phase = self.phase();
        if phase.refused && method != "configure" {
            return Err(RpcError::new(
                "not_ready",
                "the configuration was refused; configure again first",
            ));
        }
        if self.closing.load(Ordering::Relaxed) {
            let name = &self.service.name;
            let message = format!("the service '{name}' is stopping");
            return Err(RpcError::unavailable(message));
        }
        Ok(phase.settings.clone())
    }

    /// Takes the params of configure.
    pub(crate) fn configure(&self, params: &mut Object) -> Answer {
        let service = &self.service;
        let names = service.names();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let outcome = settings(params, &service.config_schemas(), &names);
        let mut phase = self.phase();
        phase.refused = outcome.is_err();
        phase.settings = Arc::new(outcome?);
        encode(&json!({"status": "ok"}))
    }

    /// A message of a channel becomes the job of who subscribes; `None`: nobody does, or the method is not known, which
    /// is no error (protocol §3.1).
    pub(crate) fn notification(&self, mut request: Request) -> Result<Option<Job>, RpcError> {
        let settings = self.ready(&request.method)?;
        if request.method != "channel.message" {
            return Ok(None);
        }
        let mut params = std::mem::take(&mut request.params);
        params::check(&request.method, &mut params)?;
        let channel = params.get("channel").and_then(Value::as_str);
        let Some(part) = self.subscribed(channel) else {
            return Ok(None);
        };
        let call = Call {
            request: &request,
            settings,
        };
        let cx = call.context(&part.name, &params);
        Ok(Some(Box::pin(run::take(
            part.clone(),
            request.method,
            params,
            cx,
        ))))
    }

    fn subscribed(&self, channel: Option<&str>) -> Option<&Arc<Part>> {
        let mut parts = self.service.parts.iter();
        parts.find(|part| {
            part.kind == Kind::Channel
                && part.says("subscribes")
                && Some(part.name.as_str()) == channel
        })
    }

    fn phase(&self) -> MutexGuard<'_, Phase> {
        self.phase.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
