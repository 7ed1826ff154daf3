//! The contracts: from the params of a call to the component's job.

use super::{params, run};
use crate::components::{Answer, Event, Hook, HookRun, ProviderEntry, Tool, encode};
use crate::connection::{Connection, Inbound};
use crate::context::{Context, Inner, Settings};
use crate::error::RpcError;
use crate::generated::{self, ProviderCompleteParams, ProviderParseToolCallsParams};
use crate::hooks::{Fold, OnError, Step, order};
use crate::wire::Object;
use futures_util::future::BoxFuture;
use serde_json::Value;
use std::sync::Arc;

/// A component at work.
pub(super) type Job = BoxFuture<'static, Answer>;

/// One call, on its way to a component.
pub(super) struct Call<'a> {
    pub(super) connection: &'a Connection,
    pub(super) inbound: &'a Inbound,
    pub(super) settings: Arc<Settings>,
}

impl Call<'_> {
    /// `tool.execute`: the faults of the params and of the input are told together.
    pub(super) fn tool(&self, tools: &[Tool], mut params: Object) -> Result<Job, RpcError> {
        let mut faults = params::faults("tool.execute", &mut params);
        let Some(name) = text(&params, "name") else {
            return Err(RpcError::invalid_params(&faults));
        };
        let Some(tool) = tools.iter().find(|tool| tool.spec.name == name) else {
            let known = tools.iter().map(|tool| tool.spec.name.as_str());
            return Err(RpcError::not_found("tool", &name, known));
        };
        if let Some(input @ Value::Object(_)) = params.get("input") {
            faults.extend(tool.check(input));
        }
        if !faults.is_empty() {
            return Err(RpcError::invalid_params(&faults));
        }
        let input = params.shift_remove("input").unwrap_or_default();
        Ok((tool.run)(input, self.context(&name, &params)))
    }

    /// `hook.emit`: the handler that is named, or all of the service's, folded.
    pub(super) fn hook(&self, hooks: &[Hook], mut params: Object) -> Result<Job, RpcError> {
        params::check("hook.emit", &mut params)?;
        let event = text(&params, "event").unwrap_or_default();
        let data = object(params.shift_remove("data"));
        let Some(name) = text(&params, "hook") else {
            let asked = order(hooks, &event).into_iter().map(|hook| Asked {
                run: hook.run.clone(),
                cx: self.context(&hook.spec.name, &params),
                on_error: match hook.spec.on_error_or_default() {
                    generated::OnError::Deny => OnError::Deny,
                    generated::OnError::Continue => OnError::Continue,
                },
            });
            return Ok(Box::pin(fold(event, data, asked.collect())));
        };
        let Some(hook) = hooks.iter().find(|hook| hook.spec.name == name) else {
            let known = hooks.iter().map(|hook| hook.spec.name.as_str());
            return Err(RpcError::not_found("hook", &name, known));
        };
        Ok((hook.run)(
            Event { name: event, data },
            self.context(&name, &params),
        ))
    }

    /// `provider.*`: the provider that is named, or the first.
    pub(super) fn provider(
        &self,
        providers: &[ProviderEntry],
        mut params: Object,
    ) -> Result<Job, RpcError> {
        let method = self.inbound.method.as_str();
        params::check(method, &mut params)?;
        let entry = match text(&params, "provider") {
            None => &providers[0],
            Some(name) => providers
                .iter()
                .find(|entry| entry.name == name)
                .ok_or_else(|| {
                    let known = providers.iter().map(|entry| entry.name.as_str());
                    RpcError::not_found("provider", &name, known)
                })?,
        };
        let cx = self.context(&entry.name, &params);
        let provider = entry.provider.clone();
        Ok(match method {
            "provider.complete" => {
                let decoded: ProviderCompleteParams = params::decode(params)?;
                provider.complete(decoded.request, cx)
            }
            "provider.parse_tool_calls" => {
                let decoded: ProviderParseToolCallsParams = params::decode(params)?;
                provider.parse_tool_calls(decoded.response)
            }
            "provider.info" => provider.info(cx),
            _ => provider.list_models(cx),
        })
    }

    fn context(&self, component: &str, params: &Object) -> Context {
        Context::new(Inner {
            connection: self.connection.clone(),
            id: self.inbound.id.clone(),
            component: component.into(),
            call_id: text(params, "call_id"),
            stream: params.get("stream") == Some(&Value::Bool(true)),
            meta: object(params.get("_meta").cloned()),
            control: self.inbound.control.clone(),
            settings: self.settings.clone(),
        })
    }
}

fn text(params: &Object, member: &str) -> Option<String> {
    params.get(member).and_then(Value::as_str).map(Into::into)
}

fn object(value: Option<Value>) -> Object {
    match value {
        Some(Value::Object(object)) => object,
        _ => Object::new(),
    }
}

/// A handler of an event, about to be asked.
struct Asked {
    run: HookRun,
    cx: Context,
    on_error: OnError,
}

/// All handlers of the event, one after the other (`hook.emit` without `hook`).
async fn fold(event: String, data: Object, asked: Vec<Asked>) -> Answer {
    let open = generated::events::open_members(&event);
    let open = open.map(|open| open.iter().map(ToString::to_string).collect());
    let mut fold = Fold::new(data, open);
    for Asked { run, cx, on_error } in asked {
        let event = Event {
            name: event.clone(),
            data: fold.data().clone(),
        };
        if fold.take(run::hook_answer(run(event, cx)).await, on_error) == Step::Stop {
            break;
        }
    }
    encode(&fold.finish())
}
