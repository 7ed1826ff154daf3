// Code generated from schemas/ by "make generate"; DO NOT EDIT.

/** A free JSON object. */
export type JsonObject = Record<string, unknown>;

/** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
export interface Meta {
  /** W3C trace context: version, trace id, parent id, flags. */
  traceparent?: string;
  /** W3C trace state. */
  tracestate?: string;
  /** W3C baggage. */
  baggage?: string;
  /** Time left for the answer in milliseconds; the clock starts when the line has been read; zero or less has expired. */
  deadline_ms?: number;
  /** The session that the call belongs to. */
  session_id?: string;
  /** The parent of that session. */
  parent_session_id?: string;
  /** The turn that the call belongs to. */
  turn_id?: string;
  /** How many calls lie above this one; each caller raises it by one. */
  depth?: number;
}

/** The id of a request: chosen by the caller, echoed exactly. */
export type RequestId = string | number;

/** The id of a response: that of the request, or null when it could not be read. */
export type ResponseId = string | number | null;

/** What one side can take. Absent members mean the defaults: 64 MiB and 64. */
export interface Limits {
  /** The largest line that this side reads, in bytes before the LF. Default: `67108864`. */
  max_message_bytes?: number;
  /** How many requests this side handles at once. Default: `64`. */
  max_concurrency?: number;
}

/** A program and its version. */
export interface Implementation {
  /** Its name. */
  name: string;
  /** Its version. */
  version: string;
}

/** The result of a method that has nothing to tell. */
export type EmptyResult = JsonObject;

/** How loud a message to the user is. */
export type MessageLevel = "info" | "warning" | "error";

/** What a hook wants to happen. */
export type HookAction = "continue" | "deny" | "modify" | "inject_context" | "ask_user";

/** The role under which a text is put into the conversation. */
export type InjectionRole = "system" | "user" | "assistant";

/** What happens when nobody answers in time. */
export type ApprovalDefault = "allow" | "deny";

/** What a failing handler counts as. */
export type OnError = "continue" | "deny";

/** The answer of a hook, or of the fold over several. */
export interface HookResult {
  /** What a hook wants to happen. Default: `"continue"`. */
  action?: HookAction;
  /** A patch of top-level members of the event's data, applied whatever the action (but deny). */
  data?: JsonObject;
  /** Why, for the model and the user. */
  reason?: string;
  /** The text to put into the conversation. */
  context_injection?: string;
  /** The role under which a text is put into the conversation. Default: `"system"`. */
  context_injection_role?: InjectionRole;
  /** Whether that text is for the next request only. Default: `false`. */
  ephemeral?: boolean;
  /** Whether that text is joined to the last tool result. Default: `false`. */
  append_to_last_tool_result?: boolean;
  /** The question to the user. */
  approval_prompt?: string;
  /** The answers offered. */
  approval_options?: string[];
  /** Seconds to wait for the answer. Default: `300`. */
  approval_timeout?: number;
  /** What happens when nobody answers in time. Default: `"deny"`. */
  approval_default?: ApprovalDefault;
  /** Whether the output of what was hooked is hidden from the user. Default: `false`. */
  suppress_output?: boolean;
  /** A message to the user. */
  user_message?: string;
  /** How loud a message to the user is. Default: `"info"`. */
  user_message_level?: MessageLevel;
  /** Who says it. */
  user_message_source?: string;
}

/** Params of `hook.emit` and `request.hook_emit`. */
export interface HookEmitParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The event. */
  event: string;
  /** The handler; absent = all handlers of the service, folded. */
  hook?: string;
  /** The data of the event. */
  data: JsonObject;
}

/** A hook as describe announces it. */
export interface HookSpec {
  /** Its name. */
  name: string;
  /** The events: exact names, `*`, or `prefix:*`. */
  events: string[];
  /** Lower runs earlier. Default: `100`. */
  priority?: number;
  /** Milliseconds that it may take. Default: `10000`. */
  timeout_ms?: number;
  /** What a failing handler counts as. Default: `"continue"`. */
  on_error?: OnError;
}

/** How bad it could get. */
export type RiskLevel = "low" | "medium" | "high" | "critical";

/** A question to the user, or to who decides for them. */
export interface ApprovalRequest {
  /** The tool that wants to act. */
  tool_name: string;
  /** What it wants to do, for the user. */
  action: string;
  /** More about it. */
  details: JsonObject;
  /** How bad it could get. */
  risk_level: RiskLevel;
  /** The question. */
  prompt?: string;
  /** The answers offered. */
  options?: string[];
  /** Seconds to wait for the answer; absent = wait. */
  timeout?: number;
  /** What happens when nobody answers in time. Default: `"deny"`. */
  default?: ApprovalDefault;
}

/** The answer. */
export interface ApprovalResult {
  /** Whether it may happen. */
  approved: boolean;
  /** The option that was chosen. */
  option?: string;
  /** Why. */
  reason?: string;
  /** Whether the answer holds for like questions. Default: `false`. */
  remember?: boolean;
}

/** Params of `approval.request` and `request.approval`: an ApprovalRequest and who is asked. */
export interface ApprovalRequestParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The approval provider; absent = the default one. */
  provider?: string;
  /** The tool that wants to act. */
  tool_name: string;
  /** What it wants to do, for the user. */
  action: string;
  /** More about it. */
  details: JsonObject;
  /** How bad it could get. */
  risk_level: RiskLevel;
  /** The question. */
  prompt?: string;
  /** The answers offered. */
  options?: string[];
  /** Seconds to wait for the answer; absent = wait. */
  timeout?: number;
  /** What happens when nobody answers in time. Default: `"deny"`. */
  default?: ApprovalDefault;
}

/** Who a block is meant for. */
export type Visibility = "internal" | "developer" | "user" | (string & {});

/** Plain text. */
export interface TextBlock {
  type: "text";
  /** The text. */
  text: string;
  /** Who a block is meant for. */
  visibility?: Visibility;
}

/** What the model thought, as far as its vendor shows it. */
export interface ThinkingBlock {
  type: "thinking";
  /** The thoughts. */
  thinking: string;
  /** The vendor's signature over them; needed to send the block back. */
  signature?: string;
  /** Who a block is meant for. */
  visibility?: Visibility;
}

/** Thoughts that the vendor shows only encrypted. */
export interface RedactedThinkingBlock {
  type: "redacted_thinking";
  /** The opaque data to send back. */
  data: string;
  /** Who a block is meant for. */
  visibility?: Visibility;
}

/** The model wants a tool to be called. */
export interface ToolCallBlock {
  type: "tool_call";
  /** The id of this call; the tool result refers to it. */
  id: string;
  /** The tool. */
  name: string;
  /** The arguments. */
  input: JsonObject;
  /** Who a block is meant for. */
  visibility?: Visibility;
}

/** What a tool call gave. */
export interface ToolResultBlock {
  type: "tool_result";
  /** The call that this answers. */
  tool_call_id: string;
  /** What the tool returned: any JSON value. */
  output: unknown;
  /** Whether the tool failed. */
  is_error?: boolean;
  /** Who a block is meant for. */
  visibility?: Visibility;
}

/** Where the bytes of an image are. */
export type ImageSourceType = "base64" | "url";

/** The bytes of an image, or where they lie. */
export interface ImageSource {
  /** Where the bytes of an image are. */
  type: ImageSourceType;
  /** The media type, for example `image/png`. */
  media_type?: string;
  /** The bytes in base64, for type `base64`. */
  data?: string;
  /** The address, for type `url`. */
  url?: string;
}

/** An image. */
export interface ImageBlock {
  type: "image";
  /** The bytes of an image, or where they lie. */
  source: ImageSource;
  /** Who a block is meant for. */
  visibility?: Visibility;
}

/** Reasoning items of a model. */
export interface ReasoningBlock {
  type: "reasoning";
  /** The reasoning items as the vendor gave them. */
  content: unknown[];
  /** The summary items as the vendor gave them. */
  summary: unknown[];
  /** Who a block is meant for. */
  visibility?: Visibility;
}

/** A block of a type that this version does not know; kept as it came. */
export interface UnknownBlock {
  /** The unknown type. Really any other string; typed so that a `switch` over the known ones narrows. */
  type: `?${string}`;
  /** Who a block is meant for. */
  visibility?: Visibility;
  /** The members of the unknown type. */
  [member: string]: unknown;
}

/** One block of a message. A block with an unknown type is kept as it came; a known type with wrong members is an error. */
export type ContentBlock =
  | TextBlock
  | ThinkingBlock
  | RedactedThinkingBlock
  | ToolCallBlock
  | ToolResultBlock
  | ImageBlock
  | ReasoningBlock
  | UnknownBlock;

/** Params of `content.read`. */
export interface ContentReadParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The path: relative, `/` between the parts, inside. */
  path: string;
}

/** How content is written as text. */
export type ContentEncoding = "utf-8" | "base64";

/** Result of `content.read`. */
export interface ContentReadResult {
  /** The content. */
  content: string;
  /** How content is written as text. */
  encoding: ContentEncoding;
  /** Its media type. */
  mime_type?: string;
}

/** Params of `content.list`. */
export interface ContentListParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** Only paths that begin with it. */
  prefix?: string;
}

/** Result of `content.list`. */
export interface ContentListResult {
  /** The paths. */
  paths: string[];
}

/** Params of `request.content_read`. */
export interface RequestContentReadParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The service; absent = the caller's own. */
  service?: string;
  /** The path: relative, `/` between the parts, inside. */
  path: string;
}

/** Params of `request.content_list`. */
export interface RequestContentListParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The service; absent = the caller's own. */
  service?: string;
  /** Only paths that begin with it. */
  prefix?: string;
}

/** Who speaks. */
export type Role = "system" | "developer" | "user" | "assistant" | "function" | "tool";

/** Text, or a list of blocks. */
export type MessageContent = string | ContentBlock[];

/** A call of a tool, as the orchestrator runs it. */
export interface ToolCall {
  /** The id of the call. */
  id: string;
  /** The tool. */
  name: string;
  /** The arguments. */
  arguments: JsonObject;
}

/** One message of a conversation. */
export interface Message {
  /** Who speaks. */
  role: Role;
  /** Text, or a list of blocks. */
  content: MessageContent;
  /** The calls that an assistant message asks for. */
  tool_calls?: ToolCall[];
  /** The call that a tool message answers. */
  tool_call_id?: string;
  /** The name of the speaker or of the tool. */
  name?: string;
  /** Free metadata, kept by everybody. */
  metadata?: JsonObject;
}

/** Params of `context.add_message` and `request.context_add_message`. */
export interface ContextAddMessageParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** One message of a conversation. */
  message: Message;
}

/** Params of `context.set_messages` and `request.context_set_messages`. */
export interface ContextSetMessagesParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The whole history, oldest first. */
  messages: Message[];
}

/** Params of `context.clear` and `request.context_clear`. */
export interface ContextClearParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
}

/** Params of `context.get_messages`. With either member: what to send to the model, compacted to fit. */
export interface ContextGetMessagesParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** What is known of the provider and model that will read them (ProviderInfo or ModelInfo members). */
  provider_info?: JsonObject;
  /** The most tokens that they may have. */
  token_budget?: number;
}

/** Result of `context.get_messages`. */
export interface ContextGetMessagesResult {
  /** The messages, oldest first. */
  messages: Message[];
}

/** What a tool may do at worst. */
export interface ToolAnnotations {
  /** It changes nothing. Default: `false`. */
  read_only?: boolean;
  /** It may destroy something. Default: `false`. */
  destructive?: boolean;
  /** Doing it twice is like doing it once. Default: `false`. */
  idempotent?: boolean;
  /** It reaches outside this machine's files. Default: `false`. */
  open_world?: boolean;
  /** Several calls may run at once. Default: `true`. */
  parallel_safe?: boolean;
}

/** A tool as describe announces it and as a model sees it. Readers take `parameters` as an alias of `input_schema`. */
export interface ToolSpec {
  /** Its name. */
  name: string;
  /** What it does, for the model. */
  description: string;
  /** JSON Schema 2020-12 of its input. */
  input_schema: JsonObject;
  /** JSON Schema 2020-12 of its output when it succeeds. */
  output_schema?: JsonObject;
  /** What a tool may do at worst. */
  annotations?: ToolAnnotations;
}

/** Why a tool failed. */
export interface ToolError {
  /** What went wrong, for the model and the user. */
  message: string;
  /** The name that programs test, for example `not_found`. */
  kind?: string;
  /** More about it. */
  details?: unknown;
}

/** What a tool gave. A tool that ran and failed is a result with `success: false`, not an error. */
export interface ToolResult {
  /** Whether it succeeded. Default: `true`. */
  success?: boolean;
  /** What it returned: any JSON value, also null. */
  output: unknown;
  /** Why a tool failed. */
  error?: ToolError;
  /** Images and files that the tool shows the model. */
  content?: ContentBlock[];
  /** Free metadata. */
  metadata?: JsonObject;
}

/** Params of `tool.execute` and `request.tool_execute`. */
export interface ToolExecuteParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The tool. */
  name: string;
  /** The id of the model's call. */
  call_id?: string;
  /** Its input, valid against its `input_schema`. */
  input: JsonObject;
}

/** Which stream of a process. */
export type OutputChannel = "stdout" | "stderr";

/** Params of `stream.tool.output`: output of a running tool. */
export interface StreamToolOutputParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The id of a request: chosen by the caller, echoed exactly. */
  request_id: RequestId;
  /** Which stream of a process. */
  channel: OutputChannel;
  /** The output since the last one. */
  text: string;
}

/** Params of `describe`. */
export interface DescribeParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The versions that the host speaks; absent = any. */
  protocol_versions?: string[];
  /** A program and its version. */
  host?: Implementation;
  /** What one side can take. Absent members mean the defaults: 64 MiB and 64. */
  limits?: Limits;
}

/** The SDK that a service is written with. */
export interface SdkInfo {
  /** Its name. */
  name: string;
  /** Its version. */
  version: string;
  /** The language. */
  language: string;
}

/** An orchestrator as describe announces it. */
export interface OrchestratorSpec {
  /** Its name. */
  name: string;
  /** What it does. */
  description?: string;
}

/** A context manager as describe announces it. */
export interface ContextManagerSpec {
  /** Its name. */
  name: string;
  /** What it does. */
  description?: string;
}

/** A provider as describe announces it. */
export interface ProviderSpec {
  /** Its name. */
  name: string;
  /** Its name for people. */
  display_name?: string;
}

/** An approval provider as describe announces it. */
export interface ApprovalProviderSpec {
  /** Its name. */
  name: string;
  /** What it does. */
  description?: string;
}

/** A callable capability as describe announces it. */
export interface ExportSpec {
  /** Its name. */
  name: string;
  /** What it does. */
  description?: string;
  /** JSON Schema 2020-12 of its input. */
  input_schema?: JsonObject;
}

/** A channel that a service takes part in. */
export interface ChannelSpec {
  /** Its name. */
  name: string;
  /** Whether it answers channel.collect. Default: `false`. */
  contributes?: boolean;
  /** Whether it gets channel.message. Default: `false`. */
  subscribes?: boolean;
}

/** The content that a service serves. */
export interface ContentSpec {
  /** Its paths: relative, `/` between the parts. */
  paths: string[];
}

/** What a service offers. Absent lists are empty; what is declared is served. */
export interface Capabilities {
  /** Its orchestrators. */
  orchestrators?: OrchestratorSpec[];
  /** Its context managers. */
  context_managers?: ContextManagerSpec[];
  /** Its providers. */
  providers?: ProviderSpec[];
  /** Its tools. */
  tools?: ToolSpec[];
  /** Its hooks. */
  hooks?: HookSpec[];
  /** Its approval providers. */
  approval_providers?: ApprovalProviderSpec[];
  /** Its callable capabilities. */
  exports?: ExportSpec[];
  /** The channels that it takes part in. */
  channels?: ChannelSpec[];
  /** The content that a service serves. */
  content?: ContentSpec;
}

/** The right to call some of the host's services. */
export type Grant = "hook.emit" | "tool.execute" | "provider.complete" | "context" | "approval" | "session.spawn" | "content.read" | "capability.call" | "channel.collect" | (string & {});

/** Result of `describe`: who a service is and what it offers. */
export interface DescribeResult {
  /** The version that the service speaks. */
  protocol_version: string;
  /** The service's name. */
  name: string;
  /** The service's version. */
  version: string;
  /** What it is for. */
  description?: string;
  /** The SDK that a service is written with. */
  sdk?: SdkInfo;
  /** What one side can take. Absent members mean the defaults: 64 MiB and 64. */
  limits?: Limits;
  /** The grants that it needs. */
  requires?: Grant[];
  /** Component name to the JSON Schema of its config. */
  config_schema?: JsonObject;
  /** What a service offers. Absent lists are empty; what is declared is served. */
  capabilities: Capabilities;
}

/** The session that a service is configured for. */
export interface ConfigureSession {
  /** Its id. */
  id: string;
  /** Its working directory, absolute. */
  cwd: string;
  /** Its parent. */
  parent_id?: string;
  /** Its agent. */
  agent?: string;
}

/** Params of `configure`. */
export interface ConfigureParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** Component name to its config. */
  config: JsonObject;
  /** The session that a service is configured for. */
  session?: ConfigureSession;
}

/** That the configuration was taken. */
export type ConfigureStatus = "ok";

/** Result of `configure`. */
export interface ConfigureResult {
  /** That the configuration was taken. */
  status: ConfigureStatus;
}

/** Params of `ping`. */
export interface PingParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
}

/** The name of an error that programs test; an unknown kind is treated by its code. */
export type ErrorKind = "parse_error" | "invalid_request" | "method_not_found" | "invalid_params" | "internal_error" | "cancelled" | "deadline_exceeded" | "service_unavailable" | "permission_denied" | "not_found" | "overloaded" | "message_too_large" | "not_ready" | "unsupported_version" | "llm_error" | (string & {});

/** What went wrong between a provider and its model. */
export type LlmErrorName = "rate_limit" | "quota_exceeded" | "authentication" | "access_denied" | "context_length" | "content_filter" | "invalid_request" | "not_found" | "provider_unavailable" | "network" | "llm_timeout" | "stream_error" | "abort" | "invalid_tool_call" | "configuration" | (string & {});

/** One thing that is wrong with params. */
export interface Fault {
  /** JSON Pointer to it, relative to the params, for example `/input/text`. */
  path: string;
  /** What is wrong and what would be right. */
  message: string;
}

/** What programs need of an error; which members are there depends on the kind. */
export interface ErrorData {
  /** The name of an error that programs test; an unknown kind is treated by its code. */
  kind: ErrorKind;
  /** invalid_params: all faults. */
  errors?: Fault[];
  /** internal_error: the type of the exception. */
  exception?: string;
  /** service_unavailable: the service. */
  service?: string;
  /** service_unavailable: its exit code. */
  exit_code?: number;
  /** service_unavailable: the signal that ended it, for example `SIGKILL`. */
  signal?: string;
  /** service_unavailable: the end of its stderr. */
  stderr_tail?: string;
  /** What had been produced so far: usually text. */
  partial?: unknown;
  /** not_found: the kind of thing, for example `tool`. */
  what?: string;
  /** not_found: the name that was asked for. */
  name?: string;
  /** not_found: the nearest name. */
  did_you_mean?: string;
  /** overloaded: milliseconds to wait. */
  retry_after_ms?: number;
  /** message_too_large: the limit in bytes. */
  limit?: number;
  /** unsupported_version: the versions that would do. */
  supported?: string[];
  /** What went wrong between a provider and its model. */
  llm_error?: LlmErrorName;
  /** llm_error: the provider. */
  provider?: string;
  /** llm_error: the model. */
  model?: string;
  /** llm_error: the vendor's HTTP status. */
  status_code?: number;
  /** llm_error: whether another try may help. */
  retryable?: boolean;
  /** llm_error: seconds to wait. */
  retry_after?: number;
  /** llm_error: factor on the usual delay. */
  delay_multiplier?: number;
  /** llm_error: tries already made. */
  attempts?: number;
  /** invalid_tool_call: the tool. */
  tool_name?: string;
  /** invalid_tool_call: the arguments as the model wrote them. */
  raw_arguments?: string;
}

/** The `error` member of a response. */
export interface ErrorObject {
  /** The code. */
  code: number;
  /** One sentence for people. */
  message: string;
  /** What programs need of an error; which members are there depends on the kind. */
  data?: ErrorData;
}

/** An error over HTTP: the problem details of RFC 9457. */
export interface Problem {
  /** A URI of the sort of problem; `about:blank` says that `kind` tells it. Default: `"about:blank"`. */
  type?: string;
  /** What the status is called. */
  title?: string;
  /** The status of the answer; in a stream the one that it would have had. */
  status: number;
  /** One sentence for people: the `message` of the error. */
  detail: string;
  /** The name of an error that programs test; an unknown kind is treated by its code. */
  kind: ErrorKind;
  /** The code of the error. */
  code: number;
  /** What programs need of an error; which members are there depends on the kind. */
  data?: ErrorData;
}

/** A request on the wire. */
export interface RequestMessage {
  jsonrpc: "2.0";
  /** The id of a request: chosen by the caller, echoed exactly. */
  id: RequestId;
  /** The method. */
  method: string;
  /** The params. */
  params?: JsonObject;
}

/** A notification on the wire. */
export interface NotificationMessage {
  jsonrpc: "2.0";
  /** The method. */
  method: string;
  /** The params. */
  params?: JsonObject;
}

/** A response that succeeded, on the wire. */
export interface ResultMessage {
  jsonrpc: "2.0";
  /** The id of a request: chosen by the caller, echoed exactly. */
  id: RequestId;
  /** The result. */
  result: unknown;
}

/** A response that failed, on the wire. */
export interface ErrorMessage {
  jsonrpc: "2.0";
  /** The id of a response: that of the request, or null when it could not be read. */
  id: ResponseId;
  /** The `error` member of a response. */
  error: ErrorObject;
}

/** How to stop: at once, or finish what runs and start nothing new. */
export type CancelMode = "immediate" | "graceful";

/** Params of `$/cancel`: the sender no longer wants a request's answer. The handler still answers. */
export interface CancelParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The id of a request: chosen by the caller, echoed exactly. */
  id: RequestId;
  /** How to stop: at once, or finish what runs and start nothing new. Default: `"immediate"`. */
  mode?: CancelMode;
  /** Why. */
  reason?: string;
}

/** Params of `$/progress`: how far a request is. */
export interface ProgressParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The id of a request: chosen by the caller, echoed exactly. */
  request_id: RequestId;
  /** What is being done. */
  message?: string;
  /** How much is done. */
  progress?: number;
  /** How much there is to do. */
  total?: number;
  /** More about it. */
  data?: unknown;
}

/** How important a log line is. */
export type LogLevel = "debug" | "info" | "warning" | "error";

/** Params of `$/log`: a structured line for the host's log. */
export interface LogParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** How important a log line is. */
  level: LogLevel;
  /** The line. */
  message: string;
  /** Who writes it. */
  logger?: string;
  /** More about it. */
  data?: unknown;
}

/** Tokens of one call or one turn. */
export interface Usage {
  /** Tokens read. */
  input_tokens: number;
  /** Tokens written. */
  output_tokens: number;
  /** Both. */
  total_tokens: number;
  /** Of the output: reasoning. */
  reasoning_tokens?: number;
  /** Of the input: read from the cache. */
  cache_read_tokens?: number;
  /** Of the input: written to the cache. */
  cache_write_tokens?: number;
  /** Cost in US dollars, a decimal string. */
  cost_usd?: string;
}

/** The answer is free text. */
export interface TextFormat {
  type: "text";
}

/** The answer is some JSON value. */
export interface JsonFormat {
  type: "json";
}

/** The answer is JSON that fits a schema. */
export interface JsonSchemaFormat {
  type: "json_schema";
  /** The JSON Schema. */
  schema: JsonObject;
  /** Whether the vendor must enforce it. */
  strict?: boolean;
}

/** The form of the answer. */
export type ResponseFormat =
  | TextFormat
  | JsonFormat
  | JsonSchemaFormat;

/** The one tool that the model must call. */
export interface NamedToolChoice {
  /** The tool. */
  name: string;
}

/** `auto`, `none`, `required`, or the one tool to call. */
export type ToolChoice = string | NamedToolChoice;

/** How much the model should think. */
export type ReasoningEffort = "minimal" | "low" | "medium" | "high" | (string & {});

/** One request to a model. */
export interface ChatRequest {
  /** The conversation, oldest first. */
  messages: Message[];
  /** The tools that the model may call. */
  tools?: ToolSpec[];
  /** The system prompt. */
  system?: string;
  /** The model; absent = the provider's default. */
  model?: string;
  /** `auto`, `none`, `required`, or the one tool to call. */
  tool_choice?: ToolChoice;
  /** The form of the answer. */
  response_format?: ResponseFormat;
  /** Sampling temperature. */
  temperature?: number;
  /** Nucleus sampling. */
  top_p?: number;
  /** The most tokens to write. */
  max_output_tokens?: number;
  /** Texts that end the answer. */
  stop?: string[];
  /** How much the model should think. */
  reasoning_effort?: ReasoningEffort;
  /** The vendor's conversation to go on with. */
  conversation_id?: string;
  /** Seconds until the call is given up. */
  timeout?: number;
  /** Free metadata. */
  metadata?: JsonObject;
}

/** Why the model stopped. */
export type FinishReason = "stop" | "length" | "tool_calls" | "content_filter" | "error" | (string & {});

/** Something asked for that the provider could not do. */
export interface Degradation {
  /** What was asked for. */
  requested: string;
  /** What was done. */
  actual: string;
  /** Why. */
  reason: string;
}

/** One answer of a model. */
export interface ChatResponse {
  /** The blocks of the answer. */
  content: ContentBlock[];
  /** The tools that the model wants to call. */
  tool_calls?: ToolCall[];
  /** Tokens of one call or one turn. */
  usage?: Usage;
  /** Why the model stopped. */
  finish_reason?: FinishReason;
  /** Something asked for that the provider could not do. */
  degradation?: Degradation;
  /** The model that answered. */
  model?: string;
  /** Free metadata. */
  metadata?: JsonObject;
}

/** What a provider or model can do. */
export type ModelCapability = "streaming" | "tools" | "vision" | "thinking" | "json_mode" | (string & {});

/** How a setting is asked for. */
export type ConfigFieldType = "text" | "secret" | "choice" | "boolean";

/** A setting that a user is asked for. */
export interface ConfigField {
  /** Its key. */
  id: string;
  /** Its name for people. */
  display_name: string;
  /** How a setting is asked for. */
  field_type: ConfigFieldType;
  /** The question. */
  prompt: string;
  /** The environment variable that sets it. */
  env_var?: string;
  /** The choices, for type `choice`. */
  choices?: string[];
  /** Whether it must be set. */
  required: boolean;
  /** Its default. */
  default?: unknown;
}

/** What a provider is and needs. */
export interface ProviderInfo {
  /** Its id. */
  id: string;
  /** Its name for people. */
  display_name: string;
  /** The environment variables that hold its keys. */
  credential_env_vars: string[];
  /** What it can do. */
  capabilities: ModelCapability[];
  /** Its default settings. */
  defaults: JsonObject;
  /** What a user is asked for. */
  config_fields: ConfigField[];
}

/** A model of a provider. */
export interface ModelInfo {
  /** Its id. */
  id: string;
  /** Its name for people. */
  display_name: string;
  /** Tokens that it can read and write in one call. */
  context_window: number;
  /** Tokens that it can write in one call. */
  max_output_tokens: number;
  /** What it can do. */
  capabilities: ModelCapability[];
  /** Its default settings. */
  defaults: JsonObject;
}

/** Params of `provider.complete` and `request.provider_complete`. */
export interface ProviderCompleteParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The provider; absent = the default one. */
  provider?: string;
  /** Whether to stream the answer. Default: `false`. */
  stream?: boolean;
  /** One request to a model. */
  request: ChatRequest;
}

/** Params of `provider.info` and `request.provider_info`. */
export interface ProviderInfoParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The provider; absent = the default one. */
  provider?: string;
}

/** Params of `provider.list_models` and `request.provider_list_models`. */
export interface ProviderListModelsParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The provider; absent = the default one. */
  provider?: string;
}

/** Result of `provider.list_models`. */
export interface ProviderListModelsResult {
  /** The models. */
  models: ModelInfo[];
}

/** Params of `provider.parse_tool_calls`. */
export interface ProviderParseToolCallsParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The provider; absent = the default one. */
  provider?: string;
  /** One answer of a model. */
  response: ChatResponse;
}

/** Result of `provider.parse_tool_calls`. */
export interface ProviderParseToolCallsResult {
  /** The calls found in the response. */
  tool_calls: ToolCall[];
}

/** A hook that is mounted. */
export interface MountedHook {
  /** Its name. */
  name: string;
  /** Its service. */
  service: string;
  /** Its events. */
  events: string[];
  /** Lower runs earlier. */
  priority: number;
}

/** A provider that is mounted. */
export interface MountedProvider {
  /** Its name. */
  name: string;
  /** Its service. */
  service: string;
  /** What a provider is and needs. */
  info?: ProviderInfo;
  /** Its models, where they are known. */
  models?: ModelInfo[];
}

/** An agent that can be delegated to. */
export interface AgentInfo {
  /** Its name. */
  name: string;
  /** What it is good for. */
  description: string;
}

/** Params of `orchestrator.execute`: one turn. */
export interface OrchestratorExecuteParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The orchestrator; absent = the only one of the service. */
  orchestrator?: string;
  /** What the user said. */
  prompt: string;
  /** The system prompt. */
  system_prompt: string;
  /** The tools that are mounted. */
  tools: ToolSpec[];
  /** The hooks that are mounted. */
  hooks: MountedHook[];
  /** The providers that are mounted. */
  providers: MountedProvider[];
  /** The agents that can be delegated to. */
  agents: AgentInfo[];
  /** The orchestrator's config. */
  config: JsonObject;
  /** Blocks that belong to the prompt. */
  attachments?: ContentBlock[];
}

/** How a turn ended. */
export type TurnStatus = "completed" | "cancelled" | "denied" | "failed";

/** Result of `orchestrator.execute`. */
export interface OrchestratorExecuteResult {
  /** The answer to the user. */
  response: string;
  /** How a turn ended. */
  status: TurnStatus;
  /** Requests to a model that it took. */
  turn_count?: number;
  /** Tokens of one call or one turn. */
  usage?: Usage;
  /** Free metadata. */
  metadata?: JsonObject;
}

/** Where a session stands. */
export type SessionState = "running" | "completed" | "failed" | "cancelled";

/** What is known of a session. */
export interface SessionStatus {
  /** Its id. */
  session_id: string;
  /** When it began (RFC 3339). */
  started_at: string;
  /** When it ended (RFC 3339). */
  ended_at?: string;
  /** Where a session stands. */
  status: SessionState;
  /** Messages of the transcript. */
  total_messages: number;
  /** Tool calls. */
  tool_invocations: number;
  /** Of these: succeeded. */
  tool_successes: number;
  /** Of these: failed. */
  tool_failures: number;
  /** Tokens read. */
  total_input_tokens: number;
  /** Tokens written. */
  total_output_tokens: number;
  /** Cost in US dollars, a decimal string. */
  estimated_cost?: string;
  /** When something last happened (RFC 3339). */
  last_activity?: string;
  /** The last error, one sentence. */
  last_error?: string;
}

/** How much of the parent's conversation a child gets. */
export type ContextDepth = "none" | "recent" | "all";

/** Which messages of the parent's conversation a child gets. */
export type ContextScope = "conversation" | "agents" | "full";

/** `all`, `none`, or the names of the agents. */
export type AgentSelection = string | string[];

/** A provider and its model. */
export interface ProviderPreference {
  /** The provider. */
  provider: string;
  /** The model, or a pattern with `*`. */
  model: string;
}

/** Params of `request.session_spawn`: a child session and its first turn. */
export interface RequestSessionSpawnParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The agent, or `self`. */
  agent: string;
  /** The prompt of the child. */
  instruction: string;
  /** How much of the parent's conversation a child gets. Default: `"none"`. */
  context_depth?: ContextDepth;
  /** Which messages of the parent's conversation a child gets. Default: `"conversation"`. */
  context_scope?: ContextScope;
  /** How many turns, with depth `recent`. */
  context_turns?: number;
  /** Tools that the child does not get. */
  exclude_tools?: string[];
  /** The only tools that the child gets. */
  inherit_tools?: string[];
  /** Hooks that the child does not get; one whose `on_error` is `deny` it gets all the same. */
  exclude_hooks?: string[];
  /** The only hooks that the child gets, beside those whose `on_error` is `deny`. */
  inherit_hooks?: string[];
  /** `all`, `none`, or the names of the agents. */
  agents?: AgentSelection;
  /** Providers and models to try, in order. */
  provider_preferences?: ProviderPreference[];
  /** The role to choose a model by. */
  model_role?: string;
}

/** Params of `request.session_resume`: one more turn of a child. */
export interface RequestSessionResumeParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The child. */
  session_id: string;
  /** The prompt. */
  instruction: string;
}

/** Result of `request.session_spawn` and `request.session_resume`. */
export interface RequestSessionResult {
  /** The child. */
  session_id: string;
  /** Its answer. */
  response: string;
  /** Requests to a model that it took. */
  turn_count: number;
  /** Free metadata. */
  metadata: JsonObject;
}

/** How an orchestrator ended. */
export type OrchestratorStatus = "success" | "max_iterations_reached" | "cancelled" | "denied" | "failed" | (string & {});

/** An error, as events tell it. */
export interface EventError {
  /** The type of the exception, or the kind. */
  type: string;
  /** What went wrong. */
  msg: string;
  /** The name that programs test. */
  kind?: string;
}

/** Data of `session:start`. */
export interface SessionStartData {
  /** The agent. */
  agent?: string;
  /** The working directory. */
  cwd?: string;
  /** Everything, in the `:raw` variant. */
  raw?: unknown;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `session:end`. */
export interface SessionEndData {
  /** Where a session stands. */
  status?: SessionState;
  /** Turns of the session. */
  turn_count?: number;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `session:fork`. */
export interface SessionForkData {
  /** The parent session. */
  parent: string;
  /** The agent. */
  agent?: string;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `session:resume`. */
export interface SessionResumeData {
  /** Messages of the transcript. */
  message_count?: number;
  /** The agent. */
  agent?: string;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `prompt:submit`. */
export interface PromptSubmitData {
  /** What the user said. */
  prompt: string;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `prompt:complete`. */
export interface PromptCompleteData {
  /** The answer. */
  response: string;
  /** Its first 200 characters. */
  response_preview?: string;
  /** Its characters. */
  length?: number;
  /** Tokens of one call or one turn. */
  usage?: Usage;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `provider:request`. */
export interface ProviderRequestData {
  /** The request of this turn, counted from one. */
  iteration: number;
  /** The provider. */
  provider: string;
  /** The model. */
  model?: string;
  /** The role that a model is chosen by. */
  model_role?: string;
  /** Messages of the conversation. */
  message_count: number;
  /** Settings for this request. */
  model_config?: JsonObject;
  /** The tools offered in this request. */
  tool_names?: string[];
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `provider:response`. */
export interface ProviderResponseData {
  /** The provider. */
  provider: string;
  /** The model. */
  model?: string;
  /** One answer of a model. */
  response?: ChatResponse;
  /** Tokens of one call or one turn. */
  usage?: Usage;
  /** The request of this turn, counted from one. */
  iteration: number;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `provider:error`. */
export interface ProviderErrorData {
  /** The request of this turn, counted from one. */
  iteration: number;
  /** The provider. */
  provider: string;
  /** The model. */
  model?: string;
  /** An error, as events tell it. */
  error: EventError;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `provider:retry`. */
export interface ProviderRetryData {
  /** The provider. */
  provider?: string;
  /** The model. */
  model?: string;
  /** The try that failed, counted from one. */
  attempt: number;
  /** The most tries. */
  max_retries: number;
  /** Seconds until the next try. */
  delay_s: number;
  /** An error, as events tell it. */
  error: EventError;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `provider:resolve`. */
export interface ProviderResolveData {
  /** The provider. */
  provider: string;
  /** The model. */
  model?: string;
  /** The role that the model was chosen by. */
  role?: string;
  /** What was tried before. */
  candidates_tried?: ProviderPreference[];
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `provider:throttle`. */
export interface ProviderThrottleData {
  /** The provider. */
  provider: string;
  /** Milliseconds of waiting. */
  delay_ms: number;
  /** Why. */
  reason: string;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** A tool call that got a result made up for it. */
export interface RepairedToolCall {
  /** The id of the call. */
  id: string;
  /** The tool. */
  name: string;
}

/** Data of `provider:tool_sequence_repaired`. */
export interface ProviderToolSequenceRepairedData {
  /** The calls. */
  repaired: RepairedToolCall[];
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `llm:request` and its variants. */
export interface LlmRequestData {
  /** The provider. */
  provider: string;
  /** The model. */
  model?: string;
  /** Messages of the request. */
  message_count: number;
  /** Tools of the request. */
  tool_count: number;
  /** The request of this turn, counted from one. */
  iteration: number;
  /** The messages, shortened, in the `:debug` variant. */
  messages?: unknown;
  /** The whole request, in the `:raw` variant. */
  request?: unknown;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** How a call of a model ended. */
export type LlmStatus = "ok" | "error" | (string & {});

/** Data of `llm:response` and its variants. */
export interface LlmResponseData {
  /** The provider. */
  provider: string;
  /** The model. */
  model?: string;
  /** Tokens of one call or one turn. */
  usage?: Usage;
  /** How a call of a model ended. */
  status: LlmStatus;
  /** Milliseconds that it took. */
  duration_ms: number;
  /** Why the model stopped. */
  finish_reason?: FinishReason;
  /** The answer, shortened, in the `:debug` variant. */
  messages?: unknown;
  /** The whole answer, in the `:raw` variant. */
  response?: unknown;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `content_block:start`. */
export interface ContentBlockStartData {
  /** The type of the block. */
  block_type: string;
  /** The block, counted from zero. */
  index: number;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `content_block:delta`. */
export interface ContentBlockDeltaData {
  /** The type of the block. */
  block_type: string;
  /** The block, counted from zero. */
  index: number;
  /** What is new: usually text. */
  delta: unknown;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `content_block:end`. */
export interface ContentBlockEndData {
  /** The type of the block. */
  block_type: string;
  /** The block, counted from zero. */
  index: number;
  /** One block of a message. A block with an unknown type is kept as it came; a known type with wrong members is an error. */
  block: ContentBlock;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `thinking:delta`. */
export interface ThinkingDeltaData {
  /** The block, counted from zero. */
  index: number;
  /** The thoughts since the last one. */
  delta: string;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `thinking:final`. */
export interface ThinkingFinalData {
  /** The block, counted from zero. */
  index: number;
  /** All thoughts of the block. */
  text: string;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `tool:pre`. */
export interface ToolPreData {
  /** The tool. */
  tool_name: string;
  /** The id of the call. */
  tool_call_id?: string;
  /** Its input. */
  tool_input: JsonObject;
  /** What a tool may do at worst. */
  annotations?: ToolAnnotations;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `tool:post`. */
export interface ToolPostData {
  /** The tool. */
  tool_name: string;
  /** The id of the call. */
  tool_call_id?: string;
  /** Its input. */
  tool_input: JsonObject;
  /** What a tool gave. A tool that ran and failed is a result with `success: false`, not an error. */
  result: ToolResult;
  /** Milliseconds that it took. */
  duration_ms?: number;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `tool:error`. */
export interface ToolErrorData {
  /** The tool. */
  tool_name: string;
  /** The id of the call. */
  tool_call_id?: string;
  /** An error, as events tell it. */
  error: EventError;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `orchestrator:complete`. */
export interface OrchestratorCompleteData {
  /** The orchestrator. */
  orchestrator: string;
  /** Requests to a model that it took. */
  turn_count: number;
  /** How an orchestrator ended. */
  status: OrchestratorStatus;
  /** Tokens of one call or one turn. */
  usage?: Usage;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `execution:start`. */
export interface ExecutionStartData {
  /** What the user said. */
  prompt: string;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `execution:end`. */
export interface ExecutionEndData {
  /** The answer. */
  response: string;
  /** How a turn ended. */
  status: TurnStatus;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `cancel:requested`. */
export interface CancelRequestedData {
  /** How to stop: at once, or finish what runs and start nothing new. Default: `"immediate"`. */
  mode?: CancelMode;
  /** Why. */
  reason?: string;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `cancel:completed`. */
export interface CancelCompletedData {
  /** How to stop: at once, or finish what runs and start nothing new. Default: `"immediate"`. */
  mode?: CancelMode;
  /** What had been produced so far. */
  partial?: unknown;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `approval:required`. */
export interface ApprovalRequiredData {
  /** The tool. */
  tool_name: string;
  /** The id of the call. */
  tool_call_id?: string;
  /** What it wants to do, for the user. */
  action?: string;
  /** More about it. */
  details?: JsonObject;
  /** How bad it could get. */
  risk_level?: RiskLevel;
  /** The question. */
  prompt?: string;
  /** The answers offered. */
  options?: string[];
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `approval:granted`. */
export interface ApprovalGrantedData {
  /** The tool. */
  tool_name: string;
  /** The id of the call. */
  tool_call_id?: string;
  /** The option that was chosen. */
  option?: string;
  /** Why. */
  reason?: string;
  /** Whether the answer holds for like questions. Default: `false`. */
  remember?: boolean;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `approval:denied`. */
export interface ApprovalDeniedData {
  /** The tool. */
  tool_name: string;
  /** The id of the call. */
  tool_call_id?: string;
  /** The option that was chosen. */
  option?: string;
  /** Why. */
  reason?: string;
  /** Whether the answer holds for like questions. Default: `false`. */
  remember?: boolean;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `context:pre_compact`. */
export interface ContextPreCompactData {
  /** Messages before. */
  message_count: number;
  /** Tokens before, estimated. */
  token_count: number;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `context:post_compact`. */
export interface ContextPostCompactData {
  /** Messages after. */
  message_count: number;
  /** Tokens after, estimated. */
  token_count: number;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `context:compaction`. */
export interface ContextCompactionData {
  /** The highest level that was needed. */
  strategy_level: number;
  /** Tokens that there was room for. */
  budget: number;
  /** Tokens aimed at. */
  target_tokens: number;
  /** Tokens before. */
  before_tokens: number;
  /** Tokens after. */
  after_tokens: number;
  /** Messages before. */
  before_messages: number;
  /** Messages after. */
  after_messages: number;
  /** Messages left out. */
  messages_removed: number;
  /** Messages shortened. */
  messages_truncated: number;
  /** User messages cut to a stub. */
  user_messages_stubbed: number;
  /** System messages kept. */
  system_messages_preserved: number;
  /** The setting: which fraction of the messages is protected. */
  protected_recent: number;
  /** The setting: how many tool results are protected. */
  protected_tool_results: number;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Why a file was included. */
export type IncludeSource = "file" | "mention" | (string & {});

/** Data of `context:include`. */
export interface ContextIncludeData {
  /** The file. */
  path: string;
  /** Why a file was included. */
  source: IncludeSource;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `plan:start`. */
export interface PlanStartData {
  /** What the plan is for. */
  goal?: string;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `plan:end`. */
export interface PlanEndData {
  /** What the plan is for. */
  goal?: string;
  /** The plan, as text. */
  plan?: string;
  /** How an orchestrator ended. */
  status?: OrchestratorStatus;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `user:notification`. */
export interface UserNotificationData {
  /** What the user is told. */
  message: string;
  /** How loud a message to the user is. Default: `"info"`. */
  level?: MessageLevel;
  /** Who says it. */
  source?: string;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `artifact:write`. */
export interface ArtifactWriteData {
  /** The file. */
  path: string;
  /** How many bytes were written. */
  bytes: number;
  /** Whether the file is new. */
  created?: boolean;
  /** The tool. */
  tool_name?: string;
  /** The id of the call. */
  tool_call_id?: string;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `artifact:read`. */
export interface ArtifactReadData {
  /** The file. */
  path: string;
  /** How many bytes were read. */
  bytes?: number;
  /** The tool. */
  tool_name?: string;
  /** The id of the call. */
  tool_call_id?: string;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** Data of `policy:violation`. */
export interface PolicyViolationData {
  /** The tool. */
  tool_name?: string;
  /** The id of the call. */
  tool_call_id?: string;
  /** The mode whose policy it is. */
  mode?: string;
  /** What the policy forbids, and why. */
  reason: string;
  /** When it happened (RFC 3339, UTC); stamped by the host. */
  timestamp?: string;
  /** The session; stamped by the host. */
  session_id?: string;
  /** The parent of the session; stamped by the host. */
  parent_id?: string;
}

/** What breaks: the handler alone (an exception, a panic), or the whole process at once, with exit code 70. */
export type FixtureCrash = "handler" | "process";

/** A request that the fixture makes to its host. */
export interface FixtureCall {
  /** The method, such as `state.get`. */
  method: string;
  /** Its params without `_meta`; absent = empty. */
  params?: JsonObject;
}

/** What the host answered to a call: `result` or `error`. */
export interface FixtureReply {
  /** The result. */
  result?: unknown;
  /** The `error` member of a response. */
  error?: ErrorObject;
}

/** Input of the tool `conformance.fixture`. What is asked for happens in the order of these members. */
export interface FixtureInput {
  /** Send `$/log` with level `info` and this message. */
  log?: string;
  /** Print this line the way the language usually prints. */
  print?: string;
  /** Send so many `$/progress`: `progress` 1 to n, `total` n. */
  progress?: number;
  /** Send each text as `stream.tool.output` on `stdout`. */
  stream?: string[];
  /** Make these calls to the host, one after the other. */
  calls?: FixtureCall[];
  /** Wait so many milliseconds; a cancel ends it at once. */
  delay_ms?: number;
  /** What breaks: the handler alone (an exception, a panic), or the whole process at once, with exit code 70. */
  crash?: FixtureCrash;
  /** Answer a ToolResult that failed, with this message. */
  fail?: string;
  /** Give `text`, so many times the letter x. */
  output_bytes?: number;
  /** Any JSON, given back as it is, null too. */
  echo?: unknown;
}

/** Output of the tool `conformance.fixture`: a member for each that was asked for. */
export interface FixtureOutput {
  /** What the calls gave, in their order. */
  calls?: FixtureReply[];
  /** How to stop: at once, or finish what runs and start nothing new. Default: `"immediate"`. */
  cancelled?: CancelMode;
  /** What `output_bytes` asked for. */
  text?: string;
  /** The `echo` of the input. */
  echo?: unknown;
}

/** Params of `state.get`. */
export interface StateGetParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The key, by convention `component.name`. */
  key: string;
}

/** Result of `state.get`. */
export interface StateGetResult {
  /** The value; null when unset. */
  value: unknown;
}

/** Params of `state.set`. */
export interface StateSetParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The key, by convention `component.name`. */
  key: string;
  /** The value; null deletes the key. */
  value: unknown;
}

/** Params of `capability.get`. */
export interface CapabilityGetParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The capability. */
  name: string;
}

/** Params of `capability.list`. */
export interface CapabilityListParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
}

/** A callable capability that is mounted; result of `capability.get`. */
export interface CapabilityInfo {
  /** Its name. */
  name: string;
  /** Its service. */
  service: string;
  /** What it does. */
  description?: string;
  /** JSON Schema 2020-12 of its input. */
  input_schema?: JsonObject;
}

/** Result of `capability.list`. */
export interface CapabilityListResult {
  /** The capabilities that are mounted. */
  capabilities: CapabilityInfo[];
}

/** Params of `capability.call` and `request.capability_call`. */
export interface CapabilityCallParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The capability. */
  name: string;
  /** Its input. */
  input: unknown;
}

/** Result of `capability.call`. */
export interface CapabilityCallResult {
  /** What it returned. */
  output: unknown;
}

/** Params of `channel.collect` and `request.channel_collect`. */
export interface ChannelCollectParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The channel. */
  channel: string;
}

/** Result of `channel.collect`: what one service contributes. */
export interface ChannelCollectResult {
  /** The contribution. */
  data: unknown;
}

/** What one service contributed to a channel. */
export interface ChannelContribution {
  /** The service. */
  service: string;
  /** The contribution. */
  data: unknown;
}

/** Result of `request.channel_collect`. */
export interface RequestChannelCollectResult {
  /** What the services contributed. */
  contributions: ChannelContribution[];
}

/** Params of `channel.message`. */
export interface ChannelMessageParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The channel. */
  channel: string;
  /** The service that published it. */
  sender: string;
  /** What it published. */
  data: unknown;
}

/** Params of `channel.publish`. */
export interface ChannelPublishParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The channel. */
  channel: string;
  /** What is published. */
  data: unknown;
}

/** Params of `display.show`: a message to the user. */
export interface DisplayShowParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The message. */
  message: string;
  /** How loud a message to the user is. */
  level: MessageLevel;
  /** Who says it. */
  source?: string;
}

/** Params of `stream.token` and `stream.provider.token`. The joined tokens of a block equal that text block of the response. */
export interface StreamTokenParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The id of a request: chosen by the caller, echoed exactly. */
  request_id: RequestId;
  /** The block, counted from zero. */
  index: number;
  /** The text since the last one. */
  text: string;
}

/** Params of `stream.thinking` and `stream.provider.thinking`. */
export interface StreamThinkingParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The id of a request: chosen by the caller, echoed exactly. */
  request_id: RequestId;
  /** The block, counted from zero. */
  index: number;
  /** The text since the last one. */
  text: string;
}

/** Params of `stream.tool_call_start` and `stream.provider.tool_call_start`. */
export interface StreamToolCallStartParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The id of a request: chosen by the caller, echoed exactly. */
  request_id: RequestId;
  /** The id of the call. */
  id: string;
  /** The tool. */
  name: string;
  /** Its input, where it is complete. */
  input?: JsonObject;
}

/** Params of `stream.tool_call_end`. */
export interface StreamToolCallEndParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The id of a request: chosen by the caller, echoed exactly. */
  request_id: RequestId;
  /** The id of the call. */
  id: string;
  /** The tool. */
  name: string;
  /** Whether it succeeded. */
  success: boolean;
  /** The head of its output. */
  output_preview?: string;
}

/** Params of `stream.content_block_start` and `stream.provider.content_block_start`. */
export interface StreamContentBlockStartParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The id of a request: chosen by the caller, echoed exactly. */
  request_id: RequestId;
  /** The type of the block. */
  type: string;
  /** The block, counted from zero. */
  index: number;
}

/** Params of `stream.content_block_delta` and `stream.provider.content_block_delta`. */
export interface StreamContentBlockDeltaParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The id of a request: chosen by the caller, echoed exactly. */
  request_id: RequestId;
  /** The block, counted from zero. */
  index: number;
  /** What is new: usually text. */
  delta: unknown;
}

/** Params of `stream.content_block_end` and `stream.provider.content_block_end`. */
export interface StreamContentBlockEndParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The id of a request: chosen by the caller, echoed exactly. */
  request_id: RequestId;
  /** The type of the block. */
  type: string;
  /** The block, counted from zero. */
  index: number;
}

/** Params of `stream.context_message_added`. */
export interface StreamContextMessageAddedParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The id of a request: chosen by the caller, echoed exactly. */
  request_id: RequestId;
  /** One message of a conversation. */
  message: Message;
}

/** Where an item stands. */
export type TodoStatus = "pending" | "in_progress" | "completed" | (string & {});

/** An item of the list. */
export interface TodoItem {
  /** What is to be done. */
  content: string;
  /** The same, while it is being done. */
  activeForm?: string;
  /** Where an item stands. */
  status: TodoStatus;
}

/** Params of `stream.todo_update`. */
export interface StreamTodoUpdateParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The id of a request: chosen by the caller, echoed exactly. */
  request_id: RequestId;
  /** The whole list. */
  todos: TodoItem[];
}

/** Params of `stream.usage` and `stream.provider.usage`. */
export interface StreamUsageParams {
  /** What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages). */
  _meta?: Meta;
  /** The id of a request: chosen by the caller, echoed exactly. */
  request_id: RequestId;
  /** Tokens of one call or one turn. */
  usage: Usage;
}

/** Every type by its name. */
export interface Types {
  Meta: Meta;
  RequestId: RequestId;
  ResponseId: ResponseId;
  Limits: Limits;
  Implementation: Implementation;
  EmptyResult: EmptyResult;
  MessageLevel: MessageLevel;
  HookAction: HookAction;
  InjectionRole: InjectionRole;
  ApprovalDefault: ApprovalDefault;
  OnError: OnError;
  HookResult: HookResult;
  HookEmitParams: HookEmitParams;
  HookSpec: HookSpec;
  RiskLevel: RiskLevel;
  ApprovalRequest: ApprovalRequest;
  ApprovalResult: ApprovalResult;
  ApprovalRequestParams: ApprovalRequestParams;
  Visibility: Visibility;
  TextBlock: TextBlock;
  ThinkingBlock: ThinkingBlock;
  RedactedThinkingBlock: RedactedThinkingBlock;
  ToolCallBlock: ToolCallBlock;
  ToolResultBlock: ToolResultBlock;
  ImageSourceType: ImageSourceType;
  ImageSource: ImageSource;
  ImageBlock: ImageBlock;
  ReasoningBlock: ReasoningBlock;
  UnknownBlock: UnknownBlock;
  ContentBlock: ContentBlock;
  ContentReadParams: ContentReadParams;
  ContentEncoding: ContentEncoding;
  ContentReadResult: ContentReadResult;
  ContentListParams: ContentListParams;
  ContentListResult: ContentListResult;
  RequestContentReadParams: RequestContentReadParams;
  RequestContentListParams: RequestContentListParams;
  Role: Role;
  MessageContent: MessageContent;
  ToolCall: ToolCall;
  Message: Message;
  ContextAddMessageParams: ContextAddMessageParams;
  ContextSetMessagesParams: ContextSetMessagesParams;
  ContextClearParams: ContextClearParams;
  ContextGetMessagesParams: ContextGetMessagesParams;
  ContextGetMessagesResult: ContextGetMessagesResult;
  ToolAnnotations: ToolAnnotations;
  ToolSpec: ToolSpec;
  ToolError: ToolError;
  ToolResult: ToolResult;
  ToolExecuteParams: ToolExecuteParams;
  OutputChannel: OutputChannel;
  StreamToolOutputParams: StreamToolOutputParams;
  DescribeParams: DescribeParams;
  SdkInfo: SdkInfo;
  OrchestratorSpec: OrchestratorSpec;
  ContextManagerSpec: ContextManagerSpec;
  ProviderSpec: ProviderSpec;
  ApprovalProviderSpec: ApprovalProviderSpec;
  ExportSpec: ExportSpec;
  ChannelSpec: ChannelSpec;
  ContentSpec: ContentSpec;
  Capabilities: Capabilities;
  Grant: Grant;
  DescribeResult: DescribeResult;
  ConfigureSession: ConfigureSession;
  ConfigureParams: ConfigureParams;
  ConfigureStatus: ConfigureStatus;
  ConfigureResult: ConfigureResult;
  PingParams: PingParams;
  ErrorKind: ErrorKind;
  LlmErrorName: LlmErrorName;
  Fault: Fault;
  ErrorData: ErrorData;
  ErrorObject: ErrorObject;
  Problem: Problem;
  RequestMessage: RequestMessage;
  NotificationMessage: NotificationMessage;
  ResultMessage: ResultMessage;
  ErrorMessage: ErrorMessage;
  CancelMode: CancelMode;
  CancelParams: CancelParams;
  ProgressParams: ProgressParams;
  LogLevel: LogLevel;
  LogParams: LogParams;
  Usage: Usage;
  TextFormat: TextFormat;
  JsonFormat: JsonFormat;
  JsonSchemaFormat: JsonSchemaFormat;
  ResponseFormat: ResponseFormat;
  NamedToolChoice: NamedToolChoice;
  ToolChoice: ToolChoice;
  ReasoningEffort: ReasoningEffort;
  ChatRequest: ChatRequest;
  FinishReason: FinishReason;
  Degradation: Degradation;
  ChatResponse: ChatResponse;
  ModelCapability: ModelCapability;
  ConfigFieldType: ConfigFieldType;
  ConfigField: ConfigField;
  ProviderInfo: ProviderInfo;
  ModelInfo: ModelInfo;
  ProviderCompleteParams: ProviderCompleteParams;
  ProviderInfoParams: ProviderInfoParams;
  ProviderListModelsParams: ProviderListModelsParams;
  ProviderListModelsResult: ProviderListModelsResult;
  ProviderParseToolCallsParams: ProviderParseToolCallsParams;
  ProviderParseToolCallsResult: ProviderParseToolCallsResult;
  MountedHook: MountedHook;
  MountedProvider: MountedProvider;
  AgentInfo: AgentInfo;
  OrchestratorExecuteParams: OrchestratorExecuteParams;
  TurnStatus: TurnStatus;
  OrchestratorExecuteResult: OrchestratorExecuteResult;
  SessionState: SessionState;
  SessionStatus: SessionStatus;
  ContextDepth: ContextDepth;
  ContextScope: ContextScope;
  AgentSelection: AgentSelection;
  ProviderPreference: ProviderPreference;
  RequestSessionSpawnParams: RequestSessionSpawnParams;
  RequestSessionResumeParams: RequestSessionResumeParams;
  RequestSessionResult: RequestSessionResult;
  OrchestratorStatus: OrchestratorStatus;
  EventError: EventError;
  SessionStartData: SessionStartData;
  SessionEndData: SessionEndData;
  SessionForkData: SessionForkData;
  SessionResumeData: SessionResumeData;
  PromptSubmitData: PromptSubmitData;
  PromptCompleteData: PromptCompleteData;
  ProviderRequestData: ProviderRequestData;
  ProviderResponseData: ProviderResponseData;
  ProviderErrorData: ProviderErrorData;
  ProviderRetryData: ProviderRetryData;
  ProviderResolveData: ProviderResolveData;
  ProviderThrottleData: ProviderThrottleData;
  RepairedToolCall: RepairedToolCall;
  ProviderToolSequenceRepairedData: ProviderToolSequenceRepairedData;
  LlmRequestData: LlmRequestData;
  LlmStatus: LlmStatus;
  LlmResponseData: LlmResponseData;
  ContentBlockStartData: ContentBlockStartData;
  ContentBlockDeltaData: ContentBlockDeltaData;
  ContentBlockEndData: ContentBlockEndData;
  ThinkingDeltaData: ThinkingDeltaData;
  ThinkingFinalData: ThinkingFinalData;
  ToolPreData: ToolPreData;
  ToolPostData: ToolPostData;
  ToolErrorData: ToolErrorData;
  OrchestratorCompleteData: OrchestratorCompleteData;
  ExecutionStartData: ExecutionStartData;
  ExecutionEndData: ExecutionEndData;
  CancelRequestedData: CancelRequestedData;
  CancelCompletedData: CancelCompletedData;
  ApprovalRequiredData: ApprovalRequiredData;
  ApprovalGrantedData: ApprovalGrantedData;
  ApprovalDeniedData: ApprovalDeniedData;
  ContextPreCompactData: ContextPreCompactData;
  ContextPostCompactData: ContextPostCompactData;
  ContextCompactionData: ContextCompactionData;
  IncludeSource: IncludeSource;
  ContextIncludeData: ContextIncludeData;
  PlanStartData: PlanStartData;
  PlanEndData: PlanEndData;
  UserNotificationData: UserNotificationData;
  ArtifactWriteData: ArtifactWriteData;
  ArtifactReadData: ArtifactReadData;
  PolicyViolationData: PolicyViolationData;
  FixtureCrash: FixtureCrash;
  FixtureCall: FixtureCall;
  FixtureReply: FixtureReply;
  FixtureInput: FixtureInput;
  FixtureOutput: FixtureOutput;
  StateGetParams: StateGetParams;
  StateGetResult: StateGetResult;
  StateSetParams: StateSetParams;
  CapabilityGetParams: CapabilityGetParams;
  CapabilityListParams: CapabilityListParams;
  CapabilityInfo: CapabilityInfo;
  CapabilityListResult: CapabilityListResult;
  CapabilityCallParams: CapabilityCallParams;
  CapabilityCallResult: CapabilityCallResult;
  ChannelCollectParams: ChannelCollectParams;
  ChannelCollectResult: ChannelCollectResult;
  ChannelContribution: ChannelContribution;
  RequestChannelCollectResult: RequestChannelCollectResult;
  ChannelMessageParams: ChannelMessageParams;
  ChannelPublishParams: ChannelPublishParams;
  DisplayShowParams: DisplayShowParams;
  StreamTokenParams: StreamTokenParams;
  StreamThinkingParams: StreamThinkingParams;
  StreamToolCallStartParams: StreamToolCallStartParams;
  StreamToolCallEndParams: StreamToolCallEndParams;
  StreamContentBlockStartParams: StreamContentBlockStartParams;
  StreamContentBlockDeltaParams: StreamContentBlockDeltaParams;
  StreamContentBlockEndParams: StreamContentBlockEndParams;
  StreamContextMessageAddedParams: StreamContextMessageAddedParams;
  TodoStatus: TodoStatus;
  TodoItem: TodoItem;
  StreamTodoUpdateParams: StreamTodoUpdateParams;
  StreamUsageParams: StreamUsageParams;
}
