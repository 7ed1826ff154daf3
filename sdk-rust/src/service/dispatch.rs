//! From a request to the component that answers it.

use super::describe::check_versions;
use super::settings::settings;
use super::{Service, params, run};
use crate::components::{Answer, encode};
use crate::connection::{Connection, Handler, Inbound};
use crate::context::{Context, Inner, Settings};
use crate::error::RpcError;
use crate::generated::{ProviderCompleteParams, ProviderParseToolCallsParams};
use crate::hooks::{Fold, OnError, Step, order};
use crate::wire::{DEFAULT_MAX_MESSAGE_BYTES, Object};
use futures_util::future::BoxFuture;
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

type Job = BoxFuture<'static, Answer>;

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
        let params = std::mem::take(&mut inbound.params);
        match inbound.method.as_str() {
            "ping" => return encode(&json!({})).map(Reply::Now),
            "describe" => return self.describe(connection, &params).map(Reply::Now),
            _ => {}
        }
        let settings = self.ready(&inbound.method)?;
        if self.closing.load(Ordering::Relaxed) {
            return Err(RpcError::unavailable(format!(
                "the service '{}' is stopping",
                self.service.name
            )));
        }
        let offers = &self.service;
        let job = match inbound.method.as_str() {
            "configure" => return self.configure(&params).map(Reply::Now),
            "tool.execute" if !offers.tools.is_empty() => {
                self.tool(connection, inbound, params, settings)
            }
            "hook.emit" if !offers.hooks.is_empty() => {
                self.hook(connection, inbound, params, settings)
            }
            "provider.complete"
            | "provider.info"
            | "provider.list_models"
            | "provider.parse_tool_calls"
                if !offers.providers.is_empty() =>
            {
                self.provider(connection, inbound, params, settings)
            }
            method => Err(RpcError::method_not_found(method)),
        };
        job.map(Reply::Later)
    }

    fn describe(&self, connection: &Connection, params: &Object) -> Answer {
        let faults = params::faults("describe", params);
        if !faults.is_empty() {
            return Err(RpcError::invalid_params(&faults));
        }
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

    fn configure(&self, params: &Object) -> Answer {
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

    fn tool(
        &self,
        connection: &Connection,
        inbound: &Inbound,
        mut params: Object,
        settings: Arc<Settings>,
    ) -> Result<Job, RpcError> {
        let name = params
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_string();
        let place = self
            .service
            .tools
            .iter()
            .position(|tool| tool.spec.name == name);
        let mut faults = if plain_tool_call(&params) {
            Vec::new()
        } else {
            params::faults("tool.execute", &params)
        };
        if let (Some(place), Some(input @ Value::Object(_))) = (place, params.get("input")) {
            faults.extend(self.service.tools[place].check(input));
        }
        let name_fits = !faults.iter().any(|fault| fault.path == "/name");
        let Some(place) = place.filter(|_| name_fits) else {
            if !name_fits {
                return Err(RpcError::invalid_params(&faults));
            }
            let known = self
                .service
                .tools
                .iter()
                .map(|tool| tool.spec.name.as_str());
            return Err(RpcError::not_found("tool", &name, known));
        };
        if !faults.is_empty() {
            return Err(RpcError::invalid_params(&faults));
        }
        let input = params.shift_remove("input").unwrap_or_default();
        let cx = context(connection, inbound, &name, &mut params, settings);
        Ok((self.service.tools[place].run)(input, cx))
    }

    fn hook(
        &self,
        connection: &Connection,
        inbound: &Inbound,
        mut params: Object,
        settings: Arc<Settings>,
    ) -> Result<Job, RpcError> {
        let faults = params::faults("hook.emit", &params);
        if !faults.is_empty() {
            return Err(RpcError::invalid_params(&faults));
        }
        let event = text(&params, "event").unwrap_or_default();
        let data = match params.shift_remove("data") {
            Some(Value::Object(data)) => data,
            _ => Object::new(),
        };
        let hooks = &self.service.hooks;
        let Some(name) = text(&params, "hook") else {
            let make = |name: &str| {
                context(
                    connection,
                    inbound,
                    name,
                    &mut params.clone(),
                    settings.clone(),
                )
            };
            let asked: Vec<_> = order(hooks, &event)
                .into_iter()
                .map(|hook| {
                    (
                        hook.run.clone(),
                        make(&hook.spec.name),
                        hook.spec.on_error_or_default(),
                    )
                })
                .collect();
            return Ok(Box::pin(fold(event, data, asked)));
        };
        let Some(hook) = hooks.iter().find(|hook| hook.spec.name == name) else {
            let known = hooks.iter().map(|hook| hook.spec.name.as_str());
            return Err(RpcError::not_found("hook", &name, known));
        };
        let cx = context(connection, inbound, &name, &mut params, settings);
        Ok((hook.run)(
            crate::components::Event { name: event, data },
            cx,
        ))
    }

    fn provider(
        &self,
        connection: &Connection,
        inbound: &Inbound,
        mut params: Object,
        settings: Arc<Settings>,
    ) -> Result<Job, RpcError> {
        let faults = params::faults(&inbound.method, &params);
        if !faults.is_empty() {
            return Err(RpcError::invalid_params(&faults));
        }
        let providers = &self.service.providers;
        let entry = match text(&params, "provider") {
            None => &providers[0],
            Some(name) => providers
                .iter()
                .find(|entry| entry.name == name)
                .ok_or_else(|| {
                    RpcError::not_found(
                        "provider",
                        &name,
                        providers.iter().map(|entry| entry.name.as_str()),
                    )
                })?,
        };
        let cx = context(
            connection,
            inbound,
            &entry.name,
            &mut params.clone(),
            settings,
        );
        let provider = entry.provider.clone();
        params.shift_remove("_meta");
        Ok(match inbound.method.as_str() {
            "provider.complete" => {
                let decoded: ProviderCompleteParams = params::decode(&inbound.method, params)?;
                provider.complete(decoded.request, cx)
            }
            "provider.parse_tool_calls" => {
                let decoded: ProviderParseToolCallsParams =
                    params::decode(&inbound.method, params)?;
                provider.parse_tool_calls(decoded.response)
            }
            "provider.info" => provider.info(cx),
            _ => provider.list_models(cx),
        })
    }
}

impl Handler for Runtime {
    fn request(&self, connection: &Connection, mut inbound: Inbound) {
        // Making the job runs the first lines of the author's code (a closure's body): it must not take the reader down.
        let made = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            self.dispatch(connection, &mut inbound)
        }));
        match made.unwrap_or_else(|panic| Err(run::panicked(&*panic))) {
            Ok(Reply::Now(answer)) => connection.answer(&inbound.id, Ok(answer)),
            Ok(Reply::Later(job)) => run::start(connection.clone(), inbound, job),
            Err(error) => connection.answer(&inbound.id, Err(error)),
        }
    }

    /// A receiver ignores what it does not know (protocol §3.1).
    fn notification(&self, _: &Connection, _: String, _: Object) {}
}

/// The usual shape, which needs no schema to be told right.
fn plain_tool_call(params: &Object) -> bool {
    let known = |name: &String| matches!(name.as_str(), "name" | "input" | "call_id");
    params.keys().all(known)
        && params.get("name").is_some_and(Value::is_string)
        && params.get("input").is_some_and(Value::is_object)
        && params.get("call_id").is_none_or(Value::is_string)
}

fn text(params: &Object, member: &str) -> Option<String> {
    params.get(member).and_then(Value::as_str).map(Into::into)
}

fn context(
    connection: &Connection,
    inbound: &Inbound,
    component: &str,
    params: &mut Object,
    settings: Arc<Settings>,
) -> Context {
    let meta = match params.shift_remove("_meta") {
        Some(Value::Object(meta)) => meta,
        _ => Object::new(),
    };
    Context::new(Inner {
        connection: connection.clone(),
        id: inbound.id.clone(),
        component: component.into(),
        call_id: text(params, "call_id"),
        stream: params.get("stream") == Some(&Value::Bool(true)),
        meta,
        control: inbound.control.clone(),
        settings,
    })
}

type Asked = (
    crate::components::HookRun,
    Context,
    crate::generated::OnError,
);

/// All handlers of the event, one after the other (`hook.emit` without `hook`).
async fn fold(event: String, data: Object, asked: Vec<Asked>) -> Answer {
    let open = crate::generated::events::open_members(&event);
    let mut fold = Fold::new(
        data,
        open.map(|open| open.iter().map(ToString::to_string).collect()),
    );
    for (run, cx, on_error) in asked {
        let event = crate::components::Event {
            name: event.clone(),
            data: fold.data().clone(),
        };
        let on_error = match on_error {
            crate::generated::OnError::Deny => OnError::Deny,
            crate::generated::OnError::Continue => OnError::Continue,
        };
        if fold.take(run::hook_answer(run(event, cx)).await, on_error) == Step::Stop {
            break;
        }
    }
    encode(&fold.finish())
}
