"""One connection: both sides' requests, their ids, deadlines and cancels (chapter 2)."""

from __future__ import annotations

import heapq
import itertools
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any

from calls import Call, Calls
from errors import CODES, RpcError, crashed, error, invalid_params
from lines import LIMIT, Oversized
from mutations import broken
from request import Json, Request, cancel_mode, clean_meta, heeded, ill_typed_meta
from wire import Drop, Message, Refuse, is_id, judge, refusal
from writing import encode

DEFAULT_LIMIT = 67108864
CONCURRENCY = 16
UNCOUNTED = ("hook.emit", "ping", "describe")
CANCEL_SECONDS = 4.0  # a cancelled request is answered by then, whatever its handler does (RPC-030)
Handler = Callable[[Request], Any]


class Peer:
    """What this side knows of the connection; `put` writes one line."""

    def __init__(self, put: Callable[[bytes], None], service: Any) -> None:
        self.put = put
        self.service = service
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.their_limit = DEFAULT_LIMIT
        self.under_way: dict[str | int, Request] = {}
        self.calls = Calls(self)
        self.ending = False
        self.lost = False
        self.dropped = 0
        self._deaf = False
        self.late_ids: set[str | int] = set()  # of answers that wait for the next one (FRM-005)
        self.late_lines: list[bytes] = []
        self._began = time.monotonic()
        self._waiting: list[tuple[str | int, str, Json]] = []
        self._alarms: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = itertools.count()
        threading.Thread(target=self._ring, daemon=True).start()

    # lines in

    def receive(self, line: bytes | Oversized) -> None:
        """Take in one line; called by the reader alone, so in the order of the lines."""
        verdict = judge(line)
        with self.lock:
            if self._deaf:
                return
            if isinstance(verdict, Refuse):
                self._deaf = broken("frm-011-stops")
                self.put(encode(refusal(verdict)))
            elif isinstance(verdict, Drop):
                self._drop(verdict)
            else:
                self._message(verdict)

    def _drop(self, verdict: Drop) -> None:
        if not self.calls.broken_answer(verdict.id):
            self.dropped += 1

    def _message(self, message: Message) -> None:
        body = message.body
        if "method" not in body:
            if not self.calls.answered(body):
                self.dropped += 1
                if broken("rpc-015-answers"):
                    self._send_error(None, error("invalid_request", "nobody asked for that"))
        elif "id" in body:
            if "params" not in body and broken("rpc-007-absent"):
                self._send_error(body["id"], invalid_params("params", [("", "is required")]))
                return
            self._request(body["id"], body["method"], body.get("params", {}))
        else:
            self._notification(body["method"], body.get("params", {}))

    def _request(self, rid: str | int, method: str, params: Json) -> None:
        if broken("rpc-016-one") and self.calls.open:
            self._waiting.append((rid, method, params))
            return
        twin = rid in self.under_way and not broken("rpc-009-both")
        if twin or (rid in self.calls.open and broken("rpc-013-mixed")):
            if broken("rpc-009-first"):
                self.under_way[rid].answered = True
            text = f"the id {rid!r} is that of a request still unanswered"
            self._send_error(rid, error("invalid_request", text))
            return
        meta = clean_meta(params.get("_meta"))
        bare = {k: v for k, v in params.items() if k != "_meta"}
        read_at = self._began if broken("rpc-025-began") else time.monotonic()
        request = Request(self, rid, method, bare, meta, read_at)
        request.meta_as_sent = params.get("_meta")
        self.under_way[rid] = request
        if method == "tool.execute" and broken("frm-005-answers"):
            self.late_ids.add(rid)
        try:
            self._admit(request)
        except RpcError as why:
            self.answer(request, why)

    def _admit(self, request: Request) -> None:
        """Hand the request to the service, or raise why not."""
        if broken("rpc-060-refuses") and (found := ill_typed_meta(request.meta_as_sent)):
            raise invalid_params(request.method, found)
        if request.meta.get("deadline_ms", 1) <= 0:
            if not broken("rpc-026-asks"):
                raise error("deadline_exceeded", f"{request.method} came past its deadline")
        elif request.deadline is not None and not broken("rpc-027-never"):
            late = 5.0 if broken("rpc-027-late") else 0.0
            when = 0.0 if broken("rpc-027-early") else request.deadline + late
            self.at(when, lambda: self._expire(request))
        handler, where = self.service.route(request)
        if self._full(request):
            text = f"{CONCURRENCY} requests are under way, as many as this service takes"
            raise error("overloaded", text)
        if where == "reader":
            self.run(request, handler)
        elif where == "queue":
            self.service.queue.put((request, handler))
        else:
            threading.Thread(target=self.run, args=(request, handler), daemon=True).start()

    def take_waiting(self) -> None:
        """Take in the requests that had to wait; none ever has to (RPC-016)."""
        waiting, self._waiting = self._waiting, []
        for rid, method, params in waiting:
            self._request(rid, method, params)

    def _full(self, request: Request) -> bool:
        """Whether one more is too many (RPC-020); some do not count (RPC-021)."""
        if request.method in UNCOUNTED and not broken("rpc-021-counts"):
            return False
        counted = [r for r in self.under_way.values() if r.method not in UNCOUNTED]
        if broken("rpc-021-counts"):
            counted = list(self.under_way.values())
        return len(counted) > CONCURRENCY

    def _notification(self, method: str, params: Json) -> None:
        if method == "$/cancel":
            self._cancel(params)
        elif method == "$/progress" or method.startswith("stream."):
            if not self.calls.notice(method, params):
                self.dropped += 1
                if broken("rpc-041-answers"):
                    self._send_error(
                        None, error("not_found", "no such request", what="request", name="")
                    )
        elif not self.service.notified(method, params):
            self.dropped += 1
            ours = method.startswith("$/")
            if (ours and broken("rpc-037-answers")) or (not ours and broken("rpc-076-answers")):
                text = f"there is no notification {method}"
                self._send_error(None, error("method_not_found", text))

    # handlers

    def run(self, request: Request, handler: Handler) -> None:
        """Run the handler and answer; what it throws costs its own request alone (LIF-078)."""
        try:
            result = handler(request)
        except RpcError as why:
            self.answer(request, why)
        except BaseException as why:
            traceback.print_exc(file=sys.stderr)
            if broken("lif-078-dies"):
                os._exit(1)
            self.answer(request, crashed(request.method, why))
        else:
            self.answer(request, result)

    def answer(self, request: Request, outcome: Any) -> None:
        """Answer the request with a result or an RpcError, if nobody has (RPC-005, RPC-027)."""
        with self.lock:
            if request.answered and not (request.mode == "expired" and broken("rpc-027-twice")):
                return
            if broken("rpc-030-never") and request.mode in ("graceful", "immediate"):
                return
            request.answered = True
            if self.under_way.get(request.id) is request:
                del self.under_way[request.id]
            if isinstance(outcome, RpcError):
                self._send_error(request.id, outcome)
            else:
                self._send_result(request.id, outcome)
            self._after(request)
            self.changed.notify_all()

    def _after(self, request: Request) -> None:
        """Nothing about a request comes after its answer (RPC-040, RPC-055)."""
        for line in request.late:
            self.put(line)
        if broken("rpc-055-late"):
            params = {"request_id": request.id, "message": "that was it"}
            self.notify("$/progress", params)

    def _send_result(self, rid: str | int, result: Any) -> None:
        self._respond({"jsonrpc": "2.0", "id": rid, "result": result})

    def _send_error(self, rid: str | int | None, why: RpcError) -> None:
        self._respond({"jsonrpc": "2.0", "id": rid, "error": why.wire()})

    def _respond(self, message: Json) -> None:
        """Write a response; another in its place if it may not be written (FRM-027, FRM-041)."""
        if broken("rpc-005-string") and message["id"] is not None:
            message["id"] = str(message["id"])
        if broken("rpc-005-silent") and message.get("error", {}).get("code") == CODES["not_found"]:
            return
        try:
            line = encode(message)
        except (ValueError, RecursionError) as why:
            text = f"the answer cannot be written: {type(why).__name__}"
            self._send_error(message["id"], error("internal_error", text))
            return
        if len(line) - 1 > self.their_limit and not broken("frm-016-answer"):
            if not broken("frm-027-silent"):
                self._send_error(message["id"], self._too_large())
            return
        if message["id"] in self.late_ids:
            self.late_lines.append(line)
            return
        for kept in self.late_lines:
            self.put(kept)
        self.late_lines.clear()
        self.put(line)
        if broken("rpc-005-twice"):
            self.put(line)

    def _too_large(self) -> RpcError:
        limit = LIMIT if broken("frm-027-limit") else self.their_limit
        text = f"the answer is longer than {limit} bytes, the most that you read"
        return error("message_too_large", text, limit=limit)

    def _cancel(self, params: Json) -> None:
        rid = params.get("id")
        request = self.under_way.get(rid) if is_id(rid) else None
        if request is None and broken("rpc-031-string"):
            request = next((r for r in self.under_way.values() if str(r.id) == str(rid)), None)
        if request is None:
            if broken("rpc-031-answers"):
                self._send_error(None, error("not_found", "there is no such request"))
            return
        mode = cancel_mode(params.get("mode"))
        reason = params.get("reason")
        self.cancel(request, mode, reason if isinstance(reason, str) else None)

    def cancel(self, request: Request, mode: str, reason: str | None) -> None:
        """Tell the calls made for the request, then its handler (RPC-032, RPC-033, RPC-064)."""
        with self.lock:
            if request.answered or not heeded(request.mode, mode):
                return
            if request.mode is None:
                self.at(time.monotonic() + CANCEL_SECONDS, lambda: self._give_up(request))
            if not broken("rpc-032-silent"):
                self._pass_on(request, mode, reason)
            if not broken("rpc-033-untold") and not broken("rpc-030-runs-on"):
                request.mode, request.reason = mode, reason
            self.changed.notify_all()

    def _pass_on(self, request: Request, mode: str, reason: str | None) -> None:
        if broken("rpc-032-mode"):
            mode = "immediate"
        if broken("rpc-032-reason"):
            reason = None
        for cid in request.calls:
            self.calls.cancel(cid, mode, reason)

    def _give_up(self, request: Request) -> None:
        if not (broken("rpc-030-runs-on") or broken("rpc-064-once")):
            self.answer(request, request.cancelled())

    def _expire(self, request: Request) -> None:
        """The deadline has passed (RPC-027, RPC-062)."""
        with self.lock:
            if request.answered:
                return
            if broken("rpc-066-moves") and request.deadline and request.deadline > time.monotonic():
                self.at(request.deadline, lambda: self._expire(request))
                return
            for cid in [] if broken("rpc-062-leaves") else request.calls:
                self.calls.cancel(cid, "immediate", "deadline exceeded")
            request.mode = "expired"
            text = f"{request.method} was not done after {request.meta['deadline_ms']} ms"
            self.answer(request, error("deadline_exceeded", text))

    def move_deadline(self, request: Request) -> None:
        """Give the request its time anew; nothing does (RPC-066)."""
        request.read_at = time.monotonic() + 10

    # lines out

    def call(self, method: str, params: Json, **options: Any) -> Any:
        """Ask the other side; see Calls.make."""
        return self.calls.make(Call(method, params, **options))

    def notify(self, method: str, params: Json, about: Request | None = None) -> None:
        """Send a notification; not over a lost connection (RPC-079), nor behind an answer."""
        with self.lock:
            if self.lost or (about is not None and about.answered):
                return
            try:
                line = encode({"jsonrpc": "2.0", "method": method, "params": params})
            except (ValueError, RecursionError):
                return  # FRM-041
            if about is not None and method.startswith("stream.") and broken("rpc-040-after"):
                about.late.append(line)
            elif len(line) - 1 <= self.their_limit or broken("frm-016-notification"):
                self.put(line)

    def begin(self, request: Request) -> None:
        """The component of a request runs now; over lines nobody needs to know."""

    def session_of(self, _request: Request) -> str | None:
        """A connection of lines is one session."""
        return None

    # time

    def wait_until(self, ready: Callable[[], bool], until: float | None) -> None:
        """Wait until it is so, or until this time; handlers wait here and nowhere else."""
        with self.changed:
            while not ready():
                left = 60.0 if until is None else until - time.monotonic()
                if left <= 0:
                    return
                self.changed.wait(min(left, 60.0))

    def at(self, when: float, what: Callable[[], None]) -> None:
        """Have this done at this time."""
        with self.lock:
            heapq.heappush(self._alarms, (when, next(self._numbers), what))
            self.changed.notify_all()

    def _ring(self) -> None:
        while True:
            with self.changed:
                now = time.monotonic()
                left = self._alarms[0][0] - now if self._alarms else 60.0
                if left > 0:
                    self.changed.wait(min(left, 60.0))
                    continue
                what = heapq.heappop(self._alarms)[2]
            what()

    def lose(self) -> None:
        """The other side is gone: all calls fail, in their order (RPC-048)."""
        with self.lock:
            self.lost = True
            self.calls.lose()
            self.changed.notify_all()
