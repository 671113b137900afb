import type { Command } from "commander";
import {
  type CommandDefinition,
  examples,
  type ReportOptions,
  scenarioArgument,
  terminalFor,
} from "./command-definition.js";

/** `vmqsc plan`. */
export const planCommand: CommandDefinition = {
  name: "plan",
  summary: "the capacity plan: every closed form, with peaks, and what to change first",
  reportsOnScenario: true,
  define(command, terminal) {
    command
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
  },
};
