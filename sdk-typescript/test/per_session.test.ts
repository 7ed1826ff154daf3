// State by session, and no more sessions than are wanted.
import assert from "node:assert/strict";
import { it } from "node:test";
import { PerSession } from "../src/index.js";

it("keeps sessions apart, and one for calls without any (HTP-024)", () => {
  const lists = new PerSession<string[]>(() => []);
  for (const session of ["a", "b", undefined, ""]) lists.of(session).push(`of ${session}`);
  assert.deepEqual(lists.of("a"), ["of a"]);
  assert.deepEqual(lists.of("b"), ["of b"]);
  assert.deepEqual(lists.of(undefined), ["of undefined"]);
  lists.set("b", []);
  assert.deepEqual([lists.of("a"), lists.of("b"), lists.of("")], [["of a"], [], ["of "]]);
});

it("forgets the session that was not used for longest", () => {
  const counts = new PerSession(() => ({ n: 0 }), 2);
  counts.of("a").n = 1;
  counts.of("b").n = 2;
  counts.of("a");
  counts.of("c").n = 3;
  assert.deepEqual([counts.of("a").n, counts.of("c").n], [1, 3]);
  assert.equal(counts.of("b").n, 0);
});

it("keeps a thousand sessions", () => {
  const counts = new PerSession(() => ({ n: 0 }));
  for (let n = 0; n < 1001; n++) counts.of(`s${n}`).n = 1;
  assert.equal(counts.of("s1").n, 1);
  assert.equal(counts.of("s0").n, 0);
});
