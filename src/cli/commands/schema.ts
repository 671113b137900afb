import type { CommandDefinition } from "./command-definition.js";

/** `vmqsc schema`. */
export const schemaCommand: CommandDefinition = {
  name: "schema",
  summary: "the JSON Schema of a scenario, for editors",
  reportsOnScenario: false,
  examples: ["vmqsc schema > vmqsc.schema.json"],
  define(command, terminal) {
    command.option("--json", "as it is anyway").action(async () => {
      const { printSchema } = await import("../reports/schema.js");
      printSchema(terminal);
    });
  },
};
