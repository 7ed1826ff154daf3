import type { Call } from "@amplifier-ipc/provider-kit";
import type { JsonObject } from "@amplifier-ipc/sdk";
import type { Notes } from "./model.js";
import { unstrict } from "./strict.js";

/** The form of an answer as both APIs know it, and what the model must be told besides. */
export type Format =
  | { type: "text"; instruction?: string }
  | { type: "json_object"; instruction?: string }
  | { type: "json_schema"; name: string; schema: JsonObject; strict: boolean; instruction?: string };

/**
 * What `response_format` means here. A schema is enforced strictly where the vendor can; for JSON without a schema the word
 * must stand in the messages, else the vendor refuses the request. `said`: the system's texts, where they are messages.
 */
export function formatOf(call: Call, notes: Notes, said: readonly string[] = []): Format | undefined {
  const format = call.request.response_format;
  if (format === undefined || format.type === "text") return undefined;
  if (format.type === "json") {
    const mentioned = [...said, ...textsOf(call)].some((text) => /json/i.test(text));
    return { type: "json_object", ...(mentioned ? {} : { instruction: "Answer with JSON only." }) };
  }
  if (format.schema["type"] !== "object") return asText(format.schema, notes);
  const why = unstrict(format.schema);
  if (format.strict === true && why !== undefined) {
    notes.degrade("response_format strict", "strict: false", `strict mode refuses this schema: ${why}`);
  }
  const strict = format.strict !== false && why === undefined;
  return { type: "json_schema", name: nameOf(format.schema), schema: format.schema, strict };
}

/** A schema whose root is no object: no vendor enforces it, so the model is asked. */
function asText(schema: JsonObject, notes: Notes): Format {
  notes.degrade("response_format json_schema", "an instruction", "the root of an enforced schema must be an object");
  const instruction = `Answer with nothing but JSON that fits this JSON Schema: ${JSON.stringify(schema)}`;
  return { type: "text", instruction };
}

function textsOf({ conversation }: Call): string[] {
  return conversation.flatMap(({ parts }) => parts.flatMap((part) => (part.type === "text" ? [part.text] : [])));
}

/** The schema's title as a name: letters, digits, `_` and `-`, at most 64. */
function nameOf({ title }: JsonObject): string {
  const name = typeof title === "string" ? title.replace(/[^A-Za-z0-9_-]+/g, "_").slice(0, 64) : "";
  return name === "" ? "answer" : name;
}
