const DEFAULT_ADDRESS = "127.0.0.1:8080";

/**
 * The address at which a service is to be served over HTTP, as its user asked for it: `--http ADDRESS`, or
 * `AMPLIFIER_TRANSPORT=http` with `AMPLIFIER_HTTP_ADDRESS` (HTP-070). Undefined = over stdio.
 */
export function httpAddress(args: readonly string[], env: NodeJS.ProcessEnv): string | undefined {
  const at = args.findIndex((arg) => arg === "--http" || arg.startsWith("--http="));
  const option = args[at];
  if (option !== undefined) {
    const address = option === "--http" ? args[at + 1] : option.slice("--http=".length);
    if (address === undefined || address === "")
      throw new TypeError("--http needs an address: host:port, :port or port");
    return address;
  }
  const transport = env["AMPLIFIER_TRANSPORT"] || "stdio";
  if (transport === "stdio") return undefined;
  if (transport !== "http") throw new TypeError(`AMPLIFIER_TRANSPORT is stdio or http, not "${transport}"`);
  return env["AMPLIFIER_HTTP_ADDRESS"] || DEFAULT_ADDRESS;
}
