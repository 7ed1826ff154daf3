import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { LLMError } from "@amplifier-ipc/sdk";
import { type Exchanged, type Pass, passOf } from "../src/exchange.js";
import { PassHolder } from "../src/session.js";

const NOW = 1_000_000_000_000;
const GIVEN = { token: "gho_secret_0123456789", place: "GITHUB_TOKEN" };

function answered(body: unknown, status = 200, headers: Record<string, string> = {}): Exchanged {
  return { status, headers: new Headers(headers), text: typeof body === "string" ? body : JSON.stringify(body) };
}

function refreshIn(body: object): number {
  return (passOf(answered({ token: "t", ...body }), GIVEN, NOW).refreshAt - NOW) / 1000;
}

describe("a pass", () => {
  it("is got anew a minute before its end, or when GitHub wants it", () => {
    const at = (seconds: number): number => NOW / 1000 + seconds;
    assert.equal(refreshIn({ expires_at: at(1800) }), 1740);
    assert.equal(refreshIn({ expires_at: at(1800), refresh_in: 1500 }), 1500);
    assert.equal(refreshIn({ expires_at: at(100), refresh_in: 1500 }), 40);
    assert.equal(refreshIn({ refresh_in: 1500 }), 1500);
  });

  it("lasts 25 minutes where GitHub does not say", () => {
    assert.equal(refreshIn({}), 1440);
    assert.equal(refreshIn({ expires_at: "soon", refresh_in: null }), 1440);
  });

  it("is not asked for again and again by a clock that goes wrong", () => {
    assert.equal(refreshIn({ expires_at: NOW / 1000 - 7200, refresh_in: 1500 }), 1500);
  });

  it("tells where Copilot is", () => {
    const urlOf = (endpoints: unknown): string | undefined =>
      passOf(answered({ token: "t", endpoints }), GIVEN, NOW).baseUrl;
    assert.equal(urlOf({ api: "https://api.business.githubcopilot.com" }), "https://api.business.githubcopilot.com");
    for (const none of [undefined, null, {}, { api: 7 }, { api: "" }, { api: "file:///etc" }, { api: "https://" }]) {
      assert.equal(urlOf(none), undefined);
    }
  });
});

describe("what GitHub says instead of a pass", () => {
  const refused = (answer: Exchanged): LLMError => {
    try {
      passOf(answer, GIVEN, NOW);
    } catch (error) {
      return error as LLMError;
    }
    throw new Error("there is a pass");
  };

  const CASES: [string, Exchanged, string, RegExp][] = [
    [
      "a wrong token",
      answered({ message: "Bad credentials", status: "401" }, 401),
      "authentication",
      /^GitHub refused the token in GITHUB_TOKEN \(HTTP 401\): Bad credentials$/,
    ],
    [
      "an account without a seat",
      answered(
        { message: "Resource not accessible", error_details: { message: "No access to GitHub Copilot found." } },
        403,
      ),
      "access_denied",
      /^GitHub gives no Copilot for the token in GITHUB_TOKEN \(HTTP 403\): No access to GitHub Copilot found\.$/,
    ],
    [
      "a token of another kind",
      answered({ message: "Not Found" }, 404),
      "access_denied",
      /GITHUB_TOKEN \(HTTP 404\): Not Found; .*gh auth login.*GITHUB_API_URL/,
    ],
    [
      "a limit of the API",
      answered({ message: "You have exceeded a secondary rate limit." }, 403),
      "rate_limit",
      /429/,
    ],
    ["too many", answered({}, 429), "rate_limit", /429/],
    ["a failure", answered("<html>oops</html>", 502), "provider_unavailable", /^[^<]*502[^<]*$/],
    ["a page", answered("<html>sign in</html>"), "provider_unavailable", /without a token \(HTTP 200\)/],
    ["no token", answered({ token: "" }), "provider_unavailable", /without a token/],
    ["a list", answered([]), "provider_unavailable", /without a token/],
    ["a redirect", answered("", 302), "llm_error", /302/],
  ];
  for (const [name, answer, kind, message] of CASES) {
    it(name, () => {
      const error = refused(answer);
      assert.equal(error.llmError, kind);
      assert.match(error.message, message);
      assert.equal(error.data["provider"], "github_copilot");
    });
  }

  it("when to try again", () => {
    assert.equal(refused(answered({}, 429, { "retry-after": "7" })).retryAfter, 7);
    const reset = String(Math.floor(Date.now() / 1000) + 30);
    const limited = refused(answered({}, 403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset }));
    assert.equal(limited.llmError, "rate_limit");
    assert.ok((limited.retryAfter ?? 0) > 20 && (limited.retryAfter ?? 0) <= 30, `${limited.retryAfter}`);
  });

  it("never with the token in it (PRV-025)", () => {
    for (const status of [401, 403, 404, 429, 500]) {
      assert.doesNotMatch(refused(answered({ message: `no ${GIVEN.token}` }, status)).message, /secret/);
    }
  });
});

describe("who holds the pass", () => {
  const pass = (token: string, refreshAt = 100): Pass => ({ token, baseUrl: undefined, refreshAt });
  const { signal } = new AbortController();

  it("gets it once, for all who ask at once, and anew when it is time", async () => {
    let now = 0;
    let got = 0;
    const holder = new PassHolder(
      async () => pass(`t${++got}`, now + 100),
      () => now,
    );
    const three = await Promise.all([holder.pass(signal), holder.pass(signal), holder.pass(signal)]);
    assert.deepEqual(
      three.map(({ token }) => token),
      ["t1", "t1", "t1"],
    );
    now = 99;
    assert.equal((await holder.pass(signal)).token, "t1");
    now = 100;
    assert.equal((await holder.pass(signal)).token, "t2");
  });

  it("gets another for one that was refused, and only for that", async () => {
    let got = 0;
    const holder = new PassHolder(
      async () => pass(`t${++got}`),
      () => 0,
    );
    const first = await holder.pass(signal);
    holder.drop(first);
    const second = await holder.pass(signal);
    holder.drop(first); // late news
    assert.equal((await holder.pass(signal)).token, "t2");
    assert.equal(second.token, "t2");
  });

  it("asks again after a failure", async () => {
    let got = 0;
    const holder = new PassHolder(
      async () => {
        if (++got === 1) throw new Error("down");
        return pass("t2");
      },
      () => 0,
    );
    await assert.rejects(holder.pass(signal), /down/);
    assert.equal((await holder.pass(signal)).token, "t2");
  });

  it("gives a request up when all who wait have gone, and not before", async () => {
    const given: AbortSignal[] = [];
    const holder = new PassHolder(
      (own) => {
        given.push(own);
        return new Promise(() => {});
      },
      () => 0,
    );
    const [one, two] = [new AbortController(), new AbortController()];
    const asked = [holder.pass(one.signal), holder.pass(two.signal)];
    one.abort(new Error("gone"));
    await assert.rejects(asked[0] ?? assert.fail(), /gone/);
    assert.equal(given[0]?.aborted, false);
    two.abort(new Error("gone too"));
    await assert.rejects(asked[1] ?? assert.fail(), /gone too/);
    assert.deepEqual(
      given.map(({ aborted }) => aborted),
      [true],
    );
    const third = new AbortController();
    const again = holder.pass(third.signal);
    assert.equal(given.length, 2);
    third.abort(new Error("enough"));
    await assert.rejects(again, /enough/);
    await assert.rejects(holder.pass(third.signal), /enough/);
  });
});
