/**
 * Write Amplifier IPC services in TypeScript: declare its components, then `await service.serve()`.
 *
 * @module
 */
export { type CompletionPiece, CompletionStream } from "./completion.js";
export type { ApprovalAnswer, ApprovalProviderOptions } from "./components/approval_provider.js";
export type { CapabilityHandler, CapabilityOptions } from "./components/capability.js";
export type { ChannelOptions } from "./components/channel.js";
export type { ComponentOptions } from "./components/component.js";
export type { ContentSource } from "./components/content.js";
export type { ContextManagerOptions } from "./components/context_manager.js";
export { defineHook, type HookEvent, type HookHandler, type HookOptions } from "./components/hook.js";
export { type FoldHandler, foldHooks, matchesEvent } from "./components/hook_fold.js";
export { askUser, deny, goOn, type HookExtras, injectContext, modify } from "./components/hook_results.js";
export type { OrchestratorOptions, TurnAnswer } from "./components/orchestrator.js";
export { type ProviderOptions, ProviderStream, toolCallsOf } from "./components/provider.js";
export { failed, succeeded, type ToolHandler, type ToolOptions, type ToolOutput } from "./components/tool.js";
export { CallContext, type LogLevel, type Progress, type SessionInfo } from "./context.js";
export { codeOf, internalError, invalidParams, kindOf, notFound, ProtocolError } from "./errors.js";
export type {
  ApprovalRequest,
  ApprovalResult,
  CapabilityInfo,
  ChannelMessageParams,
  ChatRequest,
  ChatResponse,
  ContentBlock,
  ContentReadResult,
  ContextGetMessagesParams,
  Events,
  Grant,
  HookResult,
  Message,
  ModelInfo,
  OrchestratorExecuteParams,
  OrchestratorExecuteResult,
  ProviderInfo,
  ToolAnnotations,
  ToolCall,
  ToolResult,
  ToolSpec,
  Usage,
} from "./generated/index.js";
export { Host, type HostCallOptions } from "./host.js";
export * from "./llm_errors.js";
export { PerSession } from "./per_session.js";
export {
  type AnySchema,
  type CompiledSchema,
  compileSchema,
  type Infer,
  type JsonSchema,
  type StandardSchema,
} from "./schema/schema.js";
export { type ServeOptions, Service, type ServiceOptions } from "./service/service.js";
export { isObject } from "./wire/decode.js";
export type { Id, JsonObject } from "./wire/message.js";
