import { type Command, Option } from "commander";
import { numberBetween, seedText, wholeNumber } from "../option-values.js";
import {
  type CommandDefinition,
  examples,
  type ReportOptions,
  scenarioArgument,
  terminalFor,
} from "./command-definition.js";

export interface ValidateOptions extends ReportOptions {
  readonly seed?: string;
  readonly confidence?: number;
  readonly margin?: number;
  readonly messages?: number;
  readonly maxTime?: string;
  readonly measures?: string;
  readonly workers?: number;
  readonly mode?: "span" | "event";
}

/** `vmqsc validate`. */
export const validateCommand: CommandDefinition = {
  name: "validate",
  summary: "closed form beside Monte Carlo estimate, row by row, with a verdict",
  reportsOnScenario: true,
  define(command, terminal) {
    command
      .argument("<scenario>", scenarioArgument)
      .option(
        "--seed <text>",
        "names the random streams: the same seed gives the same result to the last bit (default: vmqsc)",
        seedText,
      )
      .option(
        "--margin <share>",
        "relative difference that still counts as equal (default: 0.01)",
        numberBetween("--margin", 0, 1),
      )
      .option(
        "--confidence <share>",
        "of all rows together (default: 0.99)",
        numberBetween("--confidence", 0, 1),
      )
      .option("--messages <count>", "give up after so many messages", wholeNumber("--messages"))
      .option(
        "--max-time <seconds>",
        "give up after so much time, e.g. 30 or 2min; when that is depends on the machine (default: 60; with --messages: none)",
      )
      .option("--measures <list>", "these measures only: keys of `vmqsc measures`, with commas between")
      .option(
        "--workers <count>",
        "threads; the result is the same for any (default: as many as pay)",
        wholeNumber("--workers"),
      )
      .addOption(
        new Option(
          "--mode <how>",
          "span (default) draws quiet spans at once, event goes message by message",
        ).choices(["span", "event"]),
      )
      .addHelpText(
        "after",
        `${examples(
          "vmqsc validate paper",
          "vmqsc validate cloud --margin 0.02 --max-time 60",
          "vmqsc validate my.yaml --json | jq .verdict",
        )}\nExit code: 0 agree or inconclusive, 2 disagree, 1 a mistake in the call or the scenario.\n`,
      )
      .action(async (scenario: string, options: ValidateOptions, command: Command) => {
        const { reportValidation } = await import("../reports/validate.js");
        await reportValidation(terminalFor(command, terminal), scenario, options);
      });
  },
};
