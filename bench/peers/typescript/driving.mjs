// The calling side's loop, the same for every client in JavaScript: orders on stdin, answers on stdout (see driving.py).
import { createInterface } from "node:readline";

const UNDER_WAY = 64;

/** Carries out the orders until there are no more. `echo` has the tool return a text, and resolves to what came back. */
export async function drive(echo) {
  process.stdout.write("ready\n");
  for await (const order of createInterface({ input: process.stdin })) {
    const [mode, size, count] = order.split(" ");
    const text = "a".repeat(Number(size));
    if ((await echo(text)) !== text) throw new Error("the tool returned something else than its input");
    const run = mode === "ping" ? ping : flood;
    process.stdout.write(`${JSON.stringify(await run(echo, text, Number(count)))}\n`);
  }
}

/** One call after the other: the time of each, in nanoseconds. */
async function ping(echo, text, count) {
  const taken = [];
  for (let i = 0; i < count; i++) {
    const start = process.hrtime.bigint();
    await echo(text);
    taken.push(Number(process.hrtime.bigint() - start));
  }
  return taken;
}

/** Sixty-four under way: the time of all of them. */
async function flood(echo, text, count) {
  let left = count;
  const work = async () => {
    while (left-- > 0) await echo(text);
  };
  const start = process.hrtime.bigint();
  await Promise.all(Array.from({ length: UNDER_WAY }, work));
  return [Number(process.hrtime.bigint() - start)];
}
