import { isObject } from "./marks.js";

/** So much of the end of a body is kept, in characters. */
const TAIL = 64_000;
/** Lines of an event that are no data: proxies add them, and the SDK takes them for a part of the next JSON. */
const NO_DATA = /^(:|(event|id|retry)(:|\r?\n))/;

/**
 * What goes over the wire of one request, beside what the SDK tells of it: its errors have no headers, it leaves out why a
 * call was malformed, and it passes over error events without a code.
 */
export class Wire {
  status: number | undefined;
  headers: Headers | undefined;
  readonly #alive: () => void;
  #tail = "";

  /** `alive` is called for everything that comes. */
  constructor(alive: () => void) {
    this.#alive = alive;
  }

  /** A fetch that looks on. */
  watching(through: typeof fetch): typeof fetch {
    return async (input, init) => {
      const response = await through(input, init);
      this.status = response.status;
      this.headers = response.headers;
      if (!response.ok || response.body === null) return response;
      const { status, statusText, headers } = response;
      return new Response(response.body.pipeThrough(this.#watch()), { status, statusText, headers });
    };
  }

  /** Why the vendor says that it stopped, in words. */
  finishMessage(): string | undefined {
    const found = /"finishMessage":\s*("(?:[^"\\]|\\.)*")/.exec(this.#tail)?.[1];
    return found === undefined ? undefined : String(json(found));
  }

  /** The error that the stream ended with, if its last event is one. */
  lastError(): unknown {
    const data = this.#tail.split(/\r?\n/).filter((line) => line.startsWith("data:"));
    const body = json(data.at(-1)?.slice("data:".length) ?? this.#tail);
    return isObject(body) && isObject(body["error"]) ? body : undefined;
  }

  #watch(): TransformStream<Uint8Array, Uint8Array> {
    const [decoder, encoder] = [new TextDecoder(), new TextEncoder()];
    let rest = "";
    const pass = (text: string): Uint8Array => {
      this.#tail = (this.#tail + text).slice(-TAIL);
      return encoder.encode(text);
    };
    return new TransformStream({
      transform: (chunk, controller) => {
        this.#alive();
        const more = decoder.decode(chunk, { stream: true });
        const end = more.lastIndexOf("\n") + 1;
        const lines = end === 0 ? [] : (rest + more.slice(0, end)).split(/(?<=\n)/);
        rest = end === 0 ? rest + more : more.slice(end);
        controller.enqueue(pass(lines.filter((line) => !NO_DATA.test(line)).join("")));
      },
      flush: (controller) => controller.enqueue(pass(rest + decoder.decode())),
    });
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
