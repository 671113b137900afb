import type { Command } from "commander";
import type { Terminal } from "../terminal.js";
import { examples, plainCommand, terminalFor } from "./report-command.js";

/** `vmqsc schema`. */
export function schemaCommand(terminal: Terminal): Command {
  return plainCommand("schema", "the JSON Schema of a scenario, for editors")
    .option("--json", "as it is anyway")
    .addHelpText("after", examples("vmqsc schema > vmqsc.schema.json"))
    .action(async (_options: unknown, command: Command) => {
      const { printSchema } = await import("../reports/schema.js");
      printSchema(terminalFor(command, terminal));
    });
}
