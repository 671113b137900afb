import { type Command, Option } from "commander";
import type { Terminal } from "../terminal.js";
import {
  examples,
  type ReportOptions,
  reportCommand,
  scenarioArgument,
  terminalFor,
} from "./report-command.js";

export interface SolveOptions extends ReportOptions {
  readonly target?: string;
  readonly by?: string;
  readonly best?: "baseInterval" | "multiples" | "phases";
}

/** `vmqsc solve`. */
export function solveCommand(terminal: Terminal): Command {
  return reportCommand("solve", "the inverse questions: what meets a target, what is best; with the proof")
    .argument("<scenario>", scenarioArgument)
    .option("--target <condition>", "MEASURE<=VALUE or MEASURE>=VALUE, e.g. stableLogRatio<=0.1")
    .option("--by <path>", "with --target: the number to change, e.g. classes.batch.multiple")
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
        "vmqsc solve cloud --best baseInterval",
      ),
    )
    .action(async (scenario: string, options: SolveOptions, command: Command) => {
      const { reportSolution } = await import("../reports/solve.js");
      await reportSolution(terminalFor(command, terminal), scenario, options);
    });
}
