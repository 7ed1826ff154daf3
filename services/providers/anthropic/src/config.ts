import type { Answer, Call, CommonConfig } from "@amplifier-ipc/provider-kit";

/** The settings of this adapter. */
export interface Config extends CommonConfig {
  /** Features of the API that Anthropic calls beta: the header `anthropic-beta`. */
  betas?: string[];
}

export type AnthropicCall = Call<Config>;

/** To whom it is told what is done in another way than it was asked for. */
export type Told = Pick<Answer, "degrade" | "note">;
