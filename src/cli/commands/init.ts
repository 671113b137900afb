import type { CommandDefinition } from "./command-definition.js";

/** `vmqsc init`. */
export const initCommand: CommandDefinition = {
  name: "init",
  summary: "a commented starter scenario",
  argument: ["[file]", "where to write it, as JSON if its name ends in .json; standard output without"],
  options: {
    set: "",
    json: "the scenario as one JSON object on standard output",
    force: "overwrite the file",
  },
  examples: ["vmqsc init my.yaml", "vmqsc init --set hosts.count=8 | vmqsc plan -", "vmqsc init --json"],
  load: async () => (await import("../reports/init.js")).writeStarter,
};
