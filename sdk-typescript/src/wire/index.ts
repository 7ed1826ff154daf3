/**
 * Bytes to messages and back, without I/O: line splitting with limits, decoding, encoding.
 *
 * @module
 */
export { decode, decodeText, isObject, isTooDeep, judgeOversized, MAX_DEPTH } from "./decode.js";
export { EncodeError, encode, encodeText, orderParams } from "./encode.js";
export { legalId } from "./head.js";
export type {
  Decoded,
  Dropped,
  ErrorBody,
  Id,
  JsonObject,
  Message,
  NotificationMessage,
  Refusal,
  RequestMessage,
  ResponseMessage,
} from "./message.js";
export { DEFAULT_MAX_MESSAGE_BYTES, HEAD_BYTES, type LineRecord, LineSplitter } from "./splitter.js";
