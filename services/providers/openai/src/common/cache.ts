import { createHash } from "node:crypto";

/** The longest key of a prompt cache. */
const LONGEST_KEY = 64;

/** By what the vendor finds its prompt cache for a session again. */
export function cacheKey(session: string | undefined): string | undefined {
  if (session === undefined || session.length <= LONGEST_KEY) return session;
  return createHash("sha256").update(session).digest("hex");
}
