import { createReadStream, createWriteStream, fstatSync, type Stats } from "node:fs";
import { Socket } from "node:net";
import { Connection } from "../rpc/connection.js";
import { LineLink } from "../rpc/lines.js";
import type { Dispatcher } from "./dispatcher.js";
import { guardDescriptors, type Wire } from "./guard.js";
import { StreamTransport } from "./stream_transport.js";
import { begin, type ProcessOptions, surviveAuthors, wind } from "./winding.js";

/** Serves until EOF or SIGTERM, then ends the process with exit code 0 within the grace time, whatever still runs. */
export async function serveStdio(dispatcher: Dispatcher, options: ProcessOptions): Promise<void> {
  const terminated = new Promise<void>((resolve) => process.once("SIGTERM", resolve));
  const wire = await guardDescriptors();
  surviveAuthors();
  await begin(options);
  const { maxMessageBytes, maxConcurrency } = dispatcher.about;
  const link = new LineLink(new StreamTransport(...openStreams(wire)), maxMessageBytes);
  const connection = new Connection(link, dispatcher, { side: "service", maxMessageBytes, maxConcurrency });
  dispatcher.onHostLimit = (limit) => {
    link.maxOutgoingBytes = limit;
  };
  await Promise.race([terminated, connection.ended]);
  dispatcher.end();
  await wind(connection, options, wire.finish);
}

function openStreams({ input, output }: Wire): [NodeJS.ReadableStream, NodeJS.WritableStream] {
  return [
    typeof input === "number" ? openInput(input) : input,
    typeof output === "number" ? openOutput(output) : output,
  ];
}

function openInput(fd: number): NodeJS.ReadableStream {
  if (isPipe(fstatSync(fd))) return new Socket({ fd, readable: true, writable: false });
  return createReadStream("", { fd });
}

/** A stream that writes to a descriptor, whatever it leads to. */
export function openOutput(fd: number): NodeJS.WritableStream {
  if (isPipe(fstatSync(fd))) return new Socket({ fd, readable: false, writable: true });
  return createWriteStream("", { fd });
}

function isPipe(stats: Stats): boolean {
  return stats.isFIFO() || stats.isSocket();
}
