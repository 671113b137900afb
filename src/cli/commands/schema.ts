import type { Command } from "commander";
import { type CommandDefinition, examples, terminalFor } from "./command-definition.js";

/** `vmqsc schema`. */
export const schemaCommand: CommandDefinition = {
  name: "schema",
  summary: "the JSON Schema of a scenario, for editors",
  reportsOnScenario: false,
  define(command, terminal) {
    command
      .option("--json", "as it is anyway")
      .addHelpText("after", examples("vmqsc schema > vmqsc.schema.json"))
      .action(async (_options: unknown, command: Command) => {
        const { printSchema } = await import("../reports/schema.js");
        printSchema(terminalFor(command, terminal));
      });
  },
};
