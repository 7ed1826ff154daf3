//! An event on its way through its handlers, and what each of them is asked.

use super::requests::{Ask, unquoted};
use super::{MS, Nanos, Now};
use crate::ids::{ConnId, RouterId};
use crate::routes::Handler;
use crate::scan::{Members, Routing, Span, string_value};
use amplifier_ipc::generated::events::open_members;
use amplifier_ipc::hooks::Fold;
use serde_json::{Map, Value};
use std::sync::Arc;

/// One event.
#[derive(Debug)]
pub(super) struct Emission {
    pub(super) chain: Arc<[Handler]>,
    pub(super) next: usize,
    pub(super) current: Option<RouterId>,
    /// Holds the patch only; the data itself stays text.
    pub(super) fold: Fold,
    meta: Meta,
    /// JSON text of the event's name.
    event: Vec<u8>,
    /// JSON text of the data, with the host's stamps.
    data: Vec<u8>,
}

/// What the handlers get as `_meta`.
#[derive(Debug)]
struct Meta {
    /// Members that go on as they came (RPC-022), each with a comma behind it.
    kept: Vec<u8>,
    /// None in events of the host's own: they are no calls for a request.
    depth: Option<i64>,
    deadline: Option<Nanos>,
}

impl Emission {
    pub(super) fn new(
        chain: Arc<[Handler]>,
        event: &str,
        data: Vec<u8>,
        ask: &Ask<'_>,
        now: Now,
    ) -> Self {
        let open = open_members(event)
            .map(|open| open.iter().map(|member| (*member).to_owned()).collect());
        let named = ask.envelope.routing.event.clone().unwrap_or_default();
        Self {
            chain,
            next: 0,
            current: None,
            fold: Fold::new(Map::new(), open),
            meta: Meta::of(ask, now),
            event: ask.line[named].to_vec(),
            data,
        }
    }

    /// The request that asks one handler.
    pub(super) fn line(&self, wire: &[u8], handler: &Handler, now: Now) -> Vec<u8> {
        let patched = merged(&self.data, self.fold.data());
        let data = patched.as_deref().unwrap_or(&self.data);
        let hook = Value::from(handler.name.as_str()).to_string();
        [
            b"{\"jsonrpc\":\"2.0\",\"id\":",
            wire,
            b",\"method\":\"hook.emit\",\"params\":{",
            &self.meta.member(now),
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

impl Meta {
    fn of(ask: &Ask<'_>, now: Now) -> Self {
        let mut kept = Vec::new();
        let meta = ask.envelope.routing.meta.clone().unwrap_or_default();
        for member in Members::new(ask.line, &meta) {
            let name = unquoted(&ask.line[member.key.clone()]);
            if !matches!(&*name, b"depth" | b"deadline_ms") {
                kept.extend_from_slice(&ask.line[member.key.start..member.value.end]);
                kept.push(b',');
            }
        }
        Self {
            kept,
            depth: (ask.from != ConnId::HOST).then(|| ask.meta.depth.unwrap_or(0) + 1),
            deadline: ask.meta.deadline(now),
        }
    }

    /// `"_meta":{…},`, or nothing: one call deeper (RPC-023), with the time that is left (RPC-028).
    fn member(&self, now: Now) -> Vec<u8> {
        let mut inside = self.kept.clone();
        if let Some(depth) = self.depth {
            inside.extend_from_slice(format!("\"depth\":{depth},").as_bytes());
        }
        if let Some(deadline) = self.deadline {
            let left = deadline.saturating_sub(now.mono).div_ceil(MS);
            inside.extend_from_slice(format!("\"deadline_ms\":{left},").as_bytes());
        }
        match inside.split_last() {
            Some((_, inside)) => [b"\"_meta\":{", inside, b"},"].concat(),
            None => inside,
        }
    }
}

/// Whether the params of `request.hook_emit` fit.
pub(super) fn fits(line: &[u8], params: &Routing) -> bool {
    let first = |member: &Option<Span>| member.as_ref().map(|span| line[span.start]);
    first(&params.event) == Some(b'"')
        && first(&params.data) == Some(b'{')
        && matches!(first(&params.hook), None | Some(b'"' | b'n'))
        && matches!(first(&params.meta), None | Some(b'{' | b'n'))
}

/// An object with some members replaced or added, the others as they stand; none if nothing changes.
pub(super) fn merged(object: &[u8], patch: &Map<String, Value>) -> Option<Vec<u8>> {
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
