// A caller and a host of services over HTTP, on real sockets.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { EventParser } from "../src/http/sse.js";
import type { JsonObject } from "../src/wire/message.js";

const PROGRAM = join(dirname(fileURLToPath(import.meta.url)), "fixtures", "http.js");
export const ANY_PORT: readonly string[] = ["--http", "127.0.0.1:0"];

const running = new Set<ChildProcess>();
const servers = new Set<Server>();

/** Ends what the tests left running. */
export function endAll(): void {
  for (const child of running) child.kill("SIGKILL");
  for (const server of servers) server.close().closeAllConnections();
  servers.clear();
}

/** A service as a process, and what it said. */
export class Served {
  readonly child: ChildProcess;
  stdout = "";
  stderr = "";
  /** Its exit code and the signal that ended it. */
  readonly ended: Promise<[number | null, string | null]>;

  constructor(args: readonly string[], env: NodeJS.ProcessEnv = {}, program: string = PROGRAM) {
    const options = { env: { ...process.env, ...env }, stdio: "pipe" as const };
    this.child = spawn(process.execPath, [program, ...args], options);
    running.add(this.child);
    this.ended = once(this.child, "close") as Promise<[number | null, string | null]>;
    this.ended.then(() => running.delete(this.child));
    this.child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.stdout += text;
    });
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
  }

  /** Resolves when stdout has told the address; to its URL. */
  async url(): Promise<string> {
    while (!this.stdout.includes("\n")) {
      const [what] = await Promise.race([once(this.child.stdout as NodeJS.ReadableStream, "data"), this.ended]);
      assert.ok(typeof what === "string", `it ended: ${this.stderr}`);
    }
    return (JSON.parse(this.stdout) as { url: string }).url;
  }

  /** Resolves when a text has appeared on stderr. */
  async says(text: string): Promise<void> {
    while (!this.stderr.includes(text)) await once(this.child.stderr as NodeJS.ReadableStream, "data");
  }
}

export interface Asked {
  method?: string;
  headers?: Record<string, string>;
  /** An object is sent as JSON with its type; a text or bytes as they are. */
  body?: object | string | Uint8Array;
}

/** What came back, as it came. */
export class Answer {
  readonly #request: ReturnType<typeof request>;
  readonly #response: IncomingMessage;
  readonly #parser = new EventParser();
  readonly #events: [string, unknown][] = [];

  constructor(asked: ReturnType<typeof request>, response: IncomingMessage) {
    this.#request = asked;
    this.#response = response;
    response.on("error", () => {});
  }

  get status(): number {
    return this.#response.statusCode ?? 0;
  }

  header(name: string): string | undefined {
    return this.#response.headers[name.toLowerCase()] as string | undefined;
  }

  /** The whole body; `onText` gets what is there so far. */
  async text(onText: (soFar: string) => void = () => {}): Promise<string> {
    let text = "";
    for await (const chunk of this.#response.setEncoding("utf8")) {
      text += chunk;
      onText(text);
    }
    return text;
  }

  async json(): Promise<JsonObject> {
    return JSON.parse(await this.text()) as JsonObject;
  }

  /** The next event of a stream; undefined at its end. */
  async event(): Promise<[string, unknown] | undefined> {
    while (this.#events.length === 0) {
      const chunk: Buffer | null = this.#response.read();
      if (chunk === null) {
        if (this.#response.readableEnded || this.#response.destroyed) return undefined;
        await Promise.race([once(this.#response, "readable"), once(this.#response, "close")]);
      } else {
        for (const [name, data] of this.#parser.feed(chunk)) this.#events.push([name, JSON.parse(data)]);
      }
    }
    return this.#events.shift();
  }

  /** All events that are still to come. */
  async events(): Promise<[string, unknown][]> {
    const all: [string, unknown][] = [];
    for (let event = await this.event(); event !== undefined; event = await this.event()) all.push(event);
    return all;
  }

  close(): void {
    this.#request.destroy();
  }
}

/** A request that is under way: its answer, and the way to give it up. */
export function begin(url: string, target: string, asked: Asked = {}): { answer: Promise<Answer>; close(): void } {
  const { hostname, port } = new URL(url);
  const { body, headers = {} } = asked;
  const isJson = typeof body === "object" && !(body instanceof Uint8Array);
  const type = isJson ? { "Content-Type": "application/json" } : {};
  const method = asked.method ?? (body === undefined ? "GET" : "POST");
  const options = { host: hostname, port, path: target, method, agent: false, headers: { ...type, ...headers } };
  const sent = request(options);
  const answer = new Promise<Answer>((resolve, reject) => {
    sent.once("response", (response) => resolve(new Answer(sent, response)));
    sent.on("error", reject);
  });
  sent.end(isJson ? JSON.stringify(body) : body);
  return { answer, close: () => sent.destroy() };
}

export function ask(url: string, target: string, asked: Asked = {}): Promise<Answer> {
  return begin(url, target, asked).answer;
}

/** A call back that came to the test's host. */
export interface CallBack {
  method: string;
  headers: IncomingMessage["headers"];
  body: JsonObject;
  response: ServerResponse;
  /** Resolves when its connection has been closed, or it was answered. */
  closed: Promise<unknown>;
}

type Answering = (call: CallBack) => unknown;

/** A host: what it was asked, and who answers. Methods without an answer stay open; notifications get 204. */
export class TestHost {
  readonly calls: CallBack[] = [];
  readonly #answers: Record<string, Answering>;
  readonly #server: Server;
  readonly #news = new EventEmitter();

  private constructor(answers: Record<string, Answering>) {
    this.#answers = answers;
    this.#server = createServer((incoming, response) => void this.#take(incoming, response));
    servers.add(this.#server);
  }

  static async start(answers: Record<string, Answering> = {}): Promise<TestHost> {
    const host = new TestHost(answers);
    host.#server.listen(0, "127.0.0.1");
    await once(host.#server, "listening");
    return host;
  }

  /** The headers with which a service reaches this host. */
  headers(more: Record<string, string> = {}): Record<string, string> {
    return { "Amplifier-Callback": `${this.base}/s/5f2c/fixture`, "Amplifier-Token": "t-0ken", ...more };
  }

  get base(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Resolves to the n-th call (from 0) of a method. */
  async called(method: string, n: number = 0): Promise<CallBack> {
    for (;;) {
      const call = this.calls.filter((candidate) => candidate.method === method)[n];
      if (call !== undefined) return call;
      await once(this.#news, "call");
    }
  }

  async #take(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const chunk of incoming.setEncoding("utf8")) text += chunk;
    const method = (incoming.url ?? "").replace(/^\/s\/5f2c\/fixture\//, "");
    const closed = once(response, "close");
    const call = { method, headers: incoming.headers, body: JSON.parse(text) as JsonObject, response, closed };
    this.calls.push(call);
    this.#news.emit("call");
    const answer = this.#answers[method];
    if (answer !== undefined) {
      const result = await answer(call);
      if (result !== undefined) reply(response, 200, result);
    } else if (/^(display|channel\.publish|\$)/.test(method)) response.writeHead(204).end();
  }
}

/** Answers with JSON; a status of 400 or more with a Problem. */
export function reply(response: ServerResponse, status: number, value: unknown): void {
  const type = status < 400 ? "application/json" : "application/problem+json";
  response.writeHead(status, { "Content-Type": type }).end(JSON.stringify(value));
}

/** The text of an event. */
export function event(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
