import type { Buffer } from "node:buffer";
import { createHash, timingSafeEqual } from "node:crypto";
import { METHODS } from "../generated/index.js";
import { type Headers, headerText } from "./meta.js";
import { Refused } from "./problems.js";
import { splitTarget } from "./routes.js";

/** Whom a service lets in. */
export class Gate {
  readonly #token: Buffer | undefined;

  /** Without a token everybody who is no browser. */
  constructor(token: string | undefined) {
    this.#token = token === undefined || token === "" ? undefined : digest(token);
  }

  /** Throws {@link Refused} with 403 for a page in a browser (HTP-073), with 401 without the token (HTP-072). */
  check(verb: string, target: string, headers: Headers): void {
    if (headers["origin"] !== undefined) {
      throw new Refused("permission_denied", "Pages in a browser have no access: the request has a header Origin.");
    }
    if (this.#token === undefined || isPing(verb, target)) return;
    const [, given] = /^Bearer +(.*)$/i.exec(headerText(headers, "Authorization") ?? "") ?? [];
    if (given !== undefined && timingSafeEqual(digest(given), this.#token)) return;
    const more = { status: 401, headers: { "WWW-Authenticate": "Bearer" } };
    throw new Refused("permission_denied", "The request needs the service's token as a bearer token.", more);
  }
}

function isPing(verb: string, target: string): boolean {
  const { http } = METHODS.ping;
  return verb === http?.method && splitTarget(target).path === http.path;
}

/** Of one length, so that comparing takes the same time however much of a token is right. */
function digest(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
