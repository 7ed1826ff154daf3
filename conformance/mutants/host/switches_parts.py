"""The switches of chapters 3 to 13: what each does wrong."""

from __future__ import annotations

SWITCHES = """
apr-020-absent-is-allow: What nobody decides is approved when no default is given.
apr-020-always-deny: What nobody decides is denied, whatever the default.
apr-020-waits: An approval waits for ever.
apr-021-approved: What nobody can be asked is approved.
apr-021-error-of-the-dead: An approval provider that died is an error.
apr-021-waits: An approval that nobody can be asked is not answered.
apr-022-options-are-lost: A question is passed on without its options.
chn-005-to-the-asker: A capability is asked of who wants it.
chn-006-another-sort: A capability that nobody exports is a tool that is not found.
chn-010-absent-is-true: Who declares a channel subscribes and contributes.
chn-013-one-only: Only the first contribution is told.
chn-014-all-fail: One contribution that fails is the answer.
chn-014-not-logged: A contribution that fails is not logged.
chn-015-not-found: A channel to which nobody contributes is not found.
chn-016-out-of-order: A message on a channel may come behind a later one.
cnt-020-first-service: Without a service the content of the first one is read.
cnt-021-another-sort: A service that is not mounted is content that is not found.
ctx-030-first-service: Contexts are asked of the first service.
ctx-031-written-later: Messages are written to the transcript after they were answered.
hok-002-any-wildcard: A star matches anywhere in a pattern.
hok-003-only-whole-names: A pattern that ends with `:*` matches nothing.
hok-003-without-the-colon: The pattern `tool:*` matches `tools:x`.
hok-004-last-comes-first: Handlers of one priority are asked in reverse order.
hok-004-no-priority: Handlers are asked in the order of the definition, whatever their priority.
hok-004-once-a-pattern: A handler is asked once for each of its patterns that match.
hok-005-all-at-once: Handlers are asked side by side.
hok-005-unnamed: `hook.emit` does not name the handler.
hok-006-data-as-it-came: Handlers get the data without the patches before them.
hok-007-local-time: The timestamp has no time zone.
hok-007-no-parent: The data of events lack `parent_id`.
hok-007-no-session: The data of events lack `session_id`.
hok-007-no-timestamp: The data of events lack `timestamp`.
hok-007-stamped-anew: The stamps replace those that were there.
hok-008-not-found: An event that nobody wants is not found.
hok-009-only-known-events: An event that is not in the table is refused.
hok-010-all-members: A fold has members that nobody gave it.
hok-011-goes-on: Handlers behind a deny are asked.
hok-012-merged: Patches are merged within a member.
hok-012-null-is-dropped: A patch cannot set a member to null.
hok-012-only-of-modify: Only the data of the action modify is a patch.
hok-013-all-is-open: Every member of every event may be patched.
hok-014-members-of-the-last: The members of an injection come from the last one.
hok-014-no-blank-line: Injections are joined by one LF.
hok-015-also-with-deny: A denied event keeps its injections and its approval.
hok-015-only-its-own-action: Injections are left out beside ask_user, approvals beside any other action.
hok-016-the-last-one: The members of an approval come from the last who asks for one.
hok-017-the-last-one: The last action counts.
hok-018-one-message: Only the first message is kept.
hok-018-the-first-level: The first level counts.
hok-018-the-last-flag: The last `suppress_output` counts.
hok-019-ends-the-chain: Behind a handler that failed nobody is asked.
hok-020-fails-open: A handler that failed is skipped, also if it is a gate.
hok-021-the-last-reason: The last reason counts.
hok-022-the-last-source: The last source of a message counts.
hok-023-any-action: An injection counts whatever the action.
hok-025-taken-as-it-is: An answer that does not fit is folded.
hok-027-no-cancel: A handler that is late is not cancelled.
hok-027-waits: A handler may take as long as it likes.
hok-030-absent-is-modify: An absent action is modify.
hok-031-nothing-is-open: An event that is not in the table opens no member.
hok-032-empty-patch: A fold without a patch has empty data.
hok-032-whole-data: The data of a fold is all of the event's.
hok-033-acts-on-it: An event that is denied is answered with an error.
hok-034-absent-priority-is-first: An absent priority is 0.
hok-034-fails-closed: An absent on_error is deny.
htp-002-dots-are-walked: A path is shortened at its `..` before it is sent.
htp-002-meta-in-the-body: `_meta` stands in the body too.
htp-002-named-members-in-the-body: Members that the path names stand in the body too.
htp-002-queries-in-the-body: The members of a GET stand in a body.
htp-003-latin-1: A letter beyond ASCII is one byte of a path.
htp-003-reserved-stay: Colons and their like stand in a path as they are.
htp-003-slashes-of-content: The slashes of a content path are encoded.
htp-003-slashes-stay: The slash of a name stands in a path as it is.
htp-006-others-as-they-print: Members of a query that are no strings are written as Python prints them.
htp-006-strings-as-json: Strings in a query are JSON.
htp-020-controls-are-cut: A member with control characters is sent without them.
htp-020-no-numbers: The deadline and the depth are not sent.
htp-020-no-traces: The trace is not sent.
htp-022-no-versions: Describe names no versions.
htp-032-403-as-any-other: A foreign 403 is service_unavailable.
htp-032-504-as-any-other: A foreign 504 is service_unavailable.
htp-032-any-type: What comes with 200 is a result, whatever it is.
htp-032-broken-off-ends-the-service: A service whose connection broke off is asked no more.
htp-032-by-the-table: A foreign answer is read by its status, as a Problem would be.
htp-032-follows-redirects: Redirects are followed.
htp-044-a-result-all-the-same: A stream that breaks off is a result of the text so far.
htp-044-another-error: A stream that breaks off is an internal error.
htp-044-errors-are-no-end: An event `error` does not end a stream.
htp-044-no-partial: The text of a stream that broke off is lost.
htp-045-comments-are-none: A comment ends a stream.
htp-045-id-and-retry-end-it: The fields `id` and `retry` end a stream.
htp-045-unknown-events-end-it: An event that the host does not know ends a stream.
htp-053-stays-open-at-the-deadline: A call whose deadline has passed keeps its connection.
htp-053-stays-open: A call whose time-out has passed keeps its connection.
htp-060-no-token-for-notifications: A notification has no token.
htp-060-not-for-cancels: The cancel of a turn has no way back.
htp-060-not-for-configure: Configure has no way back.
htp-060-not-for-hooks: A handler of an event has no way back.
htp-060-relative: The callback is a path.
htp-060-with-a-query: The callback has a query.
htp-062-401: A wrong token is 401.
htp-062-any-token: Any token will do.
htp-062-looks-first: The path is looked at before the token.
htp-062-no-token: A token is not needed.
htp-062-token-of-any-service: The token of any service will do.
htp-063-always-500: Every error has the status 500.
htp-063-any-size: A body that announces too much is read.
htp-063-any-type: A body may have any type.
htp-063-any-verb: Any HTTP method will do.
htp-063-body-needed: An absent body is no JSON.
htp-063-chunks-of-any-size: A body in chunks may be as long as it likes.
htp-063-lists-are-empty: A body that is no object is taken for an empty one.
htp-063-no-allow: 405 has no Allow.
htp-063-no-json-is-empty: A body that is no JSON is taken for an empty one.
htp-063-no-method: A path that is no method is not_found.
htp-063-no-problems: Errors are plain JSON.
htp-063-notifications-have-a-body: A notification is answered with 200 and an object.
htp-063-plain-results: A result is declared as text.
htp-065-always: Every answer of a tool or a provider is a stream.
htp-065-held-back: The events of a stream come with its end.
htp-065-never: No answer is a stream.
htp-065-only-alone: A stream is written only if Accept names nothing else.
htp-066-goes-on: A call back whose connection is closed goes on.
htp-066-no-cancel: `$/cancel` on the way back is taken and forgotten.
htp-066-no-mode: `$/cancel` on the way back is immediate, whatever it says.
htp-066-of-any-service: `$/cancel` ends the call back of another service too.
htp-078-no-configure: A service over HTTP is never configured.
htp-078-no-describe: A service over HTTP is not asked what it offers.
lif-001-no-group: Services share the process group of who starts them.
lif-002-no-session: Services do not get AMPLIFIER_SESSION_ID.
lif-002-whole-environment: Services get the whole environment of the host.
lif-003-one-more: Services get a fourth descriptor.
lif-007-elsewhere: Services start in the root directory.
lif-010-configure-first: Services are configured before they are described.
lif-016-channels-needed: A service with tools that leaves out its channels is not mounted.
lif-019-waits: A service may take an hour to describe itself.
lif-020-any-schema: The input_schema of a tool is not checked.
lif-020-no-member-named: What is wrong with an answer to describe is not told.
lif-020-unchecked: The answer to describe is not checked.
lif-021-this-minor-only: A service that speaks 1.7 is not mounted.
lif-022-no-alias: `parameters` is no alias.
lif-039-all-settings: Services get the settings of all components.
lif-040-mounted-anyway: A service that refused its configuration is mounted.
lif-041-any-role: Whoever is there stands in for an orchestrator or a context manager that is not.
lif-041-goes-on: A session goes on without a service with hooks.
lif-041-optional-too: A session fails without a service with hooks that is optional.
lif-042-fails: A session fails without any of its services.
lif-042-not-told: The user does not learn which service is not mounted.
lif-043-goes-on: A session goes on without a provider.
lif-044-before-the-selection: Tools that the definition left out count as tools of the same name.
lif-044-first-one-wins: Of two tools of one name the first is mounted.
lif-044-names-one: Of two services with tools of one name only one is named.
lif-050-as-any-other: An orchestrator has only the grants that it requires and is given.
lif-051-defined-is-given: A grant that the definition lists needs not be required.
lif-051-required-is-given: A grant that a service requires needs not be in the definition.
lif-052-another-error: A request without its grant is not ready.
lif-053-silent: Grants that are not given are not told of.
lif-054-news-need-a-grant: Progress and streams of a service without grants are dropped.
lif-055-state-needs-a-grant: The state needs a grant.
lif-060-not-found: A key that is not set is not found.
lif-061-stays: A key whose value becomes null stays, with its value.
lif-062-later: A value is set some time after it was answered.
lif-063-unknown: The older spellings are unknown.
lif-064-not-of-the-asker: The exports of the service that asks are not listed.
lif-064-one-only: Only the first export is listed.
lif-065-null: A capability that nobody exports is null.
lif-066-also-the-sender: What is published goes to its sender, too.
lif-066-also-without-subscribing: What is published goes to services that do not subscribe.
lif-066-no-sender: What is published has no sender.
lif-067-not-shown: Messages for the user are not shown.
lif-070-input-stays-open: Services that are ended keep their standard input.
lif-070-no-grace: Services that are ended are killed at once.
lif-070-no-sigterm: Services that are ended get no SIGTERM.
lif-076-no-data: The error of a service that died does not tell which, nor how.
lif-076-not-for-the-turn: A turn whose orchestrator has died goes on.
lif-077-host-killed: When the host is killed its services live on.
lif-077-left-after-a-failure: What was started stays when the session does not come to be.
lif-077-left-by-services: What services leave behind lives on.
orc-003-no-hooks: The orchestrator is told of no hooks.
orc-003-no-providers: The orchestrator is told of no providers.
orc-003-no-tools: The orchestrator is told of no tools.
prv-003-any-provider: A request without a provider goes to the last one.
prv-004-names-of-all: Services get the environment variables that other definitions name.
prv-005-unknown-blocks: Blocks of an unknown type are not kept in the transcript.
ses-001-params-first: The params are checked before the grant.
ses-002-another-error: Params that do not fit are an invalid request.
ses-010-random: The id of a child does not begin with that of its parent.
ses-010-without-the-agent: The id of a child does not end with its agent.
ses-011-self-instead: For an unknown agent the own one is taken.
ses-012-unknown: The agent `self` is not known.
ses-013-any-depth: `self` nests as deep as it likes.
ses-014-shared: A child has the processes of its parent.
ses-015-always-immediate: A child is always cancelled at once.
ses-015-goes-on: A child is not cancelled.
ses-016-another-sort: A session that is no child is an agent that is not found.
ses-016-any-session: A child of another session may be resumed.
ses-017-all: Without a depth a child gets all of its parent's conversation.
ses-017-full: Without a scope a child gets messages of every role.
ses-018-excluded-tools: A child gets tools that are excluded.
ses-018-only-inherited-tools: A child gets tools that are not inherited.
ses-019-excluded-hooks: A child gets hooks that are excluded.
ses-019-only-inherited-hooks: A child gets hooks that are not inherited.
ses-047-closed-hooks-excluded: A child sheds a hook that fails closed.
ses-020-first-only: Only the first preference is tried.
ses-020-last-first: Preferences are tried in reverse order.
ses-031-forgotten: The state ends with the turn.
ses-032-shared: A child has the state of its parent.
ses-040-no-prompt: The data of `execution:start` have no prompt.
ses-041-always: Each session is a fork.
ses-041-no-fork: A child session is no fork.
ses-042-always-start: A session that was there starts.
ses-042-no-start: A session neither starts nor resumes nor ends.
ses-043-no-end: A session does not end.
ses-044-end-before-the-answer: The execution ends before it is answered.
ses-044-no-end: The execution does not end.
ses-044-no-start: The execution does not start.
ses-045-not-completed: A cancel is not completed.
ses-045-not-requested: A cancel is not requested.
ses-046-denied: A handler may deny the host's own events.
tol-017-another-sort: A tool that nobody has is a capability that is not found.
"""
