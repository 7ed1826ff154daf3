/** The longest text of an error that goes on. */
const LONGEST = 500;
const MASK = "[key]";
/** What looks like a key of a vendor, also half masked by it ("sk-abc***xyz"). */
const KEYS =
  /\b(?:sk|rk|pk|key|gh[opusr]|github_pat|AIza)[-_][A-Za-z0-9*_-]{6,}|\bAIza[A-Za-z0-9_*-]{10,}|\bBearer\s+[^\s"',]+/g;

/** A text without keys: neither the given ones nor what looks like one (PRV-025). */
export function masked(text: string, keys: readonly string[] = []): string {
  const without = keys.filter((key) => key.length >= 4).reduce((all, key) => all.replaceAll(key, MASK), text);
  return without.replace(KEYS, MASK);
}

/** A vendor's message as one line that is not too long, without keys. */
export function sentence(text: string, keys: readonly string[] = []): string {
  const line = masked(text, keys).replace(/\s+/g, " ").trim();
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST)}…`;
}
