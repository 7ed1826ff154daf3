//! Answers on their way back, and answers that the router gives.

use super::{Cx, Engine, Origin, Pending, State, Up};
use crate::failure::Failure;
use crate::ids::{ConnId, RawId, RouterId};
use crate::message::Message;
use crate::scan::Envelope;

impl Engine {
    /// A service's response. One that nobody waits for (late, unknown, or another's) is dropped.
    pub(super) fn response(
        &mut self,
        cx: &mut Cx<'_>,
        from: ConnId,
        line: &[u8],
        envelope: &Envelope,
    ) {
        let id = envelope
            .id
            .clone()
            .and_then(|span| RouterId::read(&line[span]));
        let Some(pending) = self.take(cx, from, id, line) else {
            return;
        };
        match pending.from {
            Origin::Caller { conn, id, via } => {
                let at = envelope.id.clone().unwrap_or_default();
                let message = Message::with(line, at, id.as_bytes());
                self.deliver_within_limit(cx, conn, via, &id, &message);
            }
            Origin::Step { emission } => self.step_answered(cx, emission, line, envelope),
        }
        self.release(cx, from, pending.counted);
    }

    /// The host's response to a service's request. It carries the service's own id and goes out as it is.
    pub(super) fn host_response(
        &mut self,
        cx: &mut Cx<'_>,
        to: ConnId,
        line: &[u8],
        envelope: &Envelope,
    ) {
        let key = envelope.id.clone().map(|span| RawId::key(&line[span]));
        let id = key.and_then(|key| self.peers.get(to)?.requests.get(&key).copied());
        let Some(pending) = self.take(cx, ConnId::HOST, id, line) else {
            return;
        };
        if let Origin::Caller { conn, id, via } = pending.from {
            self.deliver_within_limit(cx, conn, via, &id, &Message::whole(line));
        }
    }

    pub(super) fn answers(&self, from: ConnId, id: RouterId) -> bool {
        self.pending
            .get(id)
            .is_some_and(|pending| pending.to == from && matches!(pending.state, State::Sent))
    }

    /// Ends a request with an error of the router's own; streamed text goes along.
    pub(super) fn finish_failed(&mut self, cx: &mut Cx<'_>, id: RouterId, failure: Failure) {
        let Some(pending) = self.remove(id) else {
            return;
        };
        let failure = failure.with_partial(&pending.partial);
        if pending.label.is_some() {
            self.tap_end(cx, id, &pending, &failure.line(None));
        }
        let to = pending.to;
        let occupied = pending.counted && matches!(pending.state, State::Sent);
        match pending.from {
            Origin::Caller { conn, id, via } => {
                let line = failure.line(Some(&id));
                self.deliver(cx, conn, via, &Message::whole(&line));
            }
            Origin::Step { emission } => self.step_failed(cx, emission, failure.message()),
        }
        self.release(cx, to, occupied);
    }

    /// The request that this line answers, if the sender was asked it.
    fn take(
        &mut self,
        cx: &mut Cx<'_>,
        from: ConnId,
        id: Option<RouterId>,
        line: &[u8],
    ) -> Option<Pending> {
        let Some(id) = id.filter(|id| self.answers(from, *id)) else {
            self.drop_one(from);
            return None;
        };
        let pending = self.remove(id)?;
        self.tap_end(cx, id, &pending, line);
        Some(pending)
    }

    /// Takes a request out of every place where it is known.
    pub(super) fn remove(&mut self, id: RouterId) -> Option<Pending> {
        let pending = self.pending.remove(id)?;
        if let Origin::Caller { conn, id: raw, .. } = &pending.from
            && let Some(peer) = self.peers.get_mut(*conn)
        {
            peer.requests.remove(&RawId::key(raw.as_bytes()));
        }
        if let (State::Queued(line), Some(peer)) = (&pending.state, self.peers.get_mut(pending.to))
        {
            peer.dequeued(line.len());
            if peer.is_mostly_stale() {
                peer.queue
                    .retain(|queued| self.pending.get(*queued).is_some());
            }
        }
        Some(pending)
    }

    pub(super) fn deliver_within_limit(
        &mut self,
        cx: &mut Cx<'_>,
        to: ConnId,
        via: ConnId,
        id: &RawId,
        message: &Message<'_>,
    ) {
        let limit = self.peers.limit(to);
        if message.len() <= limit {
            return self.deliver(cx, to, via, message);
        }
        let line = Failure::message_too_large(limit).line(Some(id));
        self.deliver(cx, to, via, &Message::whole(&line));
    }

    /// Hands an answer or a notification to its reader. It is always accepted; if too much waits there,
    /// whoever caused it is not read from until it is less.
    pub(super) fn deliver(
        &mut self,
        cx: &mut Cx<'_>,
        to: ConnId,
        via: ConnId,
        message: &Message<'_>,
    ) {
        if to == ConnId::HOST {
            cx.sink.up(Up::Message, via, message);
        } else if let Some(peer) = self.peers.get_mut(to).filter(|peer| !peer.ended) {
            peer.count_out(message.len());
            cx.sink.write(to, message);
        }
        if cx.source != ConnId::HOST && cx.sink.backlog(to) > self.config.queue_bytes {
            cx.sink.congested(to, cx.now.mono);
            cx.sink.pause(cx.source, to);
        }
    }

    pub(super) fn drop_one(&mut self, from: ConnId) {
        if let Some(peer) = self.peers.get_mut(from) {
            peer.stats.dropped += 1;
        }
    }
}
