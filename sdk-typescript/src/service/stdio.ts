import { Connection } from "../rpc/connection.js";
import { LineLink } from "../rpc/lines.js";
import type { Dispatcher } from "./dispatcher.js";
import { guardDescriptors } from "./guard.js";
import { StreamTransport } from "./stream_transport.js";
import { begin, type ProcessOptions, surviveAuthors, wind } from "./winding.js";
import { openInput, openOutput } from "./wire_streams.js";

/** Serves until EOF or SIGTERM, then ends the process with exit code 0 within the grace time, whatever still runs. */
export async function serveStdio(dispatcher: Dispatcher, options: ProcessOptions): Promise<void> {
  const terminated = new Promise<void>((resolve) => process.once("SIGTERM", resolve));
  const wire = await guardDescriptors();
  surviveAuthors();
  await begin(options);
  const { maxMessageBytes, maxConcurrency } = dispatcher.about;
  const link = new LineLink(new StreamTransport(openInput(wire), openOutput(wire)), maxMessageBytes);
  const connection = new Connection(link, dispatcher, { side: "service", maxMessageBytes, maxConcurrency });
  dispatcher.onHostLimit = (limit) => {
    link.maxOutgoingBytes = limit;
  };
  await Promise.race([terminated, connection.ended]);
  dispatcher.end();
  await wind(connection, options, wire.finish);
}
