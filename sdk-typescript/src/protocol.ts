/**
 * The protocol's types, method names, event names and error kinds, generated from `schemas/`.
 *
 * @module
 */
export * from "./generated/index.js";
