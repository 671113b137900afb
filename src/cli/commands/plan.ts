import { Option } from "commander";
import { type CommandDefinition, collect, scenarioArgument, strictOption } from "./command-definition.js";
import {
  confidenceOption,
  maxTimeOption,
  messagesOption,
  modeOption,
  precisionOption,
  replicationsOption,
  seedOption,
  workersOption,
} from "./run-options.js";

/** `vmqsc plan`. */
export const planCommand: CommandDefinition = {
  name: "plan",
  summary: "the capacity plan: every closed form, with peaks, and what to change first",
  reportsOnScenario: true,
  plots: "draw storage and memory over a hyperperiod, and the waste over the base interval",
  examples: [
    "vmqsc plan cloud",
    "vmqsc plan cloud --set baseInterval=30s --json",
    "vmqsc plan my.yaml --csv > plan.csv",
    "vmqsc plan now.yaml --against next.yaml",
    'vmqsc plan paper --set "traffic.pattern={ onOff: { on: 2s, off: 18s } }" --simulate',
  ],
  exitCodes: "0 done, 1 a mistake in the call or the scenario, 3 with --strict a figure outside its domain",
  load: async () => (await import("../reports/plan.js")).reportPlan,
  define(command) {
    command
      .argument("<scenario>", scenarioArgument)
      .option(
        "--against <scenario>",
        "another scenario beside it, with the differences; repeatable; --set changes all of them",
        collect,
      )
      .addOption(
        new Option(
          "--simulate",
          "add Monte Carlo estimates of what lies outside the domain of its formula",
        ).conflicts("against"),
      )
      .addOption(seedOption("with --simulate: "))
      .addOption(confidenceOption("with --simulate: of each interval"))
      .addOption(
        precisionOption(
          "with --simulate: stop when each of these is known to this share (default: 0.01; with --messages or --replications: none)",
        ),
      )
      .addOption(messagesOption("with --simulate: run the replications that bring so many messages, about"))
      .addOption(replicationsOption("with --simulate: "))
      .addOption(
        maxTimeOption(
          "with --simulate: stop after so much time (default: 60; with --messages or --replications: none)",
        ),
      )
      .addOption(workersOption("with --simulate: "))
      .addOption(modeOption("with --simulate: "))
      .addOption(strictOption("where a figure lies outside the domain of its formula"));
  },
};
