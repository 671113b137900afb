import type { Command } from "commander";
import type { Terminal } from "../terminal.js";
import {
  examples,
  type ReportOptions,
  reportCommand,
  scenarioArgument,
  terminalFor,
} from "./report-command.js";

/** `vmqsc plan`. */
export function planCommand(terminal: Terminal): Command {
  return reportCommand("plan", "the capacity plan: every closed form, with peaks, and what to change first")
    .argument("<scenario>", scenarioArgument)
    .addHelpText(
      "after",
      examples(
        "vmqsc plan cloud",
        "vmqsc plan cloud --set baseInterval=30s --json",
        "vmqsc plan my.yaml --csv > plan.csv",
      ),
    )
    .action(async (scenario: string, options: ReportOptions, command: Command) => {
      const { reportPlan } = await import("../reports/plan.js");
      await reportPlan(terminalFor(command, terminal), scenario, options);
    });
}
