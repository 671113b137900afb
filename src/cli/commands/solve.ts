import { type Command, Option } from "commander";
import {
  type CommandDefinition,
  examples,
  type ReportOptions,
  scenarioArgument,
  terminalFor,
} from "./command-definition.js";

export interface SolveOptions extends ReportOptions {
  readonly target?: string;
  readonly by?: string;
  readonly best?: "baseInterval" | "multiples" | "phases";
}

/** `vmqsc solve`. */
export const solveCommand: CommandDefinition = {
  name: "solve",
  summary: "the inverse questions: what meets a target, what is best; with the proof",
  reportsOnScenario: true,
  define(command, terminal) {
    command
      .argument("<scenario>", scenarioArgument)
      .option("--target <condition>", "MEASURE<=VALUE or MEASURE>=VALUE, e.g. stableLogRatio<=0.1")
      .option(
        "--by <path>",
        "with --target: the number to change, e.g. classes.batch.multiple; classes.NAME.share is the share of all messages that the class receives, the other classes keeping their proportions",
      )
      .addOption(
        new Option("--best <what>", "what is best: the base interval, the multiples or the phases")
          .choices(["baseInterval", "multiples", "phases"])
          .conflicts(["target", "by"]),
      )
      .addHelpText(
        "after",
        examples(
          "vmqsc solve cloud --target 'stableLogRatio<=0.1' --by classes.batch.multiple",
          "vmqsc solve cloud --target 'stableLogPeakBytes<=4GiB' --by baseInterval",
          "vmqsc solve paper --target 'stableLogRatio<=0.1' --by classes.MI2.share",
          "vmqsc solve cloud --best baseInterval",
        ),
      )
      .action(async (scenario: string, options: SolveOptions, command: Command) => {
        const { reportSolution } = await import("../reports/solve.js");
        await reportSolution(terminalFor(command, terminal), scenario, options);
      });
  },
};
