import { member } from "@amplifier-ipc/provider-kit";

/**
 * A fetch whose error bodies all have the member `error`, where alone the SDK looks: compatible servers and gateways also
 * answer `{message}`, `{detail}` or a list.
 */
export function withErrorMember(given: typeof fetch = fetch): typeof fetch {
  return async (input, init) => {
    const response = await given(input, init);
    if (response.ok) return response;
    const text = await response.text();
    const { status, statusText, headers } = response;
    return new Response(text === "" ? null : enveloped(text), { status, statusText, headers });
  };
}

function enveloped(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    return member(body, "error") === undefined ? JSON.stringify({ error: body }) : text;
  } catch {
    return text;
  }
}
