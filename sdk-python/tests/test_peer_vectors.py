"""The shared vectors of the state machine."""

import json

import pytest
from amplifier_ipc.peer import (
    Cancelled,
    Expired,
    Failed,
    Notified,
    Peer,
    Requested,
    Resulted,
    Send,
    Stray,
    Streamed,
)
from amplifier_ipc.wire import decode, encode


class Driver:
    """A peer that is driven by the steps of a case; every step gives effects."""

    def __init__(self, case):
        limits = case.get("limits", {})
        self.peer = Peer(case["side"], limits.get("max_concurrency", 64))
        self.now = 0

    def at(self, ms):
        self.now = ms
        return self.peer.tick(ms)

    def receive(self, message):
        return self.receive_text(json.dumps(message))

    def receive_text(self, text):
        return self.peer.receive(self.now, decode(text.encode()))

    def call(self, call):
        method, params = call.pop("method"), call.pop("params", {})
        return self.peer.call(self.now, method, params, **call)[1]

    def notify(self, notification):
        return self.peer.notify(notification["method"], notification.get("params", {}))

    def answer(self, answer):
        return self.peer.answer(answer["id"], answer["result"])

    def fail(self, answer):
        return self.peer.answer(answer["id"], error=answer["error"])

    def cancel(self, cancel):
        return self.peer.cancel(cancel["id"], cancel.get("mode"), cancel.get("reason"))

    def lost(self, _):
        return self.peer.lost()


def shown(effect):
    """An effect as the vectors write it."""
    match effect:
        case Send(message):
            return {"send": without_words(json.loads(encode(message)))}
        case Requested(id, method):
            return {"event": ["request", id, method]}
        case Notified(method):
            return {"event": ["notification", method]}
        case Streamed(id, method):
            return {"event": ["stream", id, method]}
        case Resulted(id):
            return {"event": ["result", id]}
        case Failed(id, error):
            return {"event": ["error", id, error["code"]]}
        case Cancelled(id, mode):
            return {"event": ["cancelled", id, mode]}
        case Expired(id):
            return {"event": ["expired", id]}
        case Stray(id):
            return {"event": ["stray", id]}


def without_words(message):
    if "error" in message:
        message = {**message, "error": {**message["error"], "message": "…"}}
    return message


def expected_of(step):
    return {"send": without_words(step["send"])} if "send" in step else {"event": step["event"]}


@pytest.mark.vectors("peer.json")
def test_peer(case):
    driver = Driver(case)
    effects = []
    for number, step in enumerate(case["steps"]):
        if "send" in step or "event" in step:
            assert effects, f"step {number}: nothing happened, expected {step}"
            assert shown(effects.pop(0)) == expected_of(step), f"step {number}"
            continue
        assert not effects, f"before step {number}: {list(map(shown, effects))}"
        ((name, argument),) = step.items()
        effects = getattr(driver, name)(argument)
    assert not effects, f"at the end: {list(map(shown, effects))}"
