import { Buffer } from "node:buffer";
import type { Transport } from "../rpc/lines.js";

/** Text gathered in one turn of the event loop leaves in one write, up to this many characters. */
const GATHER_CHARS = 65_536;

/** From here on it is faster to encode text oneself than to let the stream do it. */
const LARGE_CHARS = 65_536;

/** A transport over a pair of Node streams. Writes of one turn of the event loop are gathered. */
export class StreamTransport implements Transport {
  readonly #input: NodeJS.ReadableStream;
  readonly #output: NodeJS.WritableStream;
  #gathered: string[] = [];
  #chars = 0;
  #broken = false;

  constructor(input: NodeJS.ReadableStream, output: NodeJS.WritableStream) {
    this.#input = input;
    this.#output = output;
  }

  start(onData: (chunk: Uint8Array) => void, onEnd: () => void): void {
    this.#input.on("data", onData);
    this.#input.once("end", onEnd);
    this.#input.once("error", onEnd);
    this.#output.once("error", () => {
      this.#broken = true;
      onEnd();
    });
    this.#input.resume();
  }

  write(text: string): void {
    if (this.#broken) return;
    if (this.#gathered.length === 0) process.nextTick(() => this.#send());
    this.#gathered.push(text);
    this.#chars += text.length;
    if (this.#chars >= GATHER_CHARS) this.#send();
  }

  flush(): Promise<void> {
    this.#send();
    if (this.#broken) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        this.#output.removeListener("error", done);
        resolve();
      };
      this.#output.once("error", done);
      this.#output.write("", done);
    });
  }

  close(): void {
    this.#send();
    this.#output.end();
  }

  #send(): void {
    if (this.#gathered.length === 0 || this.#broken) return;
    const text = this.#gathered.length === 1 ? (this.#gathered[0] ?? "") : this.#gathered.join("");
    this.#gathered = [];
    this.#chars = 0;
    if (text.length < LARGE_CHARS) this.#output.write(text);
    else this.#output.write(encodeLarge(text));
  }
}

/** Like `Buffer.from(text)`; ASCII, which most long lines are, is copied in one go. */
function encodeLarge(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  bytes.write(text, bytes.length === text.length ? "latin1" : "utf8");
  return bytes;
}
