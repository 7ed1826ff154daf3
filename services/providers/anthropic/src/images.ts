import type { ImageSource } from "@amplifier-ipc/provider-kit";
import type { Base64ImageSource, ImageBlockParam, TextBlockParam } from "@anthropic-ai/sdk/resources/messages/messages";
import type { Told } from "./config.js";

type MediaType = Base64ImageSource["media_type"];

const TYPES: readonly string[] = ["image/jpeg", "image/png", "image/gif", "image/webp"] satisfies MediaType[];
/** How the base64 of a file begins, for images whose type nobody told. */
const BEGINS: readonly [string, MediaType][] = [
  ["iVBORw0KGgo", "image/png"],
  ["/9j/", "image/jpeg"],
  ["R0lGOD", "image/gif"],
  ["UklGR", "image/webp"],
];

/** An image; one that the vendor does not take becomes a text that says so. */
export function imageOf(source: ImageSource, told: Told): ImageBlockParam | TextBlockParam {
  const inline = /^data:([^;,]+);base64,(.*)$/s.exec(source.url ?? "");
  const [data, type] = inline === null ? [source.data, source.media_type] : [inline[2], inline[1]];
  if (data !== undefined && data !== "") return bytes(data, type, told);
  if (source.url !== undefined && source.url !== "") {
    return { type: "image", source: { type: "url", url: source.url } };
  }
  return instead("an image with neither data nor url", told);
}

function bytes(data: string, type: string | undefined, told: Told): ImageBlockParam | TextBlockParam {
  const named = type?.toLowerCase() === "image/jpg" ? "image/jpeg" : type?.toLowerCase();
  const found = named ?? BEGINS.find(([begin]) => data.startsWith(begin))?.[1];
  if (found === undefined || !isTaken(found)) return instead(`an image of type ${found ?? "unknown"}`, told);
  return { type: "image", source: { type: "base64", media_type: found, data } };
}

function isTaken(type: string): type is MediaType {
  return TYPES.includes(type);
}

function instead(what: string, told: Told): TextBlockParam {
  told.note(`${what} was not shown to the model: Anthropic takes jpeg, png, gif and webp.`);
  return { type: "text", text: `[${what}, which cannot be shown]` };
}
