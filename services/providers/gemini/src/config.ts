import type { Answer, Call, CommonConfig } from "@amplifier-ipc/provider-kit";
import type { SafetySetting } from "@google/genai/web";

/** The settings of this adapter. */
export interface Config extends CommonConfig {
  /** The version of the API, as in the path of its URLs. */
  api_version?: string;
  /** At what the vendor's filters stop, by category. */
  safety_settings?: SafetySetting[];
  /** How schemas are written: the JSON Schema that the API takes since 2025, or its older subset of OpenAPI. */
  schema_dialect: "json_schema" | "openapi";
}

export type GeminiCall = Call<Config>;

/** To whom it is told what is done in another way than it was asked for. */
export type Told = Pick<Answer, "degrade" | "note">;
