import { type CommandDefinition, reporting, scenarioArgument } from "./command-definition.js";

/** `vmqsc ratio`. */
export const ratioCommand: CommandDefinition = {
  name: "ratio",
  summary: "the stable-log ratio η: exactly, by class, by bytes, and what moves it",
  argument: ["[scenario]", scenarioArgument],
  options: {
    classes: "instead of a file: NAME=MULTIPLExCOUNT, with commas between",
    rates: "with --classes: FROM>TO=RATE, with commas between; 1/s unless a unit is given",
    per: "with --classes: how rates are meant (default: receiver)",
    ...reporting,
  },
  examples: [
    "vmqsc ratio paper",
    "vmqsc ratio cloud --set classes.batch.multiple=6 --json",
    'vmqsc ratio --classes SI=1x2,MI2=2x2 --rates "SI>SI=4,SI>MI2=2,MI2>SI=2,MI2>MI2=1"',
  ],
  load: async () => (await import("../reports/ratio.js")).reportRatio,
};
