import { wholeNumber } from "../option-values.js";
import type { ServeOptions } from "../options.js";
import { type CommandDefinition, scenarioArgument } from "./command-definition.js";

/** `vmqsc serve`. */
export const serveCommand: CommandDefinition = {
  name: "serve",
  summary: "the planner, a page for the browser: plans as you type, simulates and validates",
  reportsOnScenario: false,
  examples: ["vmqsc serve", "vmqsc serve cloud --port 8080"],
  define(command, terminal) {
    command
      .argument("[scenario]", `to begin with: ${scenarioArgument}`)
      .option("--port <number>", "of 127.0.0.1 (default: one that is free)", wholeNumber("--port"))
      .action(async (scenario: string | undefined, options: ServeOptions) => {
        const { servePlanner } = await import("../reports/serve.js");
        await servePlanner(terminal, scenario, options);
      });
  },
};
