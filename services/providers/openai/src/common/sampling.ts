import type { Call } from "@amplifier-ipc/provider-kit";
import { type Notes, refusesSampling } from "./model.js";

/** `temperature` and `top_p`, unless the model refuses them; what a request asked for in vain is told. */
export function samplingOf(call: Call, notes: Notes): { temperature?: number; top_p?: number } {
  const { temperature, request } = call;
  if (refusesSampling(call)) {
    const reason = `${call.model} is a reasoning model`;
    if (request.temperature !== undefined) notes.degrade(`temperature ${temperature}`, "the model's own", reason);
    else if (temperature !== undefined) notes.note(`The setting temperature is not sent: ${reason}.`);
    if (request.top_p !== undefined) notes.degrade(`top_p ${request.top_p}`, "the model's own", reason);
    return {};
  }
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(request.top_p === undefined ? {} : { top_p: request.top_p }),
  };
}
