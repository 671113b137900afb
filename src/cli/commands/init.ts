import { type CommandDefinition, setOption } from "./command-definition.js";

/** `vmqsc init`. */
export const initCommand: CommandDefinition = {
  name: "init",
  summary: "a commented starter scenario",
  reportsOnScenario: false,
  examples: ["vmqsc init my.yaml", "vmqsc init --set hosts.count=8 | vmqsc plan -", "vmqsc init --json"],
  load: async () => (await import("../reports/init.js")).writeStarter,
  define(command) {
    command
      .argument("[file]", "where to write it, as JSON if its name ends in .json; standard output without")
      .addOption(setOption())
      .option("--json", "the scenario as one JSON object on standard output")
      .option("--force", "overwrite the file");
  },
};
