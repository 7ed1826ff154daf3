//! The contracts: from the params of a call to the component's job.

use super::dispatch::Request;
use super::{params, run};
use crate::components::{Answer, Event, Hook, HookRun, Kind, Part, Tool, encode};
use crate::context::{Context, Inner, Settings};
use crate::error::RpcError;
use crate::generated;
use crate::hooks::{Fold, OnError, Step, order};
use crate::wire::Object;
use futures_util::future::BoxFuture;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

/// A component at work.
pub(crate) type Job = BoxFuture<'static, Answer>;

/// One call, on its way to a component.
pub(super) struct Call<'a> {
    pub(super) request: &'a Request,
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
                within: Duration::from_millis(hook.spec.timeout_ms_or_default()),
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

    /// Any other method: the component of its kind that `member` names, or the first.
    pub(super) fn part(
        &self,
        parts: &[Arc<Part>],
        kind: Kind,
        member: Option<&str>,
        mut params: Object,
    ) -> Result<Job, RpcError> {
        let method = self.request.method.as_str();
        params::check(method, &mut params)?;
        let name = member.and_then(|member| text(&params, member));
        // Only channels may be there without answering: those that contribute nothing.
        let served = parts.iter().filter(|part| part.kind == kind);
        let served = served.filter(|part| kind != Kind::Channel || part.says("contributes"));
        let mut chosen = served
            .clone()
            .filter(|part| name.as_ref().is_none_or(|name| part.name == *name));
        let Some(part) = chosen.next() else {
            let known = served.map(|part| part.name.as_str());
            return Err(RpcError::not_found(
                kind.name(),
                &name.unwrap_or_default(),
                known,
            ));
        };
        let cx = self.context(&part.name, &params);
        let (part, method) = (part.clone(), method.to_string());
        Ok(Box::pin(
            async move { part.call(&method, params, cx).await },
        ))
    }

    pub(super) fn context(&self, component: &str, params: &Object) -> Context {
        Context::new(Inner {
            way: self.request.way.clone(),
            component: component.into(),
            call_id: text(params, "call_id"),
            stream: params.get("stream") == Some(&Value::Bool(true)),
            provider: self.request.method.starts_with("provider."),
            meta: object(params.get("_meta").cloned()),
            control: self.request.control.clone(),
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
    within: Duration,
}

/// All handlers of the event, one after the other (`hook.emit` without `hook`).
async fn fold(event: String, data: Object, asked: Vec<Asked>) -> Answer {
    let open = generated::events::open_members(&event);
    let open = open.map(|open| open.iter().map(ToString::to_string).collect());
    let mut fold = Fold::new(data, open);
    for Asked {
        run,
        cx,
        on_error,
        within,
    } in asked
    {
        let event = Event {
            name: event.clone(),
            data: fold.data().clone(),
        };
        let answer = run::hook_answer(run(event, cx), within).await;
        if fold.take(answer, on_error) == Step::Stop {
            break;
        }
    }
    encode(&fold.finish())
}
