//! Connections come, end and go.

use super::peer::{Input, Peer};
use super::{Cancelled, Cx, Engine, Now, Origin, POST_MORTEM, Sink, State, Up};
use crate::failure::Failure;
use crate::ids::{ConnId, RouterId};
use crate::message::Message;
use crate::routes::Settings;
use crate::scan::Envelope;
use serde_json::{Map, Value};

/// Of how many forgotten connections the end is remembered.
const GRAVES: usize = 256;

impl Engine {
    /// A new connection. Until it is mounted it has no rights.
    pub fn connect(&mut self, connection: ConnId, name: String) {
        self.peers
            .insert(connection, Peer::new(name, Settings::default()));
    }

    /// Gives a connection its rights and limits.
    pub fn mount(&mut self, connection: ConnId, settings: Settings, now: Now, sink: &mut dyn Sink) {
        if let Some(peer) = self.peers.get_mut(connection) {
            peer.settings = settings;
            let cx = &mut Cx::of_host(now, sink);
            self.ask_held(cx, connection);
            self.send_queued(cx, connection);
        }
    }

    /// A line of the control plane to a connection, or (to [`ConnId::HOST`]) to whom the table says.
    pub fn send(
        &mut self,
        to: ConnId,
        line: &[u8],
        envelope: &Envelope,
        now: Now,
        sink: &mut dyn Sink,
    ) {
        let cx = &mut Cx::of_host(now, sink);
        if let Some(host) = self.peers.get_mut(ConnId::HOST) {
            host.count_in(line.len());
        }
        match super::kind(line, envelope) {
            Some(super::Kind::Request) => self.host_request(cx, to, line, envelope),
            Some(super::Kind::Notification) => self.host_notification(cx, to, line, envelope),
            Some(super::Kind::Response) => self.host_response(cx, to, line, envelope),
            None => self.drop_one(ConnId::HOST),
        }
    }

    /// The connection takes no more requests: the control plane closed its input.
    pub fn close_input(&mut self, connection: ConnId) {
        if let Some(peer) = self.peers.get_mut(connection) {
            peer.input = Input::Closed;
        }
    }

    /// Nothing more comes from a connection (`eof`, `hung`, `write`, `closed`).
    pub fn lost(&mut self, connection: ConnId, reason: &str, now: Now, sink: &mut dyn Sink) {
        self.end(&mut Cx::of_host(now, sink), connection, reason);
    }

    /// A connection's output ended: `closed` if that was to be expected, else `eof`.
    pub fn ended(&mut self, connection: ConnId, now: Now, sink: &mut dyn Sink) {
        let was_told = self
            .peers
            .get(connection)
            .is_some_and(|peer| peer.input == Input::Closed);
        self.lost(
            connection,
            if was_told { "closed" } else { "eof" },
            now,
            sink,
        );
    }

    pub(super) fn end(&mut self, cx: &mut Cx<'_>, connection: ConnId, reason: &str) {
        let Some(peer) = self.peers.get_mut(connection).filter(|peer| !peer.ended) else {
            return;
        };
        peer.ended = true;
        let own: Vec<RouterId> = peer.requests.values().copied().collect();
        cx.sink.close(connection);
        let told = format!("{{\"reason\":\"{reason}\"}}");
        cx.sink
            .up(Up::Closed, connection, &Message::whole(told.as_bytes()));
        self.abandon(cx, own);
        // Hooks do not wait for the post-mortem: the emission goes on without the handler, or denies.
        let gone = Failure::service_unavailable(&self.obituary(connection));
        for step in self
            .pending
            .ids(|p| p.to == connection && matches!(p.from, Origin::Step { .. }))
        {
            self.finish_failed(cx, step, gone.clone());
        }
        self.alarm_at_post_mortem(connection, cx.now.mono + POST_MORTEM);
    }

    /// The connection's input broke. Its last answers may still come; if it does not end by itself, it is ended.
    pub fn broke(&mut self, connection: ConnId, now: Now) {
        if let Some(peer) = self.peers.get_mut(connection).filter(|peer| !peer.ended) {
            peer.input = Input::Broken;
            self.alarm_at_post_mortem(connection, now.mono + POST_MORTEM);
        }
    }

    /// Nobody said in time why a service is gone, or one with a broken input lives on.
    pub(super) fn wait_no_longer(&mut self, cx: &mut Cx<'_>, connection: ConnId) {
        match self.peers.get(connection) {
            Some(peer) if peer.ended => self.bury(cx, connection),
            Some(peer) if peer.input == Input::Broken => self.end(cx, connection, "write"),
            _ => {}
        }
    }

    /// Requests of a service that died: nobody waits for their answers any more.
    fn abandon(&mut self, cx: &mut Cx<'_>, mut own: Vec<RouterId>) {
        own.sort_unstable();
        for id in own {
            self.cancel_onward(cx, id, Cancelled::Immediately, br#""the caller is gone""#);
            if let Some(pending) = self.remove(id) {
                self.tap_end(cx, id, &pending, b"");
                let occupied = pending.counted && matches!(pending.state, State::Sent);
                self.release(cx, pending.to, occupied);
            }
        }
    }

    /// What the control plane found out about the end of a service: its callers are answered with it.
    pub fn fail(
        &mut self,
        connection: ConnId,
        known: Map<String, Value>,
        now: Now,
        sink: &mut dyn Sink,
    ) {
        if let Some(peer) = self.peers.get_mut(connection) {
            peer.post_mortem = Some(known);
        }
        self.bury(&mut Cx::of_host(now, sink), connection);
    }

    /// Answers whoever still waits for a dead service.
    pub(super) fn bury(&mut self, cx: &mut Cx<'_>, connection: ConnId) {
        let known = self.obituary(connection);
        if let Some(peer) = self.peers.get_mut(connection) {
            peer.post_mortem.get_or_insert_with(|| known.clone());
        }
        let failure = Failure::service_unavailable(&known);
        for id in self.pending.ids(|pending| pending.to == connection) {
            self.finish_failed(cx, id, failure.clone());
        }
    }

    /// Forgets a connection.
    pub fn disconnect(&mut self, connection: ConnId, now: Now, sink: &mut dyn Sink) {
        if connection == ConnId::HOST {
            return;
        }
        let cx = &mut Cx::of_host(now, sink);
        let Some(peer) = self.peers.get_mut(connection) else {
            return;
        };
        let was_open = !std::mem::replace(&mut peer.ended, true);
        let own = peer.requests.values().copied().collect();
        if was_open {
            cx.sink.close(connection);
        }
        self.abandon(cx, own);
        self.bury(cx, connection);
        self.graves
            .push_back((connection, self.obituary(connection)));
        if self.graves.len() > GRAVES {
            self.graves.pop_front();
        }
        self.peers.remove(connection);
    }

    /// What callers are told of a service that is not there.
    pub(super) fn obituary(&self, connection: ConnId) -> Map<String, Value> {
        if let Some(peer) = self.peers.get(connection) {
            return peer.obituary();
        }
        let grave = self.graves.iter().find(|(buried, _)| *buried == connection);
        grave.map(|(_, known)| known.clone()).unwrap_or_default()
    }
}
