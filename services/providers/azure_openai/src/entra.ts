import { member, sentence } from "@amplifier-ipc/provider-kit";
import { AuthenticationError, ConfigurationError, type LLMError } from "@amplifier-ipc/sdk";
import { KEY, NAME } from "./where.js";

/** A token and until when it holds, in milliseconds since 1970. */
export interface Token {
  token: string;
  expiresOnTimestamp: number;
}

/** What gives tokens, as @azure/identity has it. */
export interface Credential {
  getToken(scope: string, options: { abortSignal?: AbortSignal }): Promise<Token | null>;
}

/** So long before its end a token is renewed: a request must not outlive it. */
const EARLY_MS = 120_000;
const NONE = /CredentialUnavailable|AggregateAuthentication/;
const WAYS = "az login, a managed identity, or AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET";

/** Tokens of Microsoft Entra ID, each used until shortly before its end. */
export class Tokens {
  readonly #made: () => Promise<Credential>;
  readonly #now: () => number;
  readonly #tokens = new Map<string, Token>();
  #credential: Credential | undefined;

  constructor(made: () => Promise<Credential> = defaultCredential, now: () => number = Date.now) {
    this.#made = made;
    this.#now = now;
  }

  /** A bearer token. Throws `configuration` when no way leads to one, `authentication` when one is refused. */
  async get(scope: string, abortSignal: AbortSignal): Promise<string> {
    const known = this.#tokens.get(scope);
    if (known !== undefined && known.expiresOnTimestamp - EARLY_MS > this.#now()) return known.token;
    const token = await this.#new(scope, abortSignal);
    this.#tokens.set(scope, token);
    return token.token;
  }

  async #new(scope: string, abortSignal: AbortSignal): Promise<Token> {
    let token: Token | null;
    try {
      this.#credential ??= await this.#made();
      token = await this.#credential.getToken(scope, { abortSignal });
    } catch (error) {
      if (abortSignal.aborted) throw abortSignal.reason;
      throw refused(error);
    }
    if (token === null) throw refused(undefined);
    return token;
  }
}

/** Loaded only where there is no key: it is larger than all the rest. */
async function defaultCredential(): Promise<Credential> {
  const { DefaultAzureCredential } = await import("@azure/identity");
  return new DefaultAzureCredential();
}

function refused(error: unknown): LLMError {
  const kind = `${member(error, "name")}`;
  const options = { provider: NAME };
  if (error === undefined || NONE.test(kind)) {
    const text = `${KEY} is not set: amplifier-ipc provider set-key ${NAME}; and DefaultAzureCredential found no other way: ${WAYS}`;
    return new ConfigurationError(text, options);
  }
  const secrets = [process.env["AZURE_CLIENT_SECRET"], process.env["AZURE_CLIENT_CERTIFICATE_PASSWORD"]];
  const why = sentence(
    String(member(error, "message") ?? kind),
    secrets.flatMap((each) => each ?? []),
  );
  return new AuthenticationError(
    `Microsoft Entra ID refused what DefaultAzureCredential has (or set ${KEY}): ${why}`,
    options,
  );
}
