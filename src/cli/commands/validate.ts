import { Option } from "commander";
import { numberBetween } from "../option-values.js";
import { type CommandDefinition, scenarioArgument, strictOption } from "./command-definition.js";
import {
  confidenceOption,
  maxTimeOption,
  measuresOption,
  messagesOption,
  modeOption,
  seedOption,
  workersOption,
} from "./run-options.js";
import { addTraceOptions } from "./trace-options.js";

/** `vmqsc validate`. */
export const validateCommand: CommandDefinition = {
  name: "validate",
  summary: "closed form beside Monte Carlo estimate, row by row, with a verdict",
  reportsOnScenario: true,
  plots: "draw the estimates against the formulas, in standard errors",
  examples: [
    "vmqsc validate paper",
    "vmqsc validate cloud --margin 0.02 --max-time 60",
    "vmqsc validate my.yaml --json | jq .verdict",
  ],
  exitCodes:
    "0 no row disagrees, 1 a mistake in the call or the scenario, 2 a row disagrees, 3 with --strict not every row agrees",
  load: async () => (await import("../reports/validate.js")).reportValidation,
  define(command) {
    command
      .argument("<scenario>", scenarioArgument)
      .addOption(seedOption())
      .addOption(
        new Option(
          "--margin <share>",
          "relative difference that still counts as equal (default: 0.01)",
        ).argParser(numberBetween("--margin", 0, 1)),
      )
      .addOption(confidenceOption("of all rows together"))
      .addOption(messagesOption("give up after so many messages"))
      .addOption(
        maxTimeOption(
          "give up after so much time, e.g. 30 or 2min; when that is depends on the machine (default: 60; with --messages: none)",
        ),
      )
      .addOption(measuresOption(", to judge these alone"))
      .addOption(workersOption())
      .addOption(modeOption())
      .addOption(strictOption("unless every row agrees"))
      .option(
        "--trace <file>",
        "play a recorded trace too, and put it beside closed form and Poisson traffic",
      );
    addTraceOptions(command);
  },
};
