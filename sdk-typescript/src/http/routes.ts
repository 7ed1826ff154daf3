import { METHODS, type MethodName } from "../generated/index.js";
import { Refused } from "./problems.js";

/** An endpoint of the table of methods. */
interface Endpoint {
  /** The HTTP method. */
  readonly verb: string;
  /** The parts of its path; what stands in braces is a member. */
  readonly parts: readonly string[];
  readonly method: MethodName;
  /** Whether it is the endpoint of the method that streams. */
  readonly isStream: boolean;
}

/** What a request is for. */
export interface Route {
  readonly method: MethodName;
  /** The members that the path names. */
  readonly members: Readonly<Record<string, string>>;
  /** The query, without its `?`. */
  readonly query: string;
  /** Whether the path says that the answer is a stream. */
  readonly isStream: boolean;
}

/** The member whose parts are divided by `/` as those of the path itself (HTP-003). */
const PATH_MEMBER = "{path}";

const ENDPOINTS: readonly Endpoint[] = Object.entries(METHODS).flatMap(([name, { http }]) => {
  if (http === null) return [];
  const method = name as MethodName;
  const plain = endpoint(http.method, http.path, method, http.stream === "always");
  return http.streamPath === null ? [plain] : [plain, endpoint(http.method, http.streamPath, method, true)];
});

function endpoint(verb: string, path: string, method: MethodName, isStream: boolean): Endpoint {
  return { verb, parts: path.slice(1).split("/"), method, isStream };
}

/** The path and the query of a request target, as they stand; of an absolute one without scheme and host. */
export function splitTarget(target: string): { path: string; query: string } {
  const local = target.replace(/^https?:\/\/[^/?#]*/i, "");
  const mark = local.indexOf("?");
  return mark === -1 ? { path: local, query: "" } : { path: local.slice(0, mark), query: local.slice(mark + 1) };
}

/**
 * The method of a request, by the endpoints that are served. Paths are taken apart as they came, so that no name can be
 * mistaken for a part (HTP-004). Throws {@link Refused} with 404 or 405.
 */
export function findRoute(verb: string, target: string, serves: (method: string) => boolean): Route {
  const { path, query } = splitTarget(target);
  const parts = path.startsWith("/") ? path.slice(1).split("/").map(decodePart) : [];
  const found = ENDPOINTS.filter(({ method }) => serves(method)).flatMap((candidate) => {
    const members = match(candidate.parts, parts);
    return members === undefined ? [] : [{ ...candidate, members }];
  });
  if (found.length === 0) throw new Refused("method_not_found", `There is no ${path} here.`);
  const chosen = found.find((candidate) => candidate.verb === verb);
  if (chosen === undefined)
    throw wrongVerb(
      verb,
      path,
      found.map((candidate) => candidate.verb),
    );
  return { method: chosen.method, members: chosen.members, query, isStream: chosen.isStream };
}

/** HTP-010: the path is an endpoint, but not for this HTTP method. */
export function wrongVerb(verb: string, path: string, allowed: readonly string[]): Refused {
  const allow = [...new Set(allowed)].sort().join(", ");
  const headers = { Allow: allow };
  return new Refused("method_not_found", `${path} is not for ${verb}, but for ${allow}.`, { status: 405, headers });
}

/** The members that these parts name, or undefined when they do not fit. */
function match(wanted: readonly string[], parts: readonly (string | undefined)[]): Record<string, string> | undefined {
  const spans = wanted.at(-1) === PATH_MEMBER;
  if (spans ? parts.length < wanted.length : parts.length !== wanted.length) return undefined;
  const members: Record<string, string> = {};
  for (const [index, want] of wanted.entries()) {
    const isLast = index === wanted.length - 1;
    const part = spans && isLast ? joined(parts.slice(index)) : parts[index];
    if (part === undefined) return undefined;
    if (!want.startsWith("{")) {
      if (part !== want) return undefined;
    } else if (part === "") return undefined;
    else members[want.slice(1, -1)] = part;
  }
  return members;
}

function joined(parts: readonly (string | undefined)[]): string | undefined {
  return parts.includes(undefined) ? undefined : parts.join("/");
}

/** A part of a path; undefined when its escapes are none, or no UTF-8. */
function decodePart(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
