"""The data plane: one Rust thread that routes every message between services.

The control plane says who is connected, what they may do and where names lead; it sees only what is
addressed to the host. All calls are cheap and may come from any thread; none waits for a service.
"""

from typing import Final

MESSAGE: Final = 0
CLOSED: Final = 1
JUNK: Final = 2
TAP: Final = 3
HOST: Final = 0
"""The pseudo connection of the host itself."""

class Router:
    """A router and its thread."""

    def __init__(
        self,
        *,
        session: bytes = b"{}",
        max_message_bytes: int = 67108864,
        queue_bytes: int = 134217728,
        start: bool = True,
    ) -> None:
        """Start a router.

        session: JSON {"session_id"?, "parent_session_id"?}, stamped into the data of events.
        max_message_bytes: the longest line that is read, bytes before the LF.
        queue_bytes: how much may wait for one destination; over it requests are answered overloaded.
        start: False = the thread waits for start(); calls are carried out then.
        """

    def start(self) -> None:
        """Start the thread (once; a running one stays)."""

    def fileno(self) -> int:
        """A descriptor that is readable while drain() has something to give."""

    def drain(self) -> list[tuple[int, int, bytes]]:
        """Take all upward messages: (kind, connection, payload), in order.

        MESSAGE: a line without LF. A request of a service, under its own id; a notification ($/log,
            display.show, channel.publish, or stream.* and $/progress about a request of the host, under the
            host's id); the response to a request of the host, under the host's id and for the connection that it
            was sent to. A $/cancel names a request of that service; it must be answered within 5 s.
            A routed request whose params do not tell its way comes up too, to be refused with all of its faults.
            A failed hook handler is reported as a $/log of its connection with logger "router".
        CLOSED: {"reason": "eof" | "closed" (end of file after close_input) | "hung" | "junk" | "write"}.
            Then say fail() within a second, and disconnect() when nothing needs the connection any more.
        JUNK: the first line of a service that was refused, at most 200 bytes of it.
        TAP: see set_tap(). Of no connection.
        """

    def connect(self, name: str, read_fd: int, write_fd: int) -> int:
        """Take over two different descriptors (also when the call fails later); the connection's number, > 0.

        The service may only be talked to, and has no grants, until it is mounted.
        """

    def mount(self, connection: int, settings: bytes) -> None:
        """Give rights and limits: JSON {role?: "orchestrator", grants, max_message_bytes, max_concurrency, held?}.

        held: it is routed to before it is ready: all but describe and configure waits, in order, until it is mounted
        without this or has failed; so does an event for its handlers.
        Raises ValueError when the JSON does not fit.
        """

    def set_routes(self, table: bytes) -> None:
        """Replace the routing table as a whole.

        JSON {tools: {name: connection}, providers: {name: connection}, default_provider?, context?,
        orchestrator?, approval?, capabilities: {name: connection}, content: {service: connection},
        hooks: [{connection, service, name, events, priority, timeout_ms, on_error}], host_methods: [name]}.
        host_methods: what the host serves; empty = all host services of the protocol.
        Raises ValueError when it does not fit; the old table stays.
        """

    def send(self, connection: int, line: bytes) -> None:
        """Send the host's request, notification or response.

        To HOST: a request that is routed by the table as if an orchestrator had sent it.
        Request ids must be the host's own and unique among those under way, over all connections.
        Raises ValueError when the line is no legal message.
        """

    def close_input(self, connection: int) -> None:
        """End the service's input after what waits for it; reading goes on."""

    def fail(self, connection: int, data: bytes) -> None:
        """Say why a service ended: JSON {service, exit_code?, signal?, stderr_tail?}.

        Its callers are answered service_unavailable with it (and with the text streamed so far).
        """

    def disconnect(self, connection: int) -> None:
        """Forget a connection, close its descriptors, answer who still waits for it."""

    def set_tap(self, on: bool, payload_bytes: int = 0) -> None:
        """Switch TAP records on or off: of routed requests, or if payload_bytes > 0 of all messages with payloads.

        Each is a line of JSON, its LF, and the first payload_bytes of `part` as they stood on the wire:
        {"t_ns", "seq", "lost"?, "phase": "start" | "end" | "note" | "lost", "n"?, "from", "to", "method", "name"?,
        "ok"?, "code"?, "bytes", "part"?: "params" | "result" | "error", "cut"?, "here"?}.
        t_ns is time.monotonic_ns(); seq counts records; n pairs start, end and what is told of a request meanwhile;
        name is the tool, hook, provider or event; bytes is the length of the message; here: the router answered it.
        At most 16 MiB wait for drain(): what comes then is lost, and the next record says how many were. Traffic
        never waits.
        """

    def stats(self) -> dict[int, dict[str, str | int]]:
        """Counters by connection, behind everything that was asked before.

        name, messages_in, bytes_in, messages_out, bytes_out, dropped, refused, junk, queue.
        """

    def close(self) -> None:
        """Stop the thread and close every descriptor. May be called again."""

class Bridge:
    """Services over HTTP (spec chapter 13): one thread for all of a process, started with the first instance."""

    def __init__(self) -> None:
        """Start it, or join it. Raises OSError when the system gives no thread or no address."""

    def connect(
        self,
        url: str,
        *,
        name: str,
        session_id: str,
        token: str | None = None,
        max_message_bytes: int = 67108864,
    ) -> tuple[int, int]:
        """Make a service a connection: (read_fd, write_fd) for Router.connect(), as of a process's pipes.

        url: http://HOST[:PORT][/PREFIX]. token: for `Authorization: Bearer`.
        max_message_bytes: the longest body or event that is read from it.
        Nothing is sent before the router writes; a service that cannot be reached answers service_unavailable.
        When the router closes its ends, the calls under way are given up.
        Raises ValueError when the URL or the token cannot be used, OSError when no descriptor is left.
        """
