/**
 * A service as the handler of the requests of your own HTTP server.
 *
 * @module
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Service } from "../service/service.js";
import { drain } from "../service/winding.js";
import type { JsonObject } from "../wire/message.js";
import { HttpService } from "./server.js";

export interface RequestHandlerOptions {
  /** The bearer token that callers must have; absent = everybody may call. */
  token?: string | undefined;
  /** Component name → its settings, as in `AMPLIFIER_CONFIG`. */
  config?: JsonObject | undefined;
  /** Which components are served, as in `AMPLIFIER_COMPONENTS`; absent = all. */
  components?: string | undefined;
}

/** Answers the requests of a server of `node:http` or `node:https`; nothing must have read their bodies before. */
export interface RequestHandler {
  (request: IncomingMessage, response: ServerResponse): void;
  /**
   * Refuses further requests, lets those under way finish within the grace time (5000 ms) and then cancels them, and runs
   * the cleanup of the service. The server itself is yours to close.
   */
  close(graceMs?: number): Promise<void>;
}

/**
 * Sets a service up and returns what answers its requests. Nothing is read from the environment. Rejects with
 * `invalid_params` when `config` does not fit.
 */
export async function requestHandler(service: Service, options: RequestHandlerOptions = {}): Promise<RequestHandler> {
  const dispatcher = service.dispatcher(options.components);
  if (options.config !== undefined) await dispatcher.configure({ config: options.config });
  await service.runSetup();
  const served = new HttpService(dispatcher, options);
  const handler = (request: IncomingMessage, response: ServerResponse): void => {
    served.handle(request, response);
  };
  const close = async (graceMs?: number): Promise<void> => {
    served.end();
    await drain(served.connection, graceMs);
    await dispatcher.cleanUp();
    await service.runCleanup();
    await served.connection.flush();
    served.connection.close();
  };
  return Object.assign(handler, { close });
}
