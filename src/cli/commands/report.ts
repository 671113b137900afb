import { type CommandDefinition, scenarioArgument, setOption } from "./command-definition.js";
import { maxTimeOption, messagesOption, seedOption, workersOption } from "./run-options.js";

/** `vmqsc report`. */
export const reportCommand: CommandDefinition = {
  name: "report",
  summary: "one page of HTML: plan, validation, comparison, pictures, formulas with your numbers",
  reportsOnScenario: false,
  examples: [
    "vmqsc report cloud -o cloud.html",
    "vmqsc report my.yaml --set baseInterval=30s --max-time 5min -o report.html",
    "vmqsc report paper --messages 1e6 -o paper.html   # the same figures on every machine",
  ],
  exitCodes: "0 done, 1 a mistake in the call or the scenario, 2 a closed form and its estimate disagree",
  load: async () => (await import("../reports/report.js")).reportPage,
  define(command) {
    command
      .argument("<scenario>", scenarioArgument)
      .option("-o, --output <file>", "write to this file, .html (default: standard output)")
      .option("--force", "overwrite the file")
      .addOption(seedOption())
      .addOption(messagesOption("end validation and comparison after so many messages each"))
      .addOption(
        maxTimeOption(
          "end validation and comparison after so much time each, e.g. 30 or 2min (default: 20; with --messages: none)",
        ),
      )
      .addOption(workersOption())
      .addOption(setOption());
  },
};
