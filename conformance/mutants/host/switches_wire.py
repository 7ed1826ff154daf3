"""The switches of chapters 1 and 2: what each does wrong."""

from __future__ import annotations

SWITCHES = """
frm-001-two-lines: A response stands on two lines.
frm-002-cr-is-no-white-space: A CR before the LF is refused.
frm-003-blank-lines: A line of white space is refused.
frm-004-mixed: A message is written in two halves with another one in between.
frm-005-held-back: A tool call is written only when something else is written behind it.
frm-006-spaces: There is a space behind each colon of a request.
frm-007-no-answer: A line that is not JSON is not answered.
frm-008-no-answer: A line that is no legal message is not answered.
frm-009-always-null: A refusal carries the id null, whatever the line shows.
frm-010-answers-to-answers: An answer that is not JSON is refused.
frm-010-answers-to-notifications: A notification that is no legal message is refused.
frm-011-stops-reading: Nothing behind a refused line is read.
frm-012-not-shown: The user does not see a line that was refused.
frm-012-shown-whole: A line that was refused is shown to its end.
frm-013-never-ended: A service may write lines that are refused for ever.
frm-014-lower-than-told: Lines above 1 MiB are dropped, and no limit was announced.
frm-015-half-a-mib: The host announces a limit of 512 KiB.
frm-016-long-notifications: Notifications are written although they are longer than the limit.
frm-017-stops-reading: Nothing behind a line that is too long is read.
frm-018-one-less-to-send: A line of exactly the recipient's limit is not sent.
frm-018-one-less: A line of exactly the limit is too long.
frm-019-deeper: Messages may nest 500 deep.
frm-020-single-precision: Integers keep 24 bits.
frm-021-long-numbers: A number of more than 20 digits is not JSON.
frm-022-first: Of two members of one name the first counts.
frm-023-twice: A message whose routing members stand twice is routed.
frm-024-id-behind-params: Requests have their id behind their params.
frm-025-unended-line: A line that no LF ended is a message.
frm-026-cut-characters: A character that is cut between two reads is lost.
frm-027-sent-though-too-long: A response is sent although it is longer than the limit.
frm-030-not-read: Nobody reads what services write to standard error.
frm-031-forgotten: What a service wrote to standard error is not there when it dies.
frm-033-byte-order-mark: A byte order mark before the message is skipped.
frm-033-nan: NaN is a number.
frm-033-not-utf-8: Bytes that are not UTF-8 are replaced.
frm-033-surrogates: A surrogate without its pair is a character.
frm-035-sent-though-too-long: A request is sent although it is longer than the limit.
frm-036-answers-to-all: Answers and notifications that are too long are answered.
frm-036-no-answer: A request that is too long is not answered.
frm-037-looks-behind: A line that is too long is judged by its first 65536 bytes.
frm-038-deeper: A collection nests as deep as its contributions make it.
frm-040-request-id-twice: What is told about a request has two members `request_id`.
frm-042-error-data: Of error data only the kind is passed on.
frm-042-mode-of-a-cancel: A cancel is passed on without its mode and its reason.
frm-042-nulls-of-results: Nulls in results are not passed on.
frm-042-nulls: Nulls in params are not passed on.
frm-042-numbers: Numbers in params are passed on in another spelling.
frm-042-unknown-members: Unknown members of params are not passed on.
rpc-001-batches: Each notification is a batch of one.
rpc-002-order: A message that does not begin with `jsonrpc` is refused.
rpc-003-no-version: Responses have no `jsonrpc`.
rpc-004-fraction: Tool calls have the id 7.5.
rpc-005-ids-become-text: The response to a request with the id 7 has the id "7".
rpc-005-twice: Requests are answered twice.
rpc-006-null-params: Empty params are null.
rpc-007-params-needed: A request without params is refused.
rpc-008-both: Responses have both a result and an error.
rpc-009-own-ids-twice: Two requests of the host's own have the same id.
rpc-009-taken-twice: A request whose id is still under way is served.
rpc-010-unknown-members: A message with a member that is not known is refused.
rpc-011-nulls: A fold without a reason has the reason null.
rpc-012-null-is-refused: Null in an optional member is refused.
rpc-012-nulls-of-answers: A null in the answer of a handler is a value.
rpc-013-one-space-of-ids: A request with an id that the host uses itself is refused.
rpc-014-waits: A call whose answer is no legal message does not end.
rpc-015-ends-the-service: A service that answers what nobody asked is ended.
rpc-016-not-while-asked: A request of a service waits until the service has answered.
rpc-016-one-at-a-time: A request of a service waits until its last one is answered.
rpc-017-writes-block: While a service does not read, nothing is read of any other.
rpc-018-in-order: A response answers the oldest call.
rpc-019-all-at-once: More requests are under way than the service takes.
rpc-021-hooks-count: `hook.emit` counts against the concurrency of a service.
rpc-022-meta-is-lost: Calls for a request lack its `_meta`.
rpc-022-not-passed-on: `_meta` of a request is not passed on.
rpc-023-same-depth: Calls for a request have its depth.
rpc-024-any-depth: Requests nest as deep as they like.
rpc-026-asked-anyway: A request whose deadline has passed is passed on.
rpc-027-waits: What the host does itself has no deadline.
rpc-028-no-deadline: Calls for a request have no deadline.
rpc-028-the-whole-deadline: Calls for a request have all of its time, not what is left of it.
rpc-029-at-once: A request with a deadline is given up as soon as it was passed on.
rpc-029-late-answer: The answer that comes after -32001 is passed on, too.
rpc-029-no-cancel: A request whose deadline has passed is not cancelled at its recipient.
rpc-029-waits: A request that is passed on has no deadline.
rpc-030-always-cancelled: A cancelled request is answered as cancelled, whatever its recipient says.
rpc-030-waits: A cancelled request that the host serves itself waits for its handlers.
rpc-031-any-id: A cancel of an unknown id cancels another request.
rpc-032-calls-go-on: A cancelled emit is not cancelled at the handler that is asked.
rpc-032-questions-go-on: A cancel of an approval or of a collection reaches nobody.
rpc-033-absent-is-graceful: A cancel without a mode is graceful.
rpc-034-waits: A cancelled request waits for its recipient.
rpc-035-without-a-reason: A call whose time-out ends is cancelled for another reason.
rpc-036-not-answered: A request that was cancelled in the queue is not answered.
rpc-036-sent-later: A request that was cancelled in the queue is sent when its turn comes.
rpc-037-answered: An unknown notification of the protocol is answered.
rpc-038-request-id-as-it-came: What is told about a request has the id of the router.
rpc-041-behind-the-answer: What is told about an answered request is passed on.
rpc-045-no-kind: Errors have no kind.
rpc-047-another-code: What is not found has the code -32000.
rpc-048-calls-hang: Calls to a service that died do not end.
rpc-048-last-first: Calls to a service that died fail in reverse order.
rpc-048-later-calls-hang: Calls to a service that is dead do not end.
rpc-049-version-last: Requests end with `jsonrpc`.
rpc-050-no-prefix: Ids of the host's own have no prefix.
rpc-051-large-ids: Ids of the host's own are integers above 2^53.
rpc-053-answers-to-answers: A response without an id is refused.
rpc-053-errors-without-an-id: An error has no id.
rpc-053-no-id: A refusal with the id null has no id.
rpc-054-held-back: Every other call of a tool is written a little later.
rpc-055-behind-the-answer: Progress of a request comes behind its response.
rpc-056-news-comes-late: Notifications are passed on later than what was sent behind them.
rpc-057-slow: A ping beside another request is answered after 3 seconds.
rpc-059-waits-for-itself: A request back to a service that is full waits.
rpc-060-refused: A member of `_meta` of the wrong type is refused.
rpc-060-taken-as-it-is: A member of `_meta` of the wrong type is passed on to hooks, and may break the request.
rpc-061-fraction: `deadline_ms` has a fraction.
rpc-064-every-cancel: Every cancel of a request is passed on.
rpc-064-the-first-only: Of several cancels of a request only the first one counts.
rpc-065-cancels-what-is-answered: A call that was answered is cancelled.
rpc-066-progress-extends: Progress moves the deadline of a request.
rpc-067-no-partial: What was streamed before a service died is not told.
rpc-069-no-words: The message of an error is empty.
rpc-070-first-fault-only: Only the first fault is listed.
rpc-070-no-paths: The faults of params have no path.
rpc-072-stack-trace: Errors carry a stack trace.
rpc-073-nothing-named: What is not found is not named in the data.
rpc-075-another-error: An unknown method is an internal error.
rpc-076-answered: An unknown notification is answered.
rpc-079-ends-the-host: A notification to a service that is gone ends the host.
rpc-082-same-id: A request is passed on under the id of its caller.
rpc-083-refusals-lost: A request that its recipient refused is not answered.
rpc-084-id-of-the-caller: A cancel is passed on with the id of its caller.
rpc-084-not-passed-on: A cancel is not passed on.
rpc-085-asks-on: After a graceful cancel the next handlers are asked.
rpc-086-back-to-the-sender: Progress goes to the service, too, that told it.
rpc-087-always-room: A queue takes whatever comes.
rpc-088-without-its-value: The result of `state.get` has no value.
rpc-089-unchecked: Params that do not fit are taken.
"""
