import type { CallContext } from "../context.js";
import type { ApprovalProviderSpec, ApprovalRequest, ApprovalResult } from "../generated/index.js";
import type { AnySchema, Infer } from "../schema/schema.js";
import { type Component, type ComponentOptions, defineComponent } from "./component.js";

/** A whole answer, or a bare yes or no. */
export type ApprovalAnswer = ApprovalResult | boolean;

/** The author's approval provider. `this` is kept, so that a class instance will do as well as an object. */
export interface ApprovalProviderOptions<Config extends AnySchema = AnySchema> extends ComponentOptions<Config> {
  requestApproval(
    request: ApprovalRequest,
    context: CallContext<Infer<Config>>,
  ): ApprovalAnswer | Promise<ApprovalAnswer>;
}

/** A declared approval provider. */
export interface ApprovalProvider extends Component {
  readonly spec: ApprovalProviderSpec;
  requestApproval(request: ApprovalRequest, context: CallContext<never>): Promise<ApprovalResult>;
}

export function defineApprovalProvider<C extends AnySchema>(
  name: string,
  author: ApprovalProviderOptions<C>,
): ApprovalProvider {
  return {
    ...defineComponent("approval provider", name, author),
    spec: { name },
    requestApproval: async (request, context) => {
      const answer = await author.requestApproval(request, context as CallContext<Infer<C>>);
      return typeof answer === "boolean" ? { approved: answer } : answer;
    },
  };
}
