import { Buffer, isUtf8 } from "node:buffer";
import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, extname, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { notFound } from "../errors.js";
import type { ContentReadResult } from "../generated/index.js";
import { type Component, defineComponent } from "./component.js";

/**
 * Where content lies: a folder (a URL such as `new URL("content/", import.meta.url)`, or a path: a relative one is
 * beside the script that runs), or paths with their text or bytes.
 */
export type ContentSource = string | URL | Readonly<Record<string, string | Uint8Array>>;

/** Declared content. Paths are relative and `/`-separated; what leads out of it is not there. */
export interface Content extends Component {
  /** All paths that can be read. */
  list(): string[];
  /** What stands at a path; undefined where nothing does. */
  read(path: string): Buffer | undefined;
}

/** Reads a declaration; throws a TypeError for a folder that is not there, or a path that nobody could read. */
export function defineContent(source: ContentSource, name: string): Content {
  const common = defineComponent("content", name, {});
  if (typeof source === "string" || source instanceof URL) return { ...common, ...folder(toPath(source)) };
  return { ...common, ...memory(source) };
}

/** The paths of all contents that begin with a prefix, sorted. */
export function listContent(contents: Iterable<Content>, prefix: string = ""): string[] {
  const paths = new Set([...contents].flatMap((content) => content.list()));
  return [...paths].filter((path) => path.startsWith(prefix)).sort(byCodePoint);
}

/** The first content that has a path gives it: UTF-8 as it is, anything else in base64. Throws not_found. */
export function readContent(contents: readonly Content[], path: string): ContentReadResult {
  const legal = isInside(path);
  for (const content of contents) {
    const bytes = legal ? content.read(path) : undefined;
    if (bytes !== undefined) return contentResult(path, bytes);
  }
  throw notFound("content", path, listContent(contents));
}

/** CNT-012: as UTF-8 sorts, which UTF-16 does not beyond the BMP. */
function byCodePoint(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

/** Whether a path is relative and leads nowhere else. */
export function isInside(path: string): boolean {
  if (path.includes("\0") || path.includes("\\")) return false;
  return path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

function folder(path: string): Pick<Content, "list" | "read"> {
  let root: string;
  try {
    root = realpathSync(path);
    readdirSync(root);
  } catch {
    throw new TypeError(`content: there is no folder ${path}`);
  }
  return {
    list: () => [...filesBelow(root, root, [root])],
    read: (name) => {
      const file = fileIn(root, name);
      return file === undefined ? undefined : readFileSync(file);
    },
  };
}

/** The paths of the files below a folder; `trail` holds the folders above, so that a link to one of them is no loop. */
function* filesBelow(root: string, folder: string, trail: readonly string[]): Generator<string> {
  for (const name of readdirSync(folder)) {
    if (!isInside(name)) continue;
    const real = realIn(root, resolve(folder, name));
    if (real === undefined) continue;
    if (statSync(real).isFile()) yield name;
    else if (statSync(real).isDirectory() && !trail.includes(real)) {
      for (const path of filesBelow(root, real, [...trail, real])) yield `${name}/${path}`;
    }
  }
}

/** The file that a path means, if there is one. */
function fileIn(root: string, name: string): string | undefined {
  const file = realIn(root, resolve(root, name));
  return file !== undefined && statSync(file).isFile() ? file : undefined;
}

/** Where a path really leads, unless that is nowhere or out of the folder. */
function realIn(root: string, path: string): string | undefined {
  try {
    const real = realpathSync(path);
    return real.startsWith(root + sep) ? real : undefined;
  } catch {
    return undefined;
  }
}

function memory(files: Readonly<Record<string, string | Uint8Array>>): Pick<Content, "list" | "read"> {
  for (const path of Object.keys(files)) {
    if (!isInside(path)) throw new TypeError(`content: ${JSON.stringify(path)} is no relative path`);
  }
  return {
    list: () => Object.keys(files),
    read: (path) => {
      const held = Object.hasOwn(files, path) ? files[path] : undefined;
      return held === undefined ? undefined : Buffer.from(held as string);
    },
  };
}

function toPath(source: string | URL): string {
  if (source instanceof URL) return fileURLToPath(source);
  return resolve(dirname(process.argv[1] ?? "."), source);
}

function contentResult(path: string, bytes: Buffer): ContentReadResult {
  const type = MIME_TYPES[extname(path).slice(1).toLowerCase()];
  const typed = type === undefined ? {} : { mime_type: type };
  if (isUtf8(bytes)) return { content: bytes.toString("utf8"), encoding: "utf-8", ...typed };
  return { content: bytes.toString("base64"), encoding: "base64", ...typed };
}

/** What services bring along; any other ending goes without a media type, which is optional. */
const MIME_TYPES: Readonly<Record<string, string>> = {
  css: "text/css",
  csv: "text/csv",
  gif: "image/gif",
  html: "text/html",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  js: "text/javascript",
  json: "application/json",
  md: "text/markdown",
  pdf: "application/pdf",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain",
  webp: "image/webp",
  xml: "application/xml",
  yaml: "application/yaml",
  yml: "application/yaml",
};
