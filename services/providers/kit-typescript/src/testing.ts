/**
 * A vendor for tests: a real HTTP server on loopback whose answers a test plays, with all faults that a network has.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

export { type Aimock, aimock } from "./aimock.js";
export { recorded } from "./recorded.js";

/** A request as the vendor got it. */
export interface Received {
  method: string;
  /** With its query. */
  path: string;
  headers: IncomingHttpHeaders;
  text: string;
  /** The body's JSON; undefined if it is none. */
  json: unknown;
}

/** How a text goes out: in one piece, cut behind each empty line, or each byte by itself (also within a character). */
export type Chunking = "whole" | "event" | "byte";

/** Answers a request; what it throws becomes a 500, and {@link FakeVendor.close} throws it. */
export type VendorHandler = (request: Received, reply: Reply) => void | Promise<void>;

export interface FakeVendor {
  /** `http://127.0.0.1:PORT`, without a path. */
  readonly url: string;
  /** All requests, in their order. */
  readonly requests: readonly Received[];
  /** How many TCP connections were made. */
  connections(): number;
  /** Resolves when a client ended its connection before the answer was complete; also if it did so already. */
  closed(): Promise<void>;
  /** Ends the server with all its connections. Throws what a handler threw. */
  close(): Promise<void>;
}

/** Starts a vendor on a free port of loopback. */
export async function fakeVendor(handler: VendorHandler): Promise<FakeVendor> {
  const requests: Received[] = [];
  const failed: unknown[] = [];
  let hasLeft = (): void => {};
  const left = new Promise<void>((resolve) => {
    hasLeft = resolve;
  });
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer(async (request, response) => {
    const reply = new Reply(response, hasLeft);
    try {
      const received = await read(request);
      requests.push(received);
      await handler(received, reply);
    } catch (error) {
      if (!reply.gone && request.complete) failed.push(error);
      if (!response.headersSent) reply.text(500, "The test's handler failed.");
    }
  });
  server.on("connection", (socket) => {
    connections++;
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => {}); // a client may go at any time
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
    if (failed.length > 0) throw failed[0];
  };
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests, connections: () => connections, closed: () => left, close };
}

/** The answer to one request. */
export class Reply {
  readonly #response: ServerResponse;
  readonly #left: Promise<void>;
  #ours = false;
  #gone = false;

  constructor(response: ServerResponse, left: () => void) {
    this.#response = response;
    response.on("error", () => {});
    this.#left = new Promise((resolve) => {
      response.once("close", () => {
        if (!this.#ours) {
          this.#gone = true;
          left();
        }
        resolve();
      });
    });
  }

  /** Whether the client went before the end. */
  get gone(): boolean {
    return this.#gone;
  }

  /** A whole answer of JSON. */
  json(status: number, value: unknown, headers: Record<string, string> = {}): void {
    this.text(status, JSON.stringify(value), { "content-type": "application/json", ...headers });
  }

  /** A whole answer. */
  text(status: number, text: string, headers: Record<string, string> = {}): void {
    this.#ours = true;
    this.#response.writeHead(status, { "content-length": String(Buffer.byteLength(text)), ...headers }).end(text);
  }

  /** The head of an answer that comes in pieces. */
  begin(headers: Record<string, string> = {}, status: number = 200): void {
    this.#response.writeHead(status, { "content-type": "text/event-stream", ...headers }).flushHeaders();
  }

  /** A piece of the body; begins the answer if it has not begun. Resolves when the system has taken all of it. */
  async write(text: string, chunking: Chunking = "event"): Promise<void> {
    if (!this.#response.headersSent) this.begin();
    for (const piece of pieces(text, chunking)) {
      if (this.#gone) return;
      await new Promise<void>((resolve) => this.#response.write(piece, () => setImmediate(resolve)));
    }
  }

  /** A whole stream of lines that are there already, such as `data: {…}\n\n`, and its end. */
  async stream(text: string, chunking: Chunking = "event", headers: Record<string, string> = {}): Promise<void> {
    this.begin(headers);
    await this.write(text, chunking);
    this.end();
  }

  /** The body is complete. */
  end(): void {
    this.#ours = true;
    this.#response.end();
  }

  /** Ends the connection within the body. */
  cut(): void {
    this.#ours = true;
    this.#response.socket?.end();
  }

  /** Resets the connection (RST). */
  reset(): void {
    this.#ours = true;
    this.#response.socket?.resetAndDestroy();
  }

  /** Says nothing more, until the client goes. */
  stall(): Promise<void> {
    return this.#left;
  }
}

/** `data: …` of each value; an object as JSON. With `events` also `event: TYPE`, as the value's `type` says. */
export function sse(values: readonly unknown[], { events = false }: { events?: boolean } = {}): string {
  return values.map((value) => `${events ? eventLine(value) : ""}data: ${dataOf(value)}\n\n`).join("");
}

function eventLine(value: unknown): string {
  const type = typeof value === "object" && value !== null && "type" in value ? value.type : undefined;
  return typeof type === "string" ? `event: ${type}\n` : "";
}

function dataOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function pieces(text: string, chunking: Chunking): Uint8Array[] {
  if (chunking === "byte") return [...Buffer.from(text)].map((byte) => Buffer.of(byte));
  const parts = chunking === "whole" ? [text] : text.split(/(?<=\n\n|\r\n\r\n)/);
  return parts.filter((part) => part !== "").map((part) => Buffer.from(part));
}

async function read(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  const { method = "", url: path = "", headers } = request;
  return { method, path, headers, text, json: jsonOf(text) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
