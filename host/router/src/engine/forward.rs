//! Sending a request on: limits, queues, and the line as its destination sees it.

use super::requests::Ask;
use super::{Cx, Engine, LATE, Origin, Pending, State, Up, tap};
use crate::failure::Failure;
use crate::ids::{ConnId, RawId, RouterId};
use crate::message::{Edit, Message};
use crate::scan::Envelope;

/// What a destination says to one more request.
enum Room {
    Free,
    /// It works on as many as it can; this one waits.
    Busy,
}

impl Engine {
    /// Sends a request to a service, or lets it wait for a free place there.
    pub(super) fn forward(
        &mut self,
        cx: &mut Cx<'_>,
        ask: &Ask<'_>,
        key: RawId,
        to: ConnId,
        method: Option<&'static str>,
        provider: Option<&str>,
    ) -> Result<(), Failure> {
        let room = self.room(cx, ask, to)?;
        let wire = self.pending.reserve().wire();
        let new = NewParts::of(ask, wire.as_bytes(), method, provider);
        let message = new.message(ask);
        let limit = self.peers.limit(to);
        if message.len() > limit {
            return Err(Failure::message_too_large(limit));
        }
        let state = match room {
            Room::Free => State::Sent,
            Room::Busy => State::Queued(message.to_vec()),
        };
        let is_sent = matches!(state, State::Sent);
        let id = self.register(cx, ask, key, to, state, method);
        let Some(peer) = self.peers.get_mut(to) else {
            return Ok(());
        };
        if is_sent {
            peer.in_flight += usize::from(ask.counted);
            // Who died a moment ago is not written to; the answer comes with the post-mortem.
            if peer.listens() {
                peer.count_out(message.len());
                cx.sink.write(to, &message);
            }
        } else {
            peer.enqueue(id, message.len());
        }
        Ok(())
    }

    /// Sends a request up to the control plane, byte for byte.
    pub(super) fn ask_host(
        &mut self,
        cx: &mut Cx<'_>,
        ask: &Ask<'_>,
        key: RawId,
    ) -> Result<(), Failure> {
        self.budget(cx, ConnId::HOST, ask.line.len())?;
        self.register(cx, ask, key, ConnId::HOST, State::Sent, None);
        cx.sink.up(Up::Message, ask.from, &Message::whole(ask.line));
        Ok(())
    }

    /// Adds a request to the table.
    pub(super) fn register(
        &mut self,
        cx: &mut Cx<'_>,
        ask: &Ask<'_>,
        key: RawId,
        to: ConnId,
        state: State,
        method: Option<&'static str>,
    ) -> RouterId {
        let label = self
            .tap
            .is_some()
            .then(|| Box::new(tap::Label::of(ask, method)));
        // What the host does itself ends at the deadline (RPC-027), what another does a little later (RPC-029).
        let is_own = to == ConnId::HOST && ask.from != ConnId::HOST;
        let grace = if is_own { 0 } else { LATE };
        let answer_by = ask.meta.deadline(cx.now).map(|at| at.saturating_add(grace));
        let from = Origin::Caller {
            conn: ask.from,
            id: ask.id.clone(),
            via: ask.via,
        };
        let id = self.pending.insert(Pending {
            counted: ask.counted,
            answer_by,
            label,
            ..Pending::new(from, to, state)
        });
        if let Some(peer) = self.peers.get_mut(ask.from) {
            peer.requests.insert(key, id);
        }
        self.alarm_at_deadline(id, answer_by);
        self.tap_start(cx, id, ask.line, ask.envelope.params.as_ref());
        id
    }

    fn room(&mut self, cx: &mut Cx<'_>, ask: &Ask<'_>, to: ConnId) -> Result<Room, Failure> {
        let Some(peer) = self.peers.get(to) else {
            return Err(Failure::service_unavailable(&self.obituary(to)));
        };
        if peer.post_mortem.is_some() || (!peer.ended && !peer.listens()) {
            return Err(Failure::service_unavailable(&peer.obituary()));
        }
        let is_full = ask.counted && peer.is_full();
        if is_full && ask.from == to {
            let why = format!(
                "{} is full, and the request would come back to it",
                peer.name
            );
            return Err(Failure::overloaded(why));
        }
        self.budget(cx, to, ask.line.len())?;
        Ok(if is_full { Room::Busy } else { Room::Free })
    }

    /// Whether a destination may be given so many bytes more. One line always fits into an empty queue.
    pub(super) fn budget(
        &mut self,
        cx: &mut Cx<'_>,
        to: ConnId,
        bytes: usize,
    ) -> Result<(), Failure> {
        let waiting = cx.sink.backlog(to) + self.peers.get(to).map_or(0, |peer| peer.queued_bytes);
        if waiting == 0 || waiting + bytes <= self.config.queue_bytes {
            return Ok(());
        }
        cx.sink.congested(to, cx.now.mono);
        let name = self
            .peers
            .get(to)
            .map_or("the service", |peer| peer.name.as_str());
        Err(Failure::overloaded(format!(
            "{waiting} bytes wait for {name} already"
        )))
    }

    /// A counted request has left its destination: the next ones in the queue may go.
    pub(super) fn release(&mut self, cx: &mut Cx<'_>, to: ConnId, counted: bool) {
        if !counted {
            return;
        }
        if let Some(peer) = self.peers.get_mut(to) {
            peer.in_flight = peer.in_flight.saturating_sub(1);
        }
        self.send_queued(cx, to);
    }

    pub(super) fn send_queued(&mut self, cx: &mut Cx<'_>, to: ConnId) {
        while let Some(peer) = self.peers.get_mut(to) {
            if peer.is_full() || !peer.listens() {
                return;
            }
            let Some(id) = peer.queue.pop_front() else {
                return;
            };
            let Some(pending) = self.pending.get_mut(id) else {
                continue;
            };
            let State::Queued(line) = std::mem::replace(&mut pending.state, State::Sent) else {
                continue;
            };
            peer.dequeued(line.len());
            peer.in_flight += 1;
            peer.count_out(line.len());
            cx.sink.write(to, &Message::whole(&line));
        }
    }
}

/// The places of a request that are written anew.
struct NewParts<'a> {
    id: Vec<u8>,
    wire: &'a [u8],
    method: Option<&'static str>,
    provider: Option<(crate::scan::Span, String)>,
}

impl<'a> NewParts<'a> {
    fn of(
        ask: &Ask<'_>,
        wire: &'a [u8],
        method: Option<&'static str>,
        provider: Option<&str>,
    ) -> Self {
        let id = if ask.envelope.id_after_params {
            [b"\"id\":", wire, b","].concat()
        } else {
            Vec::new()
        };
        let provider = provider.map(|name| provider_edit(ask.line, ask.envelope, name));
        Self {
            id,
            wire,
            method,
            provider,
        }
    }

    fn message<'m>(&'m self, ask: &Ask<'m>) -> Message<'m> {
        let nothing = || Edit {
            at: 0..0,
            with: b"",
        };
        let mut edits = [nothing(), nothing(), nothing(), nothing()];
        let mut count = 0;
        let mut add = |at, with| {
            edits[count] = Edit { at, with };
            count += 1;
        };
        let Envelope {
            id,
            method,
            id_member,
            id_after_params,
            ..
        } = ask.envelope;
        if *id_after_params {
            // Routers write the id before params, so that a refusal can carry it (protocol §2).
            let open = ask
                .line
                .iter()
                .position(|byte| *byte == b'{')
                .map_or(0, |at| at + 1);
            let comma = ask.line[..id_member.start]
                .iter()
                .rposition(|byte| *byte == b',');
            add(open..open, &self.id);
            add(comma.unwrap_or(id_member.start)..id_member.end, b"");
        } else if let Some(id) = id {
            add(id.clone(), self.wire);
        }
        if let (Some(at), Some(text)) = (method, self.method) {
            add(at.clone(), text.as_bytes());
        }
        if let Some((at, text)) = &self.provider {
            add(at.clone(), text.as_bytes());
        }
        Message::edited(ask.line, &mut edits[..count])
    }
}

/// Where and how `provider` is filled in: over a null, into params, or together with params.
fn provider_edit(line: &[u8], envelope: &Envelope, name: &str) -> (crate::scan::Span, String) {
    let name = serde_json::Value::from(name).to_string();
    if let Some(null) = &envelope.routing.provider {
        return (null.clone(), name);
    }
    match (&envelope.params, &envelope.method) {
        (Some(params), _) => {
            let first = line[params.start + 1..params.end]
                .iter()
                .find(|byte| !byte.is_ascii_whitespace());
            let comma = if first == Some(&b'}') { "" } else { "," };
            (
                params.start + 1..params.start + 1,
                format!("\"provider\":{name}{comma}"),
            )
        }
        (None, Some(method)) => (
            method.end..method.end,
            format!(",\"params\":{{\"provider\":{name}}}"),
        ),
        (None, None) => (0..0, String::new()),
    }
}
