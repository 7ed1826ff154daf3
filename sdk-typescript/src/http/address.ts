const LOCAL = "127.0.0.1";

/** Where to listen. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** `host:port`, `:port` or `port`; an absent host is 127.0.0.1, and the port 0 any free one (HTP-070). */
export function parseAddress(text: string): Address {
  const [, bracketed, host, port] = /^(?:(?:\[([^\]]*)\]|([^:]*)):)?([0-9]{1,5})$/.exec(text.trim()) ?? [];
  if (port === undefined || Number(port) > 65_535) {
    throw new TypeError(`"${text}" is no address: host:port, :port or port`);
  }
  return { host: bracketed || host || LOCAL, port: Number(port) };
}

/** The URL of an address. */
export function urlOf({ host, port }: Address): string {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
