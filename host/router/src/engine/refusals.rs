//! Lines that are not routed: what is answered, what is counted, and when it is too much.

use super::{Cx, Engine, MAX_JUNK, Up};
use crate::failure::Failure;
use crate::ids::{ConnId, RawId, RouterId};
use crate::message::Message as Line;
use crate::scan::Envelope;
use amplifier_ipc::wire::{Decoded, Head, Id, Message, decode};

/// How much of a junk line the user is shown.
const SHOWN: usize = 200;

impl Engine {
    /// A line that is no message: the strict decoder says whether it is answered, and as what.
    pub(super) fn illegal(&mut self, cx: &mut Cx<'_>, from: ConnId, line: &[u8]) {
        match decode(line) {
            Decoded::Refused(refusal) => {
                let failure = match refusal.code {
                    -32700 => Failure::parse_error(),
                    _ => Failure::invalid_request(refusal.reason),
                };
                self.refuse_line(cx, from, refusal.id.as_ref(), &failure);
                self.junk(cx, from, line);
            }
            Decoded::Dropped { id } => self.broken_response(cx, from, id.as_ref(), || {
                Failure::internal_error("the service's answer is no legal message")
            }),
            // An error with the id null tells us of a line of ours that could not be read.
            Decoded::Message(Message::Response(_) | Message::Notification(_)) => {
                self.drop_one(from);
            }
            Decoded::Message(Message::Request(_)) => {
                let failure = Failure::invalid_request("the line can be read in two ways");
                self.refuse_line(cx, from, None, &failure);
                self.junk(cx, from, line);
            }
        }
    }

    /// A routing member occurs twice: two readers might take it for two different messages.
    pub(super) fn ambiguous(
        &mut self,
        cx: &mut Cx<'_>,
        from: ConnId,
        line: &[u8],
        found: &Envelope,
    ) {
        // Also of two ids the last one before params counts (FRM-009).
        let id = Head::scan(line).id;
        let answer = found.result.is_some() || found.error.is_some();
        if answer || (found.method.is_some() && found.id.is_none()) {
            return self.broken_response(cx, from, id.as_ref().filter(|_| answer), || {
                Failure::internal_error("a routing member occurs twice in the service's answer")
            });
        }
        let failure =
            Failure::invalid_request("a member that decides the message's way occurs twice");
        self.refuse_line(cx, from, id.as_ref(), &failure);
        self.junk(cx, from, line);
    }

    /// A line over the limit, of which the first bytes were kept.
    pub fn oversized(
        &mut self,
        from: ConnId,
        head: &[u8],
        now: super::Now,
        sink: &mut dyn super::Sink,
    ) {
        let cx = &mut Cx {
            now,
            sink,
            source: from,
        };
        match self.peers.get_mut(from) {
            Some(peer) if !peer.ended => peer.count_in(head.len()),
            _ => return,
        }
        let seen = Head::scan(head);
        let failure = Failure::message_too_large(self.config.max_message_bytes);
        if seen.refusable() {
            return self.refuse_line(cx, from, seen.id.as_ref(), &failure);
        }
        self.broken_response(cx, from, seen.id.as_ref().filter(|_| seen.answer), || {
            failure
        });
    }

    /// What is never refused, is counted. If it can be told whose answer it was, that caller is not left waiting.
    fn broken_response(
        &mut self,
        cx: &mut Cx<'_>,
        from: ConnId,
        id: Option<&Id>,
        why: impl FnOnce() -> Failure,
    ) {
        self.drop_one(from);
        let id = id.and_then(|id| RouterId::read(id.to_json().as_bytes()));
        if let Some(id) = id.filter(|id| self.answers(from, *id)) {
            self.finish_failed(cx, id, why());
        }
    }

    fn refuse_line(&mut self, cx: &mut Cx<'_>, from: ConnId, id: Option<&Id>, failure: &Failure) {
        let id = id.map(|id| RawId::new(id.to_json().as_bytes()));
        let line = failure.line(id.as_ref());
        self.deliver(cx, from, from, &Line::whole(&line));
    }

    fn junk(&mut self, cx: &mut Cx<'_>, from: ConnId, line: &[u8]) {
        let Some(peer) = self.peers.get_mut(from) else {
            return;
        };
        peer.stats.junk += 1;
        peer.junk_run += 1;
        if !std::mem::replace(&mut peer.junk_told, true) {
            cx.sink
                .up(Up::Junk, from, &Line::whole(&line[..line.len().min(SHOWN)]));
        }
        if peer.junk_run >= MAX_JUNK {
            self.end(cx, from, "junk");
        }
    }
}
