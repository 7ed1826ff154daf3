import { codeOf, kindOf, ProtocolError } from "../errors.js";
import { KINDS, type KnownErrorKind, type Problem, validate } from "../generated/index.js";
import { decodeJson, isObject } from "../wire/decode.js";
import type { ErrorBody, JsonObject } from "../wire/message.js";

export const PROBLEM = "application/problem+json";
export const JSON_TYPE = "application/json";
export const EVENT_STREAM = "text/event-stream";

/** What RFC 9110 and, for 499, common use call the statuses of the table of errors and of chapter 13. */
const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  499: "Client Closed Request",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

interface RefusedOptions {
  status?: number;
  headers?: Record<string, string>;
  data?: JsonObject;
}

/** A request that is refused before anything is asked; its status is the table's unless it says another. */
export class Refused extends ProtocolError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(kind: string, message: string, more: RefusedOptions = {}) {
    super(kind, message, more.data);
    this.status = more.status ?? statusOf(kind, this.code);
    this.headers = more.headers ?? {};
  }
}

/** An error as a Problem (HTP-030, HTP-031). */
export function problemOf(error: ErrorBody, status?: number): Problem {
  const kind = typeof error.data?.["kind"] === "string" ? error.data["kind"] : kindOf(error.code);
  const said = status ?? statusOf(kind, error.code);
  const title = TITLES[said];
  return {
    type: "about:blank",
    ...(title === undefined ? {} : { title }),
    status: said,
    detail: error.message,
    kind,
    code: error.code,
    data: { kind, ...error.data },
  };
}

/** What a caller makes of an answer: the result, or the error that it is. */
export type Outcome = { result: unknown; error?: never } | { error: ErrorBody; result?: never };

/** A whole answer, not a stream (HTP-008, HTP-030, HTP-032). */
export function readAnswer(status: number, contentType: string | undefined, body: Uint8Array): Outcome {
  const type = mediaType(contentType);
  const { value, fault } = decodeJson(body);
  if (fault === undefined && type === PROBLEM) {
    const error = errorOfProblem(value);
    if (error !== undefined) return { error };
  }
  if (fault === undefined && type === JSON_TYPE && status === 200) return { result: value };
  return { error: foreignError(status) };
}

/** The error of a Problem; undefined when it is none. */
export function errorOfProblem(value: unknown): ErrorBody | undefined {
  if (!isObject(value) || validate("Problem", value).length > 0) return undefined;
  const { code, detail, kind, data } = value as unknown as Problem;
  return { code, message: detail, data: { ...(data as JsonObject | undefined), kind } };
}

/** HTP-032: what a proxy says, or something that is no service at all. */
export function foreignError(status: number): ErrorBody {
  const kind = status === 403 ? "permission_denied" : status === 504 ? "deadline_exceeded" : "service_unavailable";
  return errorBody(kind, `The answer was no answer of the protocol (HTTP status ${status}).`);
}

export function errorBody(kind: KnownErrorKind, message: string, data: JsonObject = {}): ErrorBody {
  return { code: codeOf(kind), message, data: { kind, ...data } };
}

/** The media type of a Content-Type, in lower case and without parameters. */
export function mediaType(contentType: string | undefined): string {
  return (contentType ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/** Whether an Accept names a type: `*` is no name, and `q=0` refuses it. */
export function accepts(accept: string | undefined, type: string): boolean {
  return (accept ?? "").split(",").some((range) => {
    return mediaType(range) === type && !/;\s*q=0(?:\.0*)?\s*(?:;|$)/i.test(range);
  });
}

function statusOf(kind: string, code: number): number {
  const known = Object.hasOwn(KINDS, kind) ? kind : kindOf(code);
  return KINDS[known as KnownErrorKind].httpStatus;
}
