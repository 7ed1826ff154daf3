/** What is the same for every vendor's adapter; {@link vendorProvider} puts it around one. */
export type { Adapter, Call, CommonConfig, ListContext, ListedModel } from "./adapter.js";
export { Answer, type ReasoningBlock, type TextBlock, type ThinkingBlock, type ToolCallBlock } from "./answer.js";
export { unlessAborted } from "./clock.js";
export {
  conversationOf,
  type ImageSource,
  noted,
  type Part,
  type Said,
  type ToolResultPart,
  textOf,
} from "./conversation.js";
export { failureOf } from "./failure.js";
export { type About, errorOf, type Fault } from "./fault.js";
export { extraHeaders, vendorFetch } from "./http.js";
export { keyOf, keyVariable } from "./keys.js";
export { factsOf, type ModelFacts, type ModelsFile } from "./models.js";
export { fittingId, ToolNames } from "./names.js";
export { vendorProvider } from "./provider.js";
export { sentence } from "./redact.js";
export { repair } from "./repair.js";
export { member } from "./retry_after.js";
export type { UsageCounts } from "./usage.js";
