import { type CommandDefinition, collect, scenarioArgument, strictOption } from "./command-definition.js";

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
  ],
  exitCodes: "0 done, 1 a mistake in the call or the scenario, 3 with --strict a figure outside its domain",
  define(command, terminal) {
    command
      .argument("<scenario>", scenarioArgument)
      .option(
        "--against <scenario>",
        "another scenario beside it, with the differences; repeatable; --set changes all of them",
        collect,
      )
      .addOption(strictOption("where a figure lies outside the domain of its formula"))
      .action(async (scenario, options) => {
        const { reportPlan } = await import("../reports/plan.js");
        await reportPlan(terminal, scenario, options);
      });
  },
};
