//! Notifications: cancel, progress, streams, and what goes up to the control plane.

use super::requests::unquoted;
use super::{CANCEL_GRACE, Cancelled, Cx, Engine, MAX_PARTIAL, Origin, State, Up};
use crate::failure::Failure;
use crate::ids::{ConnId, RawId, RouterId};
use crate::message::Message;
use crate::scan::{Envelope, Members, Span};

impl Engine {
    /// A service's notification.
    pub(super) fn notification(
        &mut self,
        cx: &mut Cx<'_>,
        from: ConnId,
        line: &[u8],
        envelope: &Envelope,
    ) {
        let method = unquoted(&line[envelope.method.clone().unwrap_or_default()]);
        match &*method {
            b"$/cancel" => self.cancel(cx, from, line, envelope),
            b"$/progress" => self.relay(cx, from, line, envelope, &method),
            b"$/log" | b"display.show" | b"channel.publish" => self.tell_host(cx, from, line),
            stream if stream.starts_with(b"stream.") => {
                self.relay(cx, from, line, envelope, stream);
            }
            other
                if std::str::from_utf8(other)
                    .is_ok_and(|name| self.routes.host_methods.contains(name)) =>
            {
                self.tell_host(cx, from, line);
            }
            _ => self.drop_one(from),
        }
    }

    /// The host's notification to a connection. Its request ids are the service's own already; only a
    /// cancel names a request of the host's.
    pub(super) fn host_notification(
        &mut self,
        cx: &mut Cx<'_>,
        to: ConnId,
        line: &[u8],
        envelope: &Envelope,
    ) {
        let method = unquoted(&line[envelope.method.clone().unwrap_or_default()]);
        if &*method == b"$/cancel" {
            return self.cancel(cx, ConnId::HOST, line, envelope);
        }
        let fits = |peer: &&mut super::Peer| {
            peer.listens() && line.len() <= peer.settings.max_message_bytes
        };
        match self.peers.get_mut(to).filter(fits) {
            Some(peer) if to != ConnId::HOST => {
                peer.count_out(line.len());
                cx.sink.write(to, &Message::whole(line));
                self.tap_note(cx, ConnId::HOST, to, line, None);
            }
            _ => self.drop_one(ConnId::HOST),
        }
    }

    fn tell_host(&mut self, cx: &mut Cx<'_>, from: ConnId, line: &[u8]) {
        self.tap_note(cx, from, ConnId::HOST, line, None);
        self.deliver(cx, ConnId::HOST, from, &Message::whole(line));
    }

    /// A stream or progress notification goes to whoever waits for that request, under the id that they
    /// gave it. One about a request that the sender does not answer is dropped.
    fn relay(
        &mut self,
        cx: &mut Cx<'_>,
        from: ConnId,
        line: &[u8],
        envelope: &Envelope,
        method: &[u8],
    ) {
        let at = envelope.routing.request_id.clone();
        let id = at.clone().and_then(|span| RouterId::read(&line[span]));
        let (Some(at), Some(about)) = (at, id) else {
            return self.drop_one(from);
        };
        let pending = self
            .pending
            .get_mut(about)
            .filter(|pending| pending.to == from && matches!(pending.state, State::Sent));
        let Some(pending) = pending else {
            return self.drop_one(from);
        };
        if matches!(method, b"stream.provider.token" | b"stream.token") {
            keep_text(&mut pending.partial, line, envelope);
        }
        let Origin::Caller { conn, id, via } = &pending.from else {
            return self.drop_one(from);
        };
        let (conn, id, via) = (*conn, id.clone(), *via);
        let message = Message::with(line, at, id.as_bytes());
        if self
            .peers
            .get(conn)
            .is_none_or(|peer| message.len() > peer.settings.max_message_bytes)
        {
            return self.drop_one(from);
        }
        self.tap_note(cx, from, conn, line, Some(about));
        let via = if conn == ConnId::HOST { from } else { via };
        self.deliver(cx, conn, via, &message);
    }

    /// `$/cancel`: for a request still queued the answer is given here; otherwise its handler is told,
    /// and has five seconds. Unknown and ill-typed ids are ignored, and so is a cancel that is no
    /// sterner than the last one (RPC-064).
    fn cancel(&mut self, cx: &mut Cx<'_>, from: ConnId, line: &[u8], envelope: &Envelope) {
        let Some(at) = envelope.routing.id.clone() else {
            return;
        };
        let key = RawId::key(&line[at.clone()]);
        let Some(id) = self
            .peers
            .get(from)
            .and_then(|peer| peer.requests.get(&key).copied())
        else {
            return;
        };
        let (mode, reason) = how(line, envelope);
        let Some(pending) = self.pending.get_mut(id).filter(|p| p.cancelled < mode) else {
            return;
        };
        match &pending.state {
            State::Queued(_) => {
                self.finish_failed(cx, id, Failure::cancelled("cancelled before it was sent"));
            }
            State::Emission(_) => {
                self.cancel_onward(cx, id, mode, &line[reason]);
                let failure = Failure::cancelled("cancelled while handlers were asked");
                self.finish_failed(cx, id, failure);
            }
            State::Sent => {
                pending.cancelled = mode;
                let (to, wire) = (pending.to, id.wire());
                if to == ConnId::HOST {
                    self.tell_host(cx, from, line);
                } else {
                    self.tap_note(cx, from, to, line, Some(id));
                    let message = Message::with(line, at, wire.as_bytes());
                    self.write_quietly(cx, to, &message);
                }
                self.expect_end(cx, id);
            }
        }
    }

    fn expect_end(&mut self, cx: &Cx<'_>, id: RouterId) {
        let by = cx.now.mono + CANCEL_GRACE;
        if let Some(pending) = self
            .pending
            .get_mut(id)
            .filter(|pending| pending.cancel_by.is_none())
        {
            pending.cancel_by = Some(by);
            self.alarm_at_cancel(id, by);
        }
    }

    /// Tells the handler of a request (or of the step that an emission is at) that nobody waits for it;
    /// `reason` is JSON text, perhaps none.
    pub(super) fn cancel_onward(
        &mut self,
        cx: &mut Cx<'_>,
        id: RouterId,
        mode: Cancelled,
        reason: &[u8],
    ) {
        let Some(pending) = self.pending.get_mut(id) else {
            return;
        };
        if let State::Emission(emission) = &pending.state {
            if let Some(step) = emission.current {
                self.cancel_onward(cx, step, mode, reason);
                if let Some(gone) = self.remove(step) {
                    self.tap_end(cx, step, &gone, b"");
                    self.release(cx, gone.to, gone.counted);
                }
            }
            return;
        }
        if pending.cancelled >= mode || !matches!(pending.state, State::Sent) {
            return;
        }
        pending.cancelled = mode;
        let (to, wire) = (pending.to, id.wire());
        if to != ConnId::HOST {
            let line = cancel_line(wire.as_bytes(), mode, reason);
            self.tap_note(cx, ConnId::HOST, to, &line, Some(id));
            self.write_quietly(cx, to, &Message::whole(&line));
        } else if let Origin::Caller { conn, id, .. } = &pending.from {
            let line = cancel_line(id.as_bytes(), mode, reason);
            cx.sink.up(Up::Message, *conn, &Message::whole(&line));
        }
    }

    fn write_quietly(&mut self, cx: &mut Cx<'_>, to: ConnId, message: &Message<'_>) {
        if let Some(peer) = self.peers.get_mut(to).filter(|peer| peer.listens()) {
            peer.count_out(message.len());
            cx.sink.write(to, message);
        }
    }
}

fn cancel_line(id: &[u8], mode: Cancelled, reason: &[u8]) -> Vec<u8> {
    let head = b"{\"jsonrpc\":\"2.0\",\"method\":\"$/cancel\",\"params\":{\"id\":".as_slice();
    let mode: &[u8] = match mode {
        Cancelled::Gracefully => b",\"mode\":\"graceful\"",
        _ => b",\"mode\":\"immediate\"",
    };
    let key: &[u8] = if reason.is_empty() {
        b""
    } else {
        b",\"reason\":"
    };
    [head, id, mode, key, reason, b"}}"].concat()
}

/// The mode of a `$/cancel`, where an absent or unknown one is immediate (RPC-033), and where its reason stands.
fn how(line: &[u8], envelope: &Envelope) -> (Cancelled, Span) {
    let (mut mode, mut reason) = (Cancelled::Immediately, 0..0);
    for member in Members::new(line, &envelope.params.clone().unwrap_or_default()) {
        let value = &line[member.value.clone()];
        match &*unquoted(&line[member.key]) {
            b"mode" if &*unquoted(value) == b"graceful" => mode = Cancelled::Gracefully,
            b"mode" => mode = Cancelled::Immediately,
            b"reason" if value[0] == b'"' => reason = member.value,
            _ => {}
        }
    }
    (mode, reason)
}

/// Appends the inside of the token's string as it stands: joined, such insides are one JSON string again.
fn keep_text(partial: &mut Vec<u8>, line: &[u8], envelope: &Envelope) {
    let Some(text) = envelope.routing.text.clone() else {
        return;
    };
    if line[text.start] == b'"' && partial.len() + text.len() <= MAX_PARTIAL {
        partial.extend_from_slice(&line[text.start + 1..text.end - 1]);
    }
}
