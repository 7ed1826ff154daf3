/**
 * The dialect "chat completions", without I/O: for each server that speaks it.
 *
 * `chatRequest(call, dialect, notes)` makes the body of a request; give it the Answer as `notes`, so that what could not be
 * done as asked is told. {@link ChatDialect} says what a user of this module chooses: which member limits the tokens
 * (`max_completion_tokens`, or `max_tokens` for older servers), the role of developer messages (`developer`, or `system`
 * for servers that lack it), whether `reasoning_effort`, `stream_options` and `prompt_cache_key` are sent. `chatRequest` sets
 * `stream` as `call.stream` says.
 *
 * `readChatStream(chunks, answer)` reads the SDK's stream, `readChatCompletion(completion, answer)` a whole answer. Thoughts
 * are taken from `reasoning_content`, `reasoning` or `reasoning_text`. `answer.finish` is called only when a `finish_reason` came.
 */
export { withErrorMember } from "../common/bodies.js";
export { readChatCompletion, readChatStream } from "./events.js";
export { type ChatDialect, chatRequest } from "./request.js";
