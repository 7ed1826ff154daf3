/**
 * Try a service in memory, with a fake host: no process, but the same bytes. And hold it to the protocol, with the
 * conformance suite and the tool that it asks of a service under test.
 *
 * @module
 */
export * from "./bench.js";
export { conformanceFixture } from "./fixture.js";
export { type CheckOptions, checkConformance } from "./suite.js";
