//! Records of routed requests, for traces: who asked whom for what, how long, how it ended.

use super::requests::{Ask, text_member, unquoted};
use super::{Cx, Engine, Origin, Pending, Up};
use crate::ids::{ConnId, RouterId};
use crate::message::Message;
use serde_json::{Map, Value};

/// What a record says beside its numbers.
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
        let own = || {
            let span = ask.envelope.method.clone().unwrap_or_default();
            String::from_utf8_lossy(&unquoted(&ask.line[span])).into_owned()
        };
        Self {
            method: method.map_or_else(own, |method| method.trim_matches('"').to_owned()),
            name: text_member(ask.line, named).map(std::borrow::Cow::into_owned),
        }
    }
}

impl Engine {
    pub(super) fn tap_start(&self, cx: &mut Cx<'_>, id: RouterId, bytes: usize) {
        if let Some((pending, label)) = self
            .pending
            .get(id)
            .and_then(|p| Some((p, p.label.as_ref()?)))
        {
            let mut record = self.record(cx, id, "start", pending, label);
            record.insert("bytes".into(), bytes.into());
            tap(cx, record);
        }
    }

    pub(super) fn tap_end(
        &self,
        cx: &mut Cx<'_>,
        id: RouterId,
        pending: &Pending,
        ok: bool,
        code: Option<i64>,
        bytes: usize,
    ) {
        let Some(label) = &pending.label else { return };
        let mut record = self.record(cx, id, "end", pending, label);
        record.insert("ok".into(), ok.into());
        if let Some(code) = code {
            record.insert("code".into(), code.into());
        }
        record.insert("bytes".into(), bytes.into());
        tap(cx, record);
    }

    fn record(
        &self,
        cx: &Cx<'_>,
        id: RouterId,
        phase: &str,
        pending: &Pending,
        label: &Label,
    ) -> Map<String, Value> {
        let mut record = Map::new();
        record.insert("t_ns".into(), cx.now.mono.into());
        record.insert("n".into(), id.0.into());
        record.insert("phase".into(), phase.into());
        record.insert("from".into(), self.asker(pending).0.into());
        record.insert("to".into(), pending.to.0.into());
        record.insert("method".into(), label.method.clone().into());
        if let Some(name) = &label.name {
            record.insert("name".into(), name.clone().into());
        }
        record
    }

    fn asker(&self, pending: &Pending) -> ConnId {
        match &pending.from {
            Origin::Caller { conn, .. } => *conn,
            Origin::Step { emission } => self
                .pending
                .get(*emission)
                .map_or(ConnId::HOST, |emission| self.asker(emission)),
        }
    }
}

fn tap(cx: &mut Cx<'_>, record: Map<String, Value>) {
    let line = Value::Object(record).to_string();
    cx.sink
        .up(Up::Tap, ConnId::HOST, &Message::whole(line.as_bytes()));
}
