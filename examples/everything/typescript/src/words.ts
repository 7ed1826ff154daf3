import type { Message } from "@amplifier-ipc/sdk";

/** What white space separates. */
export function words(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}

/** The text of a message, its blocks joined. */
export function textOf({ content }: Pick<Message, "content">): string {
  if (typeof content === "string") return content;
  return content.map((block) => (block.type === "text" ? block.text : "")).join("");
}
