import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Chunking, fakeVendor, type Reply, sse } from "../src/testing.js";

const TEXT = sse([{ text: "Größe" }, "[DONE]"]);

async function pieces(url: string): Promise<string[]> {
  const found: string[] = [];
  const response = await fetch(url);
  const decoder = new TextDecoder("latin1");
  for await (const chunk of response.body ?? []) found.push(decoder.decode(chunk));
  return found;
}

async function vendorOf(play: (reply: Reply) => void | Promise<void>): ReturnType<typeof fakeVendor> {
  return fakeVendor((_, reply) => play(reply));
}

describe("the fake vendor", () => {
  it("makes lines of values", () => {
    assert.equal(TEXT, 'data: {"text":"Größe"}\n\ndata: [DONE]\n\n');
    assert.equal(sse([{ type: "ping" }], { events: true }), 'event: ping\ndata: {"type":"ping"}\n\n');
  });

  for (const chunking of ["whole", "event", "byte"] as const satisfies Chunking[]) {
    it(`streams a text, chunked: ${chunking}`, async () => {
      const vendor = await vendorOf((reply) => reply.stream(TEXT, chunking));
      const found = await pieces(vendor.url);
      assert.equal(Buffer.from(found.join(""), "latin1").toString("utf8"), TEXT);
      await vendor.close();
    });
  }

  it("keeps what was asked", async () => {
    const vendor = await vendorOf((reply) => reply.json(200, { ok: true }));
    const response = await fetch(`${vendor.url}/v1/x?y=1`, {
      method: "POST",
      body: '{"a":1}',
      headers: { "x-b": "c" },
    });
    assert.deepEqual(await response.json(), { ok: true });
    const [{ method, path, headers, json } = assert.fail()] = vendor.requests;
    assert.deepEqual([method, path, headers["x-b"], json], ["POST", "/v1/x?y=1", "c", { a: 1 }]);
    await vendor.close();
  });

  it("cuts and resets within the body", async () => {
    for (const how of ["cut", "reset"] as const) {
      const vendor = await vendorOf(async (reply) => {
        await reply.write("data: 1\n\n");
        reply[how]();
      });
      await assert.rejects(pieces(vendor.url));
      await vendor.close();
    }
  });

  it("stalls until the client goes", async () => {
    const vendor = await vendorOf(async (reply) => {
      await reply.write("data: 1\n\n");
      await reply.stall();
    });
    const controller = new AbortController();
    const response = await fetch(vendor.url, { signal: controller.signal });
    await response.body?.getReader().read();
    controller.abort();
    await vendor.closed();
    await vendor.close();
  });

  it("tells what its handler threw", async () => {
    const vendor = await vendorOf(() => assert.fail("wrong request"));
    assert.equal((await fetch(vendor.url)).status, 500);
    await assert.rejects(vendor.close(), /wrong request/);
  });
});
