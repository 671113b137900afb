import type { CommandDefinition } from "./command-definition.js";

/** `vmqsc schema`. */
export const schemaCommand: CommandDefinition = {
  name: "schema",
  summary: "the JSON Schema of a scenario, for editors",
  options: { json: "as it is anyway" },
  examples: ["vmqsc schema > vmqsc.schema.json"],
  load: async () => (await import("../reports/schema.js")).printSchema,
};
