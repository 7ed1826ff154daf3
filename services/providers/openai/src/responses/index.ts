/**
 * The dialect of the Responses API, without I/O: for each server that speaks it.
 *
 * `responsesRequest(call, dialect, notes)` makes the body of a request; give it the Answer as `notes`.
 * {@link ResponsesDialect} says what a user of this module chooses. `readResponsesStream(events, answer)` reads the SDK's stream,
 * `readResponse(response, answer)` a whole answer. Reasoning items become blocks `reasoning` with all their members; what of
 * them can be read is streamed as thinking.
 */
export { readResponse, readResponsesStream } from "./events.js";
export { type ResponsesDialect, type ResponsesParams, responsesRequest } from "./request.js";
