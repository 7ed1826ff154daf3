import { type Part, type Said, textOf } from "@amplifier-ipc/provider-kit";
import type { Config, CopilotCall } from "./config.js";

type Editor = Pick<Config, "editor_version" | "editor_plugin_version" | "integration_id">;

/** What each request says of who asks. */
export function editorHeaders({
  editor_version,
  editor_plugin_version,
  integration_id,
}: Editor): Record<string, string> {
  return {
    "Editor-Version": editor_version,
    "Editor-Plugin-Version": editor_plugin_version,
    "Copilot-Integration-Id": integration_id,
    "User-Agent": editor_plugin_version.replace(/^copilot-chat\//, "GitHubCopilotChat/"),
  };
}

/** What a request for an answer says of itself besides. */
export function callHeaders({ conversation }: Pick<CopilotCall, "conversation">): Record<string, string> {
  return {
    "Openai-Intent": "conversation-agent",
    "X-Initiator": initiator(conversation),
    ...(conversation.some(({ parts }) => parts.some(shows)) ? { "Copilot-Vision-Request": "true" } : {}),
  };
}

/** Who wants the answer: the user, whose plan it is counted against, or the agent that goes on with its tools. */
function initiator(conversation: readonly Said[]): "user" | "agent" {
  const last = conversation.findLast((said) => !isReminder(said));
  return last === undefined || last.role === "user" ? "user" : "agent";
}

/** Whether it is no turn of its own: instructions, and what hooks put behind the results of tools. */
function isReminder({ role, parts }: Said): boolean {
  if (role === "system" || role === "developer") return true;
  return role === "user" && textOf(parts).trimStart().startsWith("<system-reminder");
}

function shows(part: Part): boolean {
  return part.type === "image" || (part.type === "tool_result" && part.images.length > 0);
}
