import type { ImageSource, ToolResultPart } from "@amplifier-ipc/provider-kit";

/** An image's address, or its bytes as a data URL. */
export function imageUrl(source: ImageSource): string {
  if (source.type === "base64" || source.url === undefined) {
    return `data:${source.media_type ?? "image/png"};base64,${source.data ?? ""}`;
  }
  return source.url;
}

/** The text of a tool's result; that it failed has no place of its own in these APIs, so it stands in front. */
export function resultText({ text, isError }: ToolResultPart): string {
  return isError && !/^\s*\W?error/i.test(text) ? `Error: ${text}` : text;
}
