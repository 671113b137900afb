import { Option } from "commander";
import { maxTime, numberBetween, seedText, wholeNumber } from "../option-values.js";

/** `--seed`. */
export function seedOption(condition = ""): Option {
  return new Option(
    "--seed <text>",
    `${condition}names the random streams: the same seed gives the same result to the last bit (default: vmqsc)`,
  ).argParser(seedText);
}

/** `--confidence`, of the intervals or of all rows together. */
export function confidenceOption(of: string): Option {
  return new Option("--confidence <share>", `${of} (default: 0.99)`).argParser(
    numberBetween("--confidence", 0, 1),
  );
}

/** `--precision`. */
export function precisionOption(meaning: string): Option {
  return new Option("--precision <share>", meaning).argParser(numberBetween("--precision", 0, 1));
}

/** `--messages`. */
export function messagesOption(meaning: string): Option {
  return new Option("--messages <count>", meaning).argParser(wholeNumber("--messages"));
}

/** `--replications`. */
export function replicationsOption(condition = ""): Option {
  return new Option(
    "--replications <count>",
    `${condition}run so many replications, instead of --messages`,
  ).argParser(wholeNumber("--replications", 2, "since intervals come from their spread"));
}

/** `--max-time`. */
export function maxTimeOption(meaning: string): Option {
  return new Option("--max-time <seconds>", meaning).argParser(maxTime);
}

/** `--measures`. */
export function measuresOption(which: string): Option {
  return new Option("--measures <list>", `keys of \`vmqsc measures\`, with commas between${which}`);
}

/** `--workers`. */
export function workersOption(condition = ""): Option {
  return new Option(
    "--workers <count>",
    `${condition}threads; the result is the same for any (default: as many as pay)`,
  ).argParser(wholeNumber("--workers"));
}

/** `--mode`. */
export function modeOption(condition = ""): Option {
  return new Option(
    "--mode <how>",
    `${condition}span (default) draws quiet spans at once, event goes message by message`,
  ).choices(["span", "event"]);
}
