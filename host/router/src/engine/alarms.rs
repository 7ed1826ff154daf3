//! What happens because time passes.

use super::{Cancelled, Cx, Engine, Nanos, Now, Origin, Sink};
use crate::failure::Failure;
use crate::ids::{ConnId, RouterId};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Alarm {
    /// A deadline has passed, and the handler has not said so.
    Deadline(RouterId),
    /// A cancelled request has not been answered.
    Cancel(RouterId),
    /// The control plane has not said why a service died.
    PostMortem(ConnId),
}

/// Alarms in order of time. Those of requests that are long answered are left in until they are due,
/// or until they outnumber the others.
#[derive(Debug, Default)]
pub(super) struct Alarms {
    heap: BinaryHeap<Reverse<(Nanos, Alarm)>>,
}

impl Alarms {
    pub(super) fn set(&mut self, at: Nanos, alarm: Alarm) {
        self.heap.push(Reverse((at, alarm)));
    }

    fn due(&mut self, now: Nanos) -> Option<(Nanos, Alarm)> {
        self.heap.peek().filter(|Reverse((at, _))| *at <= now)?;
        self.heap.pop().map(|Reverse(due)| due)
    }

    fn next(&self) -> Option<Nanos> {
        self.heap.peek().map(|Reverse((at, _))| *at)
    }
}

impl Engine {
    /// Runs what is due; answers when the next alarm is set, monotonic ns.
    pub fn tick(&mut self, now: Now, sink: &mut dyn Sink) -> Option<Nanos> {
        let cx = &mut Cx::of_host(now, sink);
        while let Some((at, alarm)) = self.alarms.due(now.mono) {
            match alarm {
                Alarm::Deadline(id) => self.deadline_passed(cx, id, at),
                Alarm::Cancel(id) => self.cancel_unanswered(cx, id, at),
                Alarm::PostMortem(connection) => self.wait_no_longer(cx, connection),
            }
        }
        self.tap_lost(cx);
        self.forget_stale_alarms();
        self.alarms.next()
    }

    /// Alarms that are set, stale ones too.
    pub fn alarms(&self) -> usize {
        self.alarms.heap.len()
    }

    pub(super) fn alarm_at_deadline(&mut self, id: RouterId, at: Option<Nanos>) {
        if let Some(at) = at {
            self.alarms.set(at, Alarm::Deadline(id));
        }
    }

    pub(super) fn alarm_at_cancel(&mut self, id: RouterId, at: Nanos) {
        self.alarms.set(at, Alarm::Cancel(id));
    }

    pub(super) fn alarm_at_post_mortem(&mut self, connection: ConnId, at: Nanos) {
        self.alarms.set(at, Alarm::PostMortem(connection));
    }

    fn deadline_passed(&mut self, cx: &mut Cx<'_>, id: RouterId, at: Nanos) {
        let Some(pending) = self
            .pending
            .get(id)
            .filter(|pending| pending.answer_by == Some(at))
        else {
            return;
        };
        if matches!(pending.from, Origin::Step { .. }) {
            return self.step_timed_out(cx, id);
        }
        self.cancel_onward(cx, id, Cancelled::Immediately, br#""deadline exceeded""#);
        self.finish_failed(
            cx,
            id,
            Failure::deadline_exceeded("the deadline has passed"),
        );
    }

    fn cancel_unanswered(&mut self, cx: &mut Cx<'_>, id: RouterId, at: Nanos) {
        if self
            .pending
            .get(id)
            .is_some_and(|pending| pending.cancel_by == Some(at))
        {
            self.finish_failed(
                cx,
                id,
                Failure::cancelled("cancelled; the handler did not answer in time"),
            );
        }
    }

    fn forget_stale_alarms(&mut self) {
        if self.alarms.heap.len() < 2 * self.pending.len() + 1024 {
            return;
        }
        let pending = &self.pending;
        self.alarms.heap.retain(|Reverse((at, alarm))| match alarm {
            Alarm::Deadline(id) => pending
                .get(*id)
                .is_some_and(|pending| pending.answer_by == Some(*at)),
            Alarm::Cancel(id) => pending
                .get(*id)
                .is_some_and(|pending| pending.cancel_by == Some(*at)),
            Alarm::PostMortem(_) => true,
        });
        self.alarms.heap.shrink_to(1024);
    }
}
