//! Records of messages, for traces: who asked or told whom, for what, how long, how it ended, and what was said.
//!
//! A record is a line of JSON and, behind its LF, the payload as it stood on the wire: it is copied, not read.
//! Nothing here waits: a record that finds no room is counted, and the next one that finds some says how many were lost.

use super::requests::{Ask, method_of, text_member};
use super::{Cx, Engine, Origin, Pending};
use crate::ids::{ConnId, RouterId};
use crate::message::Message;
use crate::scan::{Members, Span, scan, string_value};
use crate::table::Table;
use serde_json::json;

/// What is recorded, while it is.
#[derive(Debug, Default)]
pub(super) struct Tap {
    /// Bytes of each payload; 0 = requests and answers only, and nothing of what they carry.
    payload: usize,
    seq: u64,
    lost: u64,
}

/// What a message is called in records.
#[derive(Debug, Clone, Default)]
pub(super) struct Label {
    pub(super) method: String,
    pub(super) name: Option<String>,
}

impl Label {
    pub(super) fn of(ask: &Ask<'_>, method: Option<&'static str>) -> Self {
        let routing = &ask.envelope.routing;
        let named = [&routing.name, &routing.provider, &routing.event];
        let named = named.into_iter().flatten().next();
        let own = || method_of(ask.line, ask.envelope);
        Self {
            method: method.map_or_else(own, |method| method.trim_matches('"').to_owned()),
            name: text_member(ask.line, named).map(std::borrow::Cow::into_owned),
        }
    }
}

/// A message as it is recorded.
#[derive(Debug, Default)]
struct Seen<'a> {
    phase: &'static str,
    n: Option<u64>,
    ends: (u32, u32),
    part: &'static str,
    payload: &'a [u8],
    /// Of the whole line.
    bytes: usize,
    ok: Option<bool>,
    code: Option<i64>,
    /// The router itself answered: nobody else saw the request.
    here: bool,
}

impl<'a> Seen<'a> {
    fn said(phase: &'static str, line: &'a [u8], params: Option<&Span>) -> Self {
        let payload = params.map_or(&[][..], |span| &line[span.clone()]);
        let mut seen = Self::default();
        (seen.phase, seen.part) = (phase, "params");
        (seen.payload, seen.bytes) = (payload, line.len());
        seen
    }

    fn answered(line: &'a [u8]) -> Self {
        let read = scan(line).unwrap_or_default();
        let ok = read.result.is_some();
        let span = read.result.or(read.error);
        let mut seen = Self::said("end", line, span.as_ref());
        seen.part = if ok { "result" } else { "error" };
        seen.code = span.filter(|_| !ok).and_then(|at| error_code(line, &at));
        seen.ok = Some(ok);
        seen
    }

    fn of(self, n: Option<RouterId>, from: ConnId, to: ConnId) -> Self {
        let (n, ends) = (n.map(|id| id.0), (from.0, to.0));
        Self { n, ends, ..self }
    }
}

impl Tap {
    fn record(&mut self, cx: &mut Cx<'_>, label: &Label, seen: &Seen<'_>) {
        let shown = &seen.payload[..seen.payload.len().min(self.payload)];
        let is_cut = self.payload > 0 && shown.len() < seen.payload.len();
        self.seq += 1;
        let mut head = json!({
            "t_ns": cx.now.mono, "seq": self.seq, "lost": (self.lost > 0).then_some(self.lost),
            "phase": seen.phase, "n": seen.n, "from": seen.ends.0, "to": seen.ends.1,
            "method": label.method, "name": label.name, "ok": seen.ok, "code": seen.code,
            "bytes": seen.bytes, "part": (!shown.is_empty()).then_some(seen.part),
            "cut": is_cut.then_some(true), "here": seen.here.then_some(true),
        });
        if let Some(members) = head.as_object_mut() {
            members.retain(|_, value| !value.is_null());
        }
        let line = format!("{head}\n").into_bytes();
        let record = Message::with(&line, line.len()..line.len(), shown);
        if cx.sink.record(&record) {
            self.lost = 0;
        } else {
            self.lost += u64::from(seen.phase != LOST);
        }
    }
}

const LOST: &str = "lost";

impl Engine {
    /// Switches records on and off: of requests and answers, and with room for payloads of all messages.
    pub fn set_tap(&mut self, payload_bytes: Option<usize>) {
        self.tap = payload_bytes.map(|payload| Tap {
            payload,
            ..Tap::default()
        });
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
        let from = asker(&self.pending, pending);
        let seen = Seen::said("start", line, params).of(Some(id), from, pending.to);
        tap.record(cx, label, &seen);
    }

    /// The end of a request with its answer, or without one.
    pub(super) fn tap_end(
        &mut self,
        cx: &mut Cx<'_>,
        id: RouterId,
        pending: &Pending,
        answer: &[u8],
    ) {
        if let (Some(tap), Some(label)) = (&mut self.tap, &pending.label) {
            let from = asker(&self.pending, pending);
            let seen = Seen::answered(answer).of(Some(id), from, pending.to);
            tap.record(cx, label, &seen);
        }
    }

    /// A request that the router answers itself.
    pub(super) fn tap_here(&mut self, cx: &mut Cx<'_>, ask: &Ask<'_>, answer: &[u8]) {
        let n = self.full_tap().is_some().then(|| self.pending.skip());
        let Some(tap) = self.full_tap() else { return };
        let label = Label::of(ask, None);
        let asked = Seen::said("start", ask.line, ask.envelope.params.as_ref());
        for seen in [asked, Seen::answered(answer)] {
            let seen = seen.of(n, ask.from, ConnId::HOST);
            tap.record(cx, &label, &Seen { here: true, ..seen });
        }
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
        let Ok(read) = scan(line) else { return };
        let (method, name) = (method_of(line, &read), None);
        let seen = Seen::said("note", line, read.params.as_ref()).of(about, from, to);
        tap.record(cx, &Label { method, name }, &seen);
    }

    /// Says how many records were lost, also when none follows.
    pub(super) fn tap_lost(&mut self, cx: &mut Cx<'_>) {
        if let Some(tap) = self.tap.as_mut().filter(|tap| tap.lost > 0) {
            let phase = LOST;
            tap.record(
                cx,
                &Label::default(),
                &Seen {
                    phase,
                    ..Seen::default()
                },
            );
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

fn error_code(line: &[u8], error: &Span) -> Option<i64> {
    let is_code = |key: &Span| string_value(&line[key.clone()]).as_deref() == Some("code");
    let code = Members::new(line, error)
        .filter(|member| is_code(&member.key))
        .last()?;
    std::str::from_utf8(&line[code.value]).ok()?.parse().ok()
}
