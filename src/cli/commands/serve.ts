import { type CommandDefinition, scenarioArgument } from "./command-definition.js";

/** `vmqsc serve`. */
export const serveCommand: CommandDefinition = {
  name: "serve",
  summary: "the planner, a page for the browser: plans as you type, simulates and validates",
  argument: ["[scenario]", `to begin with: ${scenarioArgument}`],
  options: { port: "of 127.0.0.1 (default: one that is free)" },
  examples: ["vmqsc serve", "vmqsc serve cloud --port 8080"],
  load: async () => (await import("../reports/serve.js")).servePlanner,
};
