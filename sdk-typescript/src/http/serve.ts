import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ProtocolError } from "../errors.js";
import type { Dispatcher } from "../service/dispatcher.js";
import { guardDescriptors, type Wire } from "../service/guard.js";
import { begin, type ProcessOptions, report, surviveAuthors, wind } from "../service/winding.js";
import { openOutput } from "../service/wire_streams.js";
import { decodeJsonText } from "../wire/decode.js";
import { encodeJson } from "../wire/encode.js";
import { type Address, parseAddress, urlOf } from "./address.js";
import { HttpService } from "./server.js";

/** Longer than the 60 s for which most proxies keep idle connections: the side that reuses one should close it first. */
const KEEP_ALIVE_MS = 75_000;

/**
 * Serves over HTTP until SIGTERM or an interrupt, then ends the process with exit code 0 within the grace time, whatever
 * still runs (HTP-075). stdout gets one line that tells the address (HTP-071); the end of stdin is none (HTP-076).
 */
export async function serveHttp(dispatcher: Dispatcher, address: string, options: ProcessOptions): Promise<void> {
  const terminated = new Promise<void>((resolve) => {
    process.on("SIGTERM", resolve);
    process.once("SIGINT", resolve);
  });
  const wanted = parseAddress(address);
  const wire = await guardDescriptors();
  surviveAuthors();
  const token = takeToken(process.env);
  await configure(dispatcher, process.env["AMPLIFIER_CONFIG"]);
  await begin(options);
  const service = new HttpService(dispatcher, { token });
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    service.handle(request, response);
  });
  const url = urlOf(await listen(server, wanted));
  tell(wire, `${encodeJson({ url })}\n`);
  await terminated;
  service.end();
  server.close();
  await wind(service.connection, options, wire.finish);
}

/** The token of callers; children of this process, such as what a tool runs, do not get it. */
function takeToken(env: NodeJS.ProcessEnv): string | undefined {
  const token = env["AMPLIFIER_HTTP_TOKEN"];
  delete env["AMPLIFIER_HTTP_TOKEN"];
  return token;
}

/** HTP-077: takes the settings that the process was started with, or ends it. */
async function configure(dispatcher: Dispatcher, text: string | undefined): Promise<void> {
  if (text === undefined) return;
  const { value, fault } = decodeJsonText(text);
  if (fault !== undefined) return fail(`AMPLIFIER_CONFIG ${fault}`);
  try {
    await dispatcher.configure({ config: value });
  } catch (error) {
    fail(`AMPLIFIER_CONFIG: ${error instanceof ProtocolError ? error.message : String(error)}`);
  }
}

async function listen(server: Server, { host, port }: Address): Promise<Address> {
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (error) {
    fail(`cannot listen on ${urlOf({ host, port })}: ${(error as Error).message}`);
  }
  server.on("error", (error) => report("the server", error));
  const bound = server.address() as AddressInfo;
  return { host: bound.address, port: bound.port };
}

function tell(wire: Wire, line: string): void {
  const stream = openOutput(wire);
  stream.on("error", () => {}); // nobody reads it any more
  stream.write(line);
}

function fail(why: string): never {
  process.stderr.write(`${why}\n`);
  process.exit(1);
}
