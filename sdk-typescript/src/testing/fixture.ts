import { setTimeout as sleep } from "node:timers/promises";
import type { CallContext } from "../context.js";
import { ProtocolError } from "../errors.js";
import { SCHEMAS } from "../generated/bundle.js";
import type {
  CancelMode,
  FixtureCall,
  FixtureCrash,
  FixtureInput,
  FixtureOutput,
  FixtureReply,
  ToolResult,
  Types,
} from "../generated/index.js";
import type { JsonSchema } from "../schema/schema.js";
import type { Service } from "../service/service.js";
import { isObject } from "../wire/decode.js";

const CRASHED = 70;
/** After so many notifications it waits until they have left; what comes in meanwhile is looked at. */
const AT_ONCE = 1000;

/** Offers the tool `conformance.fixture`, which answers as its caller says (conformance/FIXTURE.md), and returns the service. */
export function conformanceFixture(service: Service): Service {
  return service.tool(
    "conformance.fixture",
    {
      description: "Answer as the caller says, for the conformance suite.",
      readOnly: true,
      input: declared("FixtureInput"),
      output: declared("FixtureOutput"),
    },
    (input, context) => answer(input as FixtureInput, context),
  );
}

async function answer(wanted: FixtureInput, context: CallContext): Promise<FixtureOutput | ToolResult> {
  const output: FixtureOutput = {};
  await tell(wanted, context);
  if (wanted.calls !== undefined) output.calls = await replies(wanted.calls, context);
  if (wanted.delay_ms !== undefined) {
    const cancelled = await wait(wanted.delay_ms, context);
    if (cancelled !== undefined) output.cancelled = cancelled;
  }
  if (wanted.crash !== undefined) await crash(wanted.crash, context);
  if (wanted.fail !== undefined) return { success: false, output: null, error: { message: wanted.fail } };
  if (wanted.output_bytes !== undefined) output.text = "x".repeat(wanted.output_bytes);
  if (wanted.echo !== undefined) output.echo = wanted.echo;
  return output;
}

async function tell(wanted: FixtureInput, context: CallContext): Promise<void> {
  if (wanted.log !== undefined) context.log("info", wanted.log);
  // biome-ignore lint/suspicious/noConsole: the usual way to print is what is asked for
  if (wanted.print !== undefined) console.log(wanted.print);
  const total = wanted.progress ?? 0;
  for (let progress = 1; progress <= total; progress++) {
    context.progress({ progress, total });
    if (progress % AT_ONCE === 0) await context.flush();
    context.signal.throwIfAborted();
  }
  for (const text of wanted.stream ?? []) context.output("stdout", text);
}

async function replies(calls: readonly FixtureCall[], context: CallContext): Promise<FixtureReply[]> {
  const kept: FixtureReply[] = [];
  for (const call of calls) kept.push(await reply(call, context));
  return kept;
}

async function reply({ method, params }: FixtureCall, { host, signal }: CallContext): Promise<FixtureReply> {
  try {
    return { result: await host.callRaw(method, params, { signal }) };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ProtocolError)) throw error;
    return { error: { ...error.toBody(), data: { kind: error.kind, ...error.data } } };
  }
}

/** Waits; tells how the call was cancelled meanwhile, if it was (an immediate cancel throws). */
async function wait(ms: number, { signal, stopping }: CallContext): Promise<CancelMode | undefined> {
  try {
    await sleep(ms, undefined, { signal: stopping });
    return undefined;
  } catch {
    signal.throwIfAborted();
    return "graceful";
  }
}

async function crash(what: FixtureCrash, context: CallContext): Promise<void> {
  if (what === "handler") throw new Error("the caller asked for a crash");
  await context.flush(); // what came before the crash is told
  process.exit(CRASHED);
}

/** The schema of a type of the protocol as tools declare theirs: what it refers to lies within it. */
function declared(type: keyof Types): JsonSchema {
  const within: Record<string, unknown> = {};
  return { ...(plain(SCHEMAS[type], within) as JsonSchema), $defs: within };
}

function plain(schema: unknown, within: Record<string, unknown>): unknown {
  if (Array.isArray(schema)) return schema.map((part) => plain(part, within));
  if (!isObject(schema)) return schema;
  const nullable = isObject(schema["if"]) && schema["if"]["type"] === "null";
  if (nullable) return plain(schema["else"], within); // in a tool's input null is a value (TOL-013)
  const name = typeof schema["$ref"] === "string" ? schema["$ref"].slice("#/$defs/".length) : "";
  if (name !== "" && !Object.hasOwn(within, name)) {
    within[name] = true; // a type that refers to itself ends here
    within[name] = plain(SCHEMAS[name as keyof Types], within);
  }
  return Object.fromEntries(Object.entries(schema).map(([word, value]) => [word, plain(value, within)]));
}
