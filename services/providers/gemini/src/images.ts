import type { ImageSource } from "@amplifier-ipc/provider-kit";
import type { Part } from "@google/genai/web";

/** How the base64 of the formats that Gemini reads begins. */
const BEGINNINGS: readonly [string, string][] = [
  ["iVBORw", "image/png"],
  ["/9j/", "image/jpeg"],
  ["R0lGOD", "image/gif"],
  ["UklGR", "image/webp"],
];
const BY_ENDING: Record<string, string> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  heic: "image/heic",
  heif: "image/heif",
  pdf: "application/pdf",
};

/** An image as a part: its bytes, its address, or a word that it was there. */
export function imagePart(source: ImageSource): Part {
  const inlineData = inline(source);
  if (inlineData !== undefined) return { inlineData };
  if (source.url === undefined || source.url === "") return { text: "[image]" };
  const mimeType = source.media_type ?? byEnding(source.url);
  return { fileData: { fileUri: source.url, ...(mimeType === undefined ? {} : { mimeType }) } };
}

/** The bytes of an image that brings them along, also in a data URL. */
export function inline({ data, media_type, url }: ImageSource): { mimeType: string; data: string } | undefined {
  if (data !== undefined && data !== "") return { mimeType: media_type ?? byBeginning(data), data };
  const [, mimeType, bytes] = /^data:([^;,]+);base64,(.+)$/s.exec(url ?? "") ?? [];
  return mimeType === undefined || bytes === undefined ? undefined : { mimeType, data: bytes };
}

function byBeginning(data: string): string {
  return BEGINNINGS.find(([beginning]) => data.startsWith(beginning))?.[1] ?? "image/png";
}

function byEnding(url: string): string | undefined {
  const ending = /\.([a-z]+)(?:[?#]|$)/i.exec(url)?.[1];
  return ending === undefined ? undefined : BY_ENDING[ending.toLowerCase()];
}
