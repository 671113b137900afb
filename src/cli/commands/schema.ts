import type { CommandDefinition } from "./command-definition.js";

/** `vmqsc schema`. */
export const schemaCommand: CommandDefinition = {
  name: "schema",
  summary: "the JSON Schema of a scenario, for editors",
  reportsOnScenario: false,
  examples: ["vmqsc schema > vmqsc.schema.json"],
  load: async () => (await import("../reports/schema.js")).printSchema,
  define(command) {
    command.option("--json", "as it is anyway");
  },
};
