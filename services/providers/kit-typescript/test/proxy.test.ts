import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { after, afterEach, describe, it } from "node:test";
import { ask, failure, HELLO, playing, setting } from "./vendor.js";

const VARIABLES = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"];
const before = Object.fromEntries(VARIABLES.map((name) => [name, process.env[name]]));

function only(set: Record<string, string>): void {
  for (const name of VARIABLES) delete process.env[name];
  Object.assign(process.env, set);
}

const closing: (() => void)[] = [];
after(() => {
  for (const close of closing) close();
});
afterEach(() => {
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

/** A proxy with CONNECT that keeps the hosts it was asked for; with `refusal` it lets nobody through. */
async function proxy(refusal?: string): Promise<{ url: string; hosts: string[] }> {
  const hosts: string[] = [];
  const server = createServer();
  server.on("connect", ({ url = "" }, client, head) => {
    hosts.push(url);
    client.on("error", () => {});
    if (refusal !== undefined) {
      client.end(refusal === "" ? "" : `HTTP/1.1 ${refusal}\r\n\r\n`);
      return;
    }
    const { hostname, port } = new URL(`http://${url}`);
    const target = connect(Number(port), hostname, () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      target.write(head);
      target.pipe(client).pipe(target);
    });
    target.on("error", () => client.destroy());
    client.on("close", () => target.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, hosts };
}

describe("a proxy", () => {
  it("of the settings carries the requests", async () => {
    only({});
    const { url, hosts } = await proxy();
    const { on, vendor } = await setting(playing(HELLO), { proxy: url });
    assert.equal((await ask(on)).response.finish_reason, "stop");
    assert.deepEqual(hosts, [new URL(vendor.url).host]);
    assert.equal(vendor.requests.length, 1);
  });

  for (const name of ["HTTP_PROXY", "http_proxy"]) {
    it(`of ${name} carries them, but for the hosts of NO_PROXY`, async () => {
      const { url, hosts } = await proxy();
      const { on, vendor } = await setting(playing(HELLO, HELLO));
      only({ [name]: url });
      assert.equal((await ask(on)).response.finish_reason, "stop");
      assert.deepEqual(hosts, [new URL(vendor.url).host]);
      only({ [name]: url, NO_PROXY: "127.0.0.1" });
      assert.equal((await ask(on)).response.finish_reason, "stop");
      assert.equal(hosts.length, 1);
    });
  }

  it("that is none leaves the way direct", async () => {
    only({ HTTPS_PROXY: "" });
    const { on, vendor } = await setting(playing(HELLO));
    assert.equal((await ask(on)).response.finish_reason, "stop");
    assert.equal(vendor.requests.length, 1);
  });

  for (const refusal of ["407 Proxy Authentication Required", "502 Bad Gateway"]) {
    it(`that answers ${refusal} is network`, async () => {
      only({});
      const { url } = await proxy(refusal);
      const { on, vendor } = await setting(playing(HELLO), { proxy: url, max_retries: 0 });
      const { llm_error, message } = await failure(ask(on));
      assert.equal(llm_error, "network", message);
      assert.match(message, RegExp(refusal.slice(0, 3)));
      assert.equal(vendor.connections(), 0);
    });
  }

  it("that closes the connection without an answer is network, and asked once", async () => {
    only({});
    for (const env of [{}, { HTTP_PROXY: "" }]) {
      const { url, hosts } = await proxy("");
      const { on } = await setting(playing(HELLO), { max_retries: 0, ...("HTTP_PROXY" in env ? {} : { proxy: url }) });
      only("HTTP_PROXY" in env ? { HTTP_PROXY: url } : {});
      assert.equal((await failure(ask(on)))["llm_error"], "network");
      assert.equal(hosts.length, 1);
    }
  });

  it("that is not there is network", async () => {
    only({});
    const { on } = await setting(playing(HELLO), { proxy: "http://127.0.0.1:1", max_retries: 0 });
    assert.equal((await failure(ask(on)))["llm_error"], "network");
  });
});
