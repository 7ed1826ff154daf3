//! The hook fan-out (protocol §7): the handlers of an event, one after the other, folded into one answer.

use super::requests::{Ask, text_member};
use super::{Cancelled, Cx, Engine, MS, Now, Origin, Pending, State, Up, tap};
use crate::failure::{Failure, result_line};
use crate::ids::{ConnId, RawId, RouterId};
use crate::message::Message;
use crate::routes::Handler;
use crate::scan::{Envelope, Members, Span, string_value};
use amplifier_ipc::generated::events::open_members;
use amplifier_ipc::hooks::{Answer, Fold, Step, order};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Event names are open; only so many chains are remembered.
const MAX_CHAINS: usize = 1024;

/// An event on its way through its handlers.
#[derive(Debug)]
pub(super) struct Emission {
    chain: Arc<[Handler]>,
    next: usize,
    pub(super) current: Option<RouterId>,
    /// Holds the patch only; the data itself stays text.
    fold: Fold,
    /// JSON text of `_meta`, if there was one.
    meta: Option<Vec<u8>>,
    /// JSON text of the event's name.
    event: Vec<u8>,
    /// JSON text of the data, with the host's stamps.
    data: Vec<u8>,
}

impl Emission {
    fn new(chain: Arc<[Handler]>, event: &str, data: Vec<u8>, ask: &Ask<'_>) -> Self {
        let copy = |span: &Option<Span>| span.clone().map(|span| ask.line[span].to_vec());
        let routing = &ask.envelope.routing;
        let open = open_members(event)
            .map(|open| open.iter().map(|member| (*member).to_owned()).collect());
        Self {
            chain,
            next: 0,
            current: None,
            fold: Fold::new(Map::new(), open),
            meta: copy(&routing.meta),
            event: copy(&routing.event).unwrap_or_default(),
            data,
        }
    }

    /// The request that asks one handler.
    fn line(&self, wire: &[u8], handler: &Handler) -> Vec<u8> {
        let patched = merged(&self.data, self.fold.data());
        let data = patched.as_deref().unwrap_or(&self.data);
        let hook = Value::from(handler.name.as_str()).to_string();
        let (meta_key, meta, comma): (&[u8], &[u8], &[u8]) = match &self.meta {
            Some(meta) => (b"\"_meta\":", meta, b","),
            None => (b"", b"", b""),
        };
        let head = [
            b"{\"jsonrpc\":\"2.0\",\"id\":",
            wire,
            b",\"method\":\"hook.emit\",\"params\":{",
        ]
        .concat();
        [
            &head[..],
            meta_key,
            meta,
            comma,
            b"\"event\":",
            &self.event,
            b",\"hook\":",
            hook.as_bytes(),
            b",\"data\":",
            data,
            b"}}",
        ]
        .concat()
    }
}

impl Engine {
    /// `request.hook_emit`. An event that nobody handles is answered without waking anyone.
    pub(super) fn emit(
        &mut self,
        cx: &mut Cx<'_>,
        ask: &Ask<'_>,
        key: RawId,
    ) -> Result<(), Failure> {
        let event = text_member(ask.line, ask.envelope.routing.event.as_ref())
            .ok_or_else(|| Failure::invalid_params("/event", "must be a string"))?;
        let data = ask
            .envelope
            .routing
            .data
            .clone()
            .map_or(&b"{}"[..], |span| &ask.line[span]);
        if data[0] != b'{' {
            return Err(Failure::invalid_params("/data", "must be an object"));
        }
        let chain = self.chain(&event);
        if chain.is_empty() {
            let line = result_line(&ask.id, br#"{"action":"continue"}"#);
            self.deliver(cx, ask.from, ask.via, &Message::whole(&line));
            return Ok(());
        }
        let data = self.stamped(data, cx.now);
        let emission = Box::new(Emission::new(chain, &event, data, ask));
        let id = self.register(cx, ask, key, ConnId::HOST, State::Emission(emission), None);
        self.ask_next(cx, id);
        Ok(())
    }

    fn chain(&mut self, event: &str) -> Arc<[Handler]> {
        if let Some(chain) = self.chains.get(event) {
            return chain.clone();
        }
        let chain: Arc<[Handler]> = order(&self.routes.hooks, event)
            .into_iter()
            .cloned()
            .collect();
        if self.chains.len() >= MAX_CHAINS {
            self.chains.clear();
        }
        self.chains.insert(event.to_owned(), chain.clone());
        chain
    }

    /// Adds timestamp, `session_id` and `parent_id` where they are absent.
    fn stamped(&self, data: &[u8], now: Now) -> Vec<u8> {
        let present: Vec<_> = Members::new(data, &(0..data.len()))
            .filter_map(|member| string_value(&data[member.key]).map(std::borrow::Cow::into_owned))
            .collect();
        let is_absent = |name: &&str| !present.iter().any(|key| key == name);
        let mut stamps = Map::new();
        if is_absent(&"timestamp") {
            stamps.insert(
                "timestamp".into(),
                crate::clock::rfc3339(now.unix_ms).into(),
            );
        }
        let session = [
            ("session_id", &self.config.session_id),
            ("parent_id", &self.config.parent_session_id),
        ];
        for (name, value) in session {
            if let Some(value) = value.as_ref().filter(|_| is_absent(&name)) {
                stamps.insert(name.into(), value.clone().into());
            }
        }
        merged(data, &stamps).unwrap_or_else(|| data.to_vec())
    }

    /// Asks the next handler that can be asked; answers the emission when there is none left.
    fn ask_next(&mut self, cx: &mut Cx<'_>, emission_id: RouterId) {
        loop {
            let wire_id = self.pending.reserve();
            let Some(Pending {
                state: State::Emission(emission),
                ..
            }) = self.pending.get_mut(emission_id)
            else {
                return;
            };
            emission.current = None;
            let chain = emission.chain.clone();
            let Some(handler) = chain.get(emission.next) else {
                return self.conclude(cx, emission_id);
            };
            emission.next += 1;
            let line = emission.line(wire_id.wire().as_bytes(), handler);
            match self.can_ask(cx, handler, line.len()) {
                Ok(()) => return self.ask_one(cx, emission_id, handler, &line),
                Err(failure) => {
                    if self.fold_in(
                        cx,
                        emission_id,
                        Answer::Failed(failure.message().to_owned()),
                    ) == Step::Stop
                    {
                        return self.conclude(cx, emission_id);
                    }
                }
            }
        }
    }

    fn can_ask(&mut self, cx: &mut Cx<'_>, handler: &Handler, bytes: usize) -> Result<(), Failure> {
        let known = json!({"service": handler.service});
        let absent = || Failure::service_unavailable(known.as_object().unwrap_or(&Map::new()));
        let peer = self
            .peers
            .get(handler.connection)
            .filter(|peer| peer.listens())
            .ok_or_else(absent)?;
        if bytes > peer.settings.max_message_bytes {
            return Err(Failure::message_too_large(peer.settings.max_message_bytes));
        }
        self.budget(cx, handler.connection, bytes)
    }

    fn ask_one(&mut self, cx: &mut Cx<'_>, emission_id: RouterId, handler: &Handler, line: &[u8]) {
        let label = self.tap.then(|| {
            Box::new(tap::Label {
                method: "hook.emit".to_owned(),
                name: Some(handler.name.clone()),
            })
        });
        let answer_by = Some(
            cx.now
                .mono
                .saturating_add(handler.timeout_ms.saturating_mul(MS)),
        );
        let id = self.pending.insert(Pending {
            from: Origin::Step {
                emission: emission_id,
            },
            to: handler.connection,
            counted: false,
            state: State::Sent,
            answer_by,
            cancelled: Cancelled::Not,
            cancel_by: None,
            partial: Vec::new(),
            label,
        });
        if let Some(Pending {
            state: State::Emission(emission),
            ..
        }) = self.pending.get_mut(emission_id)
        {
            emission.current = Some(id);
        }
        self.alarm_at_deadline(id, answer_by);
        self.tap_start(cx, id, line.len());
        if let Some(peer) = self.peers.get_mut(handler.connection) {
            peer.count_out(line.len());
        }
        cx.sink.write(handler.connection, &Message::whole(line));
    }

    /// A handler answered.
    pub(super) fn step_answered(
        &mut self,
        cx: &mut Cx<'_>,
        emission: RouterId,
        line: &[u8],
        envelope: &Envelope,
    ) {
        let answer = match (&envelope.result, &envelope.error) {
            (Some(result), _) => serde_json::from_slice(&line[result.clone()]).map_or_else(
                |_| Answer::Failed("it answered no HookResult".to_owned()),
                Answer::Result,
            ),
            (None, error) => Answer::Failed(error_message(line, error.as_ref())),
        };
        self.step_done(cx, emission, answer);
    }

    /// A handler could not answer.
    pub(super) fn step_failed(&mut self, cx: &mut Cx<'_>, emission: RouterId, why: &str) {
        self.step_done(cx, emission, Answer::Failed(why.to_owned()));
    }

    /// A handler took longer than it may.
    pub(super) fn step_timed_out(&mut self, cx: &mut Cx<'_>, step: RouterId) {
        self.cancel_onward(cx, step, "timeout");
        self.finish_failed(
            cx,
            step,
            Failure::deadline_exceeded("it did not answer in time"),
        );
    }

    fn step_done(&mut self, cx: &mut Cx<'_>, emission: RouterId, answer: Answer) {
        match self.fold_in(cx, emission, answer) {
            Step::GoOn => self.ask_next(cx, emission),
            Step::Stop => self.conclude(cx, emission),
        }
    }

    fn fold_in(&mut self, cx: &mut Cx<'_>, emission_id: RouterId, answer: Answer) -> Step {
        let Some(Pending {
            state: State::Emission(emission),
            ..
        }) = self.pending.get_mut(emission_id)
        else {
            return Step::Stop;
        };
        let chain = emission.chain.clone();
        let Some(handler) = emission
            .next
            .checked_sub(1)
            .and_then(|last| chain.get(last))
        else {
            return Step::Stop;
        };
        let answer = match answer {
            Answer::Failed(why) => {
                let sentence =
                    format!("hook {} of {} failed: {why}", handler.name, handler.service);
                log_warning(cx, handler.connection, &sentence);
                Answer::Failed(sentence)
            }
            answer @ Answer::Result(_) => answer,
        };
        emission.fold.take(answer, handler.on_error)
    }

    fn conclude(&mut self, cx: &mut Cx<'_>, emission_id: RouterId) {
        let Some(pending) = self.remove(emission_id) else {
            return;
        };
        self.tap_end(cx, emission_id, &pending, true, None, 0);
        let (State::Emission(emission), Origin::Caller { conn, id, via }) =
            (pending.state, pending.from)
        else {
            return;
        };
        let result = Value::Object(emission.fold.finish()).to_string();
        let line = result_line(&id, result.as_bytes());
        self.deliver_within_limit(cx, conn, via, &id, &Message::whole(&line));
    }
}

/// An object with some members replaced or added, the others as they stand; none if nothing changes.
fn merged(object: &[u8], patch: &Map<String, Value>) -> Option<Vec<u8>> {
    if patch.is_empty() {
        return None;
    }
    let mut out = vec![b'{'];
    for member in Members::new(object, &(0..object.len())) {
        let key = string_value(&object[member.key.clone()]);
        if key.is_some_and(|key| patch.contains_key(&*key)) {
            continue;
        }
        out.extend_from_slice(&object[member.key.start..member.value.end]);
        out.push(b',');
    }
    let added = Value::Object(patch.clone()).to_string();
    out.extend_from_slice(&added.as_bytes()[1..]);
    Some(out)
}

fn error_message(line: &[u8], error: Option<&Span>) -> String {
    let error = error
        .and_then(|span| serde_json::from_slice::<Value>(&line[span.clone()]).ok())
        .unwrap_or_default();
    error["message"]
        .as_str()
        .unwrap_or("it answered an error")
        .to_owned()
}

fn log_warning(cx: &mut Cx<'_>, about: ConnId, sentence: &str) {
    let params = json!({"level": "warning", "message": sentence, "logger": "router"});
    let line = json!({"jsonrpc": "2.0", "method": "$/log", "params": params}).to_string();
    cx.sink
        .up(Up::Message, about, &Message::whole(line.as_bytes()));
}
