import { wholeNumber } from "../option-values.js";
import { type CommandDefinition, scenarioArgument } from "./command-definition.js";

/** `vmqsc serve`. */
export const serveCommand: CommandDefinition = {
  name: "serve",
  summary: "the planner, a page for the browser: plans as you type, simulates and validates",
  reportsOnScenario: false,
  examples: ["vmqsc serve", "vmqsc serve cloud --port 8080"],
  load: async () => (await import("../reports/serve.js")).servePlanner,
  define(command) {
    command
      .argument("[scenario]", `to begin with: ${scenarioArgument}`)
      .option("--port <number>", "of 127.0.0.1 (default: one that is free)", wholeNumber("--port"));
  },
};
