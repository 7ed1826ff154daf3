import { askUser, deny, injectContext, modify, type Service } from "@amplifier-ipc/sdk";

export function declareHooks(service: Service): void {
  service.hook("tool:pre", { name: "guard", priority: 10, onError: "deny" }, ({ toolName, toolInput }) => {
    if (toolName === "bash" && String(toolInput["command"]).includes("rm -rf")) return deny("rm -rf is not allowed");
    if (toolName === "write_file") return askUser(`Write ${toolInput["path"]}?`, { options: ["yes", "no"] });
    return undefined;
  });

  service.hook("prompt:*", { name: "shout", priority: 50, timeoutMs: 2000 }, ({ event, data }) =>
    event === "prompt:submit" ? modify({ prompt: String(data["prompt"]).toUpperCase() }) : undefined,
  );

  service.hook("provider:request", { name: "brief" }, () =>
    injectContext("Be brief.", { role: "system", ephemeral: true }),
  );
}
