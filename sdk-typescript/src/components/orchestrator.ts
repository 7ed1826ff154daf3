import type { CallContext } from "../context.js";
import type { OrchestratorExecuteParams, OrchestratorExecuteResult, OrchestratorSpec } from "../generated/index.js";
import type { AnySchema, Infer } from "../schema/schema.js";
import { type Component, type ComponentOptions, defineComponent } from "./component.js";

/** A whole result, or the answer of a turn that was completed. */
export type TurnAnswer = OrchestratorExecuteResult | string;

/** The author's orchestrator. `this` is kept, so that a class instance will do as well as an object. */
export interface OrchestratorOptions<Config extends AnySchema = AnySchema> extends ComponentOptions<Config> {
  description?: string;
  /** Runs a turn. A cancelled one may still return what there is, with `status: "cancelled"`. */
  execute(turn: OrchestratorExecuteParams, context: CallContext<Infer<Config>>): TurnAnswer | Promise<TurnAnswer>;
}

/** A declared orchestrator. */
export interface Orchestrator extends Component {
  readonly spec: OrchestratorSpec;
  execute(turn: OrchestratorExecuteParams, context: CallContext<never>): Promise<OrchestratorExecuteResult>;
}

export function defineOrchestrator<C extends AnySchema>(name: string, author: OrchestratorOptions<C>): Orchestrator {
  const spec: OrchestratorSpec = { name };
  if (author.description !== undefined) spec.description = author.description;
  return {
    ...defineComponent("orchestrator", name, author),
    spec,
    execute: async (turn, context) => {
      const answer = await author.execute(turn, context as CallContext<Infer<C>>);
      return typeof answer === "string" ? { response: answer, status: "completed" } : answer;
    },
  };
}
