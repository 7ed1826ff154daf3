// Code generated from schemas/ by "make generate"; DO NOT EDIT.

export * from "./errors.js";
export * from "./events.js";
export * from "./methods.js";
export type * from "./types.js";
export * from "./validate.js";
