import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ContentBlock, Message } from "@amplifier-ipc/sdk";
import { Answer } from "../src/answer.js";
import { conversationOf } from "../src/conversation.js";
import { recorded } from "../src/recorded.js";

describe("what a vendor keeps with a text", () => {
  it("goes into the block", () => {
    const answer = new Answer({ provider: "vendor", model: "model-1", stream: recorded().stream });
    const text = answer.text();
    text.write("Hello.");
    text.keep("signature_of_vendor", "c2ln");
    answer.finish("stop");
    assert.deepEqual(answer.response().content, [{ type: "text", text: "Hello.", signature_of_vendor: "c2ln" }]);
  });

  it("comes back with the part, and plain texts come without a block", () => {
    const signed = { type: "text", text: "Hello.", signature_of_vendor: "c2ln" } as ContentBlock;
    const plain: ContentBlock = { type: "text", text: "Bye.", visibility: "user" };
    const messages: Message[] = [{ role: "assistant", content: [signed, plain] }];
    assert.deepEqual(conversationOf({ messages })[0]?.parts, [
      { type: "text", text: "Hello.", block: signed },
      { type: "text", text: "Bye." },
    ]);
  });
});
