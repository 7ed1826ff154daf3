//! The hook fan-out (protocol §7): the handlers of an event, one after the other, folded into one answer.

use super::emission::{Emission, merged};
use super::peer::Peer;
use super::requests::{Ask, text_member};
use super::tap;
use super::{Cancelled, Cx, Engine, MS, Nanos, Now, Origin, Pending, State, Up};
use crate::failure::{Failure, result_line};
use crate::ids::{ConnId, RawId, RouterId};
use crate::message::Message;
use crate::routes::Handler;
use crate::scan::{Envelope, Members, Span, scan, string_value};
use amplifier_ipc::hooks::{Answer, Step, order};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Event names are open; only so many chains are remembered.
const MAX_CHAINS: usize = 1024;

impl Engine {
    /// `request.hook_emit` with params that fit. An event that nobody handles is answered without waking anyone.
    pub(super) fn emit(&mut self, cx: &mut Cx<'_>, ask: &Ask<'_>, key: RawId) {
        let routing = &ask.envelope.routing;
        let event = text_member(ask.line, routing.event.as_ref()).unwrap_or_default();
        let chain = self.chain(&event);
        if chain.is_empty() {
            let line = result_line(&ask.id, br#"{"action":"continue"}"#);
            self.tap_here(cx, ask, &line);
            return self.deliver(cx, ask.from, ask.via, &Message::whole(&line));
        }
        let data = self.stamped(&ask.line[routing.data.clone().unwrap_or_default()], cx.now);
        let emission = Box::new(Emission::new(chain, &event, data, ask, cx.now));
        let id = self.register(cx, ask, key, ConnId::HOST, State::Emission(emission), None);
        self.ask_next(cx, id);
    }

    fn emission(&mut self, id: RouterId) -> Option<&mut Emission> {
        match &mut self.pending.get_mut(id)?.state {
            State::Emission(emission) => Some(emission),
            _ => None,
        }
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
            let Some(emission) = self.emission(emission_id) else {
                return;
            };
            emission.current = None;
            let chain = emission.chain.clone();
            let Some(handler) = chain.get(emission.next) else {
                return self.conclude(cx, emission_id);
            };
            emission.next += 1;
            let line = emission.line(wire_id.wire().as_bytes(), handler, cx.now);
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
        let label = self.tap.is_some().then(|| {
            Box::new(tap::Label {
                method: "hook.emit".to_owned(),
                name: Some(handler.name.clone()),
            })
        });
        let is_held = self
            .peers
            .get(handler.connection)
            .is_some_and(|peer| peer.settings.held);
        let answer_by = (!is_held).then(|| time_limit(handler, cx.now));
        let state = if is_held {
            State::Queued(line.to_vec())
        } else {
            State::Sent
        };
        let from = Origin::Step {
            emission: emission_id,
        };
        let step = Pending::new(from, handler.connection, state);
        let id = self.pending.insert(Pending {
            answer_by,
            label,
            ..step
        });
        if let Some(emission) = self.emission(emission_id) {
            emission.current = Some(id);
        }
        self.alarm_at_deadline(id, answer_by);
        if self.tap.is_some() {
            let params = scan(line).ok().and_then(|envelope| envelope.params);
            self.tap_start(cx, id, line, params.as_ref());
        }
        match self.peers.get_mut(handler.connection) {
            Some(peer) if is_held => peer.hold(id, line.len()),
            Some(peer) => {
                peer.count_out(line.len());
                cx.sink.write(handler.connection, &Message::whole(line));
            }
            None => {}
        }
    }

    /// A service is mounted at last: its handlers that were waited for are asked, and their time begins.
    pub(super) fn ask_held(&mut self, cx: &mut Cx<'_>, to: ConnId) {
        let ready = |peer: &&mut Peer| !peer.settings.held && peer.listens();
        let Some(peer) = self.peers.get_mut(to).filter(ready) else {
            return;
        };
        for id in std::mem::take(&mut peer.steps) {
            let Some(limit) = self.limit_of(id, cx.now) else {
                continue;
            };
            let (Some(pending), Some(peer)) = (self.pending.get_mut(id), self.peers.get_mut(to))
            else {
                continue;
            };
            if let State::Queued(line) = std::mem::replace(&mut pending.state, State::Sent) {
                pending.answer_by = Some(limit);
                peer.dequeued(line.len());
                peer.count_out(line.len());
                cx.sink.write(to, &Message::whole(&line));
                self.alarm_at_deadline(id, Some(limit));
            }
        }
    }

    /// When the handler that a step asks has had its time, if it is asked now.
    fn limit_of(&mut self, step: RouterId, now: Now) -> Option<Nanos> {
        let Origin::Step { emission } = self.pending.get(step)?.from else {
            return None;
        };
        let emission = self.emission(emission)?;
        let handler = emission.chain.get(emission.next.checked_sub(1)?)?;
        Some(time_limit(handler, now))
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
        self.cancel_onward(cx, step, Cancelled::Immediately, br#""timeout""#);
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
        let Some(emission) = self.emission(emission_id) else {
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
        let Some(mut pending) = self.remove(emission_id) else {
            return;
        };
        let State::Emission(emission) = std::mem::replace(&mut pending.state, State::Sent) else {
            return;
        };
        let Origin::Caller { conn, id, via } = &pending.from else {
            return;
        };
        let result = Value::Object(emission.fold.finish()).to_string();
        let line = result_line(id, result.as_bytes());
        self.tap_end(cx, emission_id, &pending, &line);
        self.deliver_within_limit(cx, *conn, *via, id, &Message::whole(&line));
    }
}

fn time_limit(handler: &Handler, now: Now) -> Nanos {
    now.mono
        .saturating_add(handler.timeout_ms.saturating_mul(MS))
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
