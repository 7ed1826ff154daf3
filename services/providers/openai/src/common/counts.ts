import { member } from "@amplifier-ipc/provider-kit";

/** A count of the vendor's; undefined where it tells none. */
export function count(of: unknown, name: string): number | undefined {
  const value = member(of, name);
  return typeof value === "number" ? value : undefined;
}
