//! Records of messages, for traces: who asked or told whom, for what, how long, how it ended, and what was said.
//!
//! A record is a line of JSON and, behind its LF, the payload as it stood on the wire: it is copied, not read.
//! Nothing here waits: a record that finds no room is counted, and the next one that finds some says how many were lost.

use super::requests::{Ask, text_member, unquoted};
use super::{Cx, Engine, Nanos, Origin, Pending};
use crate::failure::Failure;
use crate::ids::{ConnId, RouterId};
use crate::message::{Edit, Message};
use crate::scan::{Envelope, Members, Span, scan, string_value};
use crate::table::Table;
use serde::Serialize;
use std::borrow::Cow;

/// What is recorded, while it is.
#[derive(Debug)]
pub(super) struct Tap {
    /// Bytes of each payload; 0 = requests and answers only, and nothing of what they carry.
    payload: usize,
    seq: u64,
    lost: u64,
}

/// What a request is called in records.
#[derive(Debug, Clone)]
pub(super) struct Label {
    pub(super) method: String,
    pub(super) name: Option<String>,
}

impl Label {
    pub(super) fn of(ask: &Ask<'_>, method: Option<&'static str>) -> Self {
        let routing = &ask.envelope.routing;
        let named = routing
            .name
            .as_ref()
            .or(routing.provider.as_ref())
            .or(routing.event.as_ref());
        Self {
            method: method.map_or_else(
                || method_of(ask.line, ask.envelope).into_owned(),
                |method| method.trim_matches('"').to_owned(),
            ),
            name: text_member(ask.line, named).map(Cow::into_owned),
        }
    }
}

/// The first line of a record.
#[derive(Debug, Default, Serialize)]
struct Head<'a> {
    t_ns: Nanos,
    seq: u64,
    /// Records that were lost before this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    lost: Option<u64>,
    phase: &'static str,
    /// Pairs a request with its answer, and with what is told of it meanwhile.
    #[serde(skip_serializing_if = "Option::is_none")]
    n: Option<u64>,
    from: u32,
    to: u32,
    method: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ok: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<i64>,
    /// Of the whole message.
    bytes: usize,
    /// The member that the payload is.
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<&'static str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    cut: bool,
    /// The router itself answered: nobody else saw the request.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    here: bool,
}

impl Tap {
    pub(super) fn new(payload: usize) -> Self {
        Self {
            payload,
            seq: 0,
            lost: 0,
        }
    }

    fn record(&mut self, cx: &mut Cx<'_>, mut head: Head<'_>, payload: &[u8]) {
        let shown = &payload[..payload.len().min(self.payload)];
        self.seq += 1;
        head.t_ns = cx.now.mono;
        head.seq = self.seq;
        head.lost = Some(self.lost).filter(|lost| *lost > 0);
        if shown.is_empty() {
            head.part = None;
        }
        head.cut = self.payload > 0 && shown.len() < payload.len();
        let mut line = serde_json::to_vec(&head).unwrap_or_default();
        line.push(b'\n');
        let (at, with) = (line.len()..line.len(), shown);
        if cx
            .sink
            .record(&Message::edited(&line, &mut [Edit { at, with }]))
        {
            self.lost = 0;
        } else {
            self.lost += u64::from(head.phase != LOST);
        }
    }
}

const LOST: &str = "lost";

/// How a request ended.
#[derive(Debug, Default)]
pub(super) struct Outcome<'a> {
    ok: bool,
    code: Option<i64>,
    bytes: usize,
    part: Option<&'static str>,
    payload: &'a [u8],
}

impl<'a> Outcome<'a> {
    pub(super) fn of(line: &'a [u8], envelope: &Envelope) -> Self {
        let (ok, part, span) = match (&envelope.result, &envelope.error) {
            (Some(result), _) => (true, "result", Some(result)),
            (None, error) => (false, "error", error.as_ref()),
        };
        Self {
            ok,
            code: span
                .filter(|_| !ok)
                .and_then(|error| error_code(line, error)),
            bytes: line.len(),
            part: Some(part),
            payload: span.map_or(&[], |span| &line[span.clone()]),
        }
    }

    pub(super) fn result(payload: &'a [u8]) -> Self {
        Self {
            ok: true,
            bytes: payload.len(),
            part: Some("result"),
            payload,
            ..Self::default()
        }
    }

    fn head<'h>(&self, n: RouterId, from: ConnId, to: ConnId, label: &'h Label) -> Head<'h> {
        Head {
            phase: "end",
            n: Some(n.0),
            from: from.0,
            to: to.0,
            method: Cow::Borrowed(&label.method),
            name: label.name.as_deref(),
            ok: Some(self.ok),
            code: self.code,
            bytes: self.bytes,
            part: self.part,
            ..Head::default()
        }
    }
}

impl Engine {
    /// Switches records on and off: of requests and answers, and with room for payloads of all messages.
    pub fn set_tap(&mut self, payload_bytes: Option<usize>) {
        self.tap = payload_bytes.map(Tap::new);
    }

    fn full_tap(&mut self) -> Option<&mut Tap> {
        self.tap.as_mut().filter(|tap| tap.payload > 0)
    }

    /// A request that goes on: its line as its sender wrote it.
    pub(super) fn tap_start(
        &mut self,
        cx: &mut Cx<'_>,
        id: RouterId,
        line: &[u8],
        params: Option<&Span>,
    ) {
        let (Some(tap), Some(pending)) = (&mut self.tap, self.pending.get(id)) else {
            return;
        };
        let Some(label) = &pending.label else { return };
        let head = Head {
            phase: "start",
            n: Some(id.0),
            from: asker(&self.pending, pending).0,
            to: pending.to.0,
            method: Cow::Borrowed(&label.method),
            name: label.name.as_deref(),
            bytes: line.len(),
            part: Some("params"),
            ..Head::default()
        };
        tap.record(cx, head, params.map_or(&[], |span| &line[span.clone()]));
    }

    pub(super) fn tap_end(
        &mut self,
        cx: &mut Cx<'_>,
        id: RouterId,
        pending: &Pending,
        outcome: &Outcome<'_>,
    ) {
        let (Some(tap), Some(label)) = (&mut self.tap, &pending.label) else {
            return;
        };
        let from = asker(&self.pending, pending);
        let head = outcome.head(id, from, pending.to, label);
        tap.record(cx, head, outcome.payload);
    }

    pub(super) fn tap_failed(
        &mut self,
        cx: &mut Cx<'_>,
        id: RouterId,
        pending: &Pending,
        failure: &Failure,
    ) {
        if pending.label.is_none() {
            return;
        }
        let error = failure.error().to_string();
        let outcome = Outcome {
            code: Some(failure.code),
            bytes: error.len(),
            part: Some("error"),
            payload: error.as_bytes(),
            ..Outcome::default()
        };
        self.tap_end(cx, id, pending, &outcome);
    }

    /// A request that the router answers itself.
    pub(super) fn tap_here(&mut self, cx: &mut Cx<'_>, ask: &Ask<'_>, answer: &[u8]) {
        if self.full_tap().is_none() {
            return;
        }
        let n = self.pending.skip();
        let Some(tap) = self.full_tap() else { return };
        let label = Label::of(ask, None);
        let params = ask.envelope.params.clone().unwrap_or_default();
        let head = Head {
            phase: "start",
            n: Some(n.0),
            from: ask.from.0,
            method: Cow::Borrowed(&label.method),
            name: label.name.as_deref(),
            bytes: ask.line.len(),
            part: Some("params"),
            here: true,
            ..Head::default()
        };
        tap.record(cx, head, &ask.line[params]);
        let Ok(envelope) = scan(answer) else { return };
        let outcome = Outcome::of(answer, &envelope);
        let head = Head {
            here: true,
            ..outcome.head(n, ask.from, ConnId::HOST, &label)
        };
        tap.record(cx, head, outcome.payload);
    }

    /// A notification; `about`: the request that it is about.
    pub(super) fn tap_note(
        &mut self,
        cx: &mut Cx<'_>,
        from: ConnId,
        to: ConnId,
        line: &[u8],
        about: Option<RouterId>,
    ) {
        let Some(tap) = self.full_tap() else { return };
        let Ok(envelope) = scan(line) else { return };
        let head = Head {
            phase: "note",
            n: about.map(|id| id.0),
            from: from.0,
            to: to.0,
            method: method_of(line, &envelope),
            bytes: line.len(),
            part: Some("params"),
            ..Head::default()
        };
        tap.record(cx, head, &line[envelope.params.unwrap_or_default()]);
    }

    /// Says how many records were lost, also when none follows.
    pub(super) fn tap_lost(&mut self, cx: &mut Cx<'_>) {
        if let Some(tap) = self.tap.as_mut().filter(|tap| tap.lost > 0) {
            let head = Head {
                phase: LOST,
                ..Head::default()
            };
            tap.record(cx, head, b"");
        }
    }
}

/// Who asked; of a step of the fan-out: who emitted the event.
fn asker(all: &Table<Pending>, pending: &Pending) -> ConnId {
    match &pending.from {
        Origin::Caller { conn, .. } => *conn,
        Origin::Step { emission } => all
            .get(*emission)
            .map_or(ConnId::HOST, |emission| asker(all, emission)),
    }
}

fn method_of<'a>(line: &'a [u8], envelope: &Envelope) -> Cow<'a, str> {
    let span = envelope.method.clone().unwrap_or_default();
    match unquoted(&line[span]) {
        Cow::Borrowed(name) => String::from_utf8_lossy(name),
        Cow::Owned(name) => Cow::Owned(String::from_utf8_lossy(&name).into_owned()),
    }
}

fn error_code(line: &[u8], error: &Span) -> Option<i64> {
    let is_code = |key: &Span| string_value(&line[key.clone()]).as_deref() == Some("code");
    let code = Members::new(line, error)
        .filter(|member| is_code(&member.key))
        .last()?;
    std::str::from_utf8(&line[code.value]).ok()?.parse().ok()
}
