import { shellWord } from "../../src/cli/render/shell-word.js";
import type { SequentialRun } from "../../src/montecarlo/estimation/sequential-run.js";
import { defaultSeed } from "../../src/montecarlo/estimation/simulation.js";
import { scenarioFile } from "../worker/answer-question.js";
import type { RunRequest } from "../worker/messages.js";

/** The command line's own limits, which need not be said. */
const usual = { precision: 0.001, maxTime: 60 };

/**
 * The command that gives the numbers of a run. Where time or somebody ended it, its length is said instead: when that
 * was depends on the machine.
 */
export function sameRunCommand(run: SequentialRun, { method, seed, precision, maxTime }: RunRequest): string {
  const cutShort = run.stopReason !== "goal";
  const { count, messages } = run.totals;
  const length = method === "validate" ? ["--messages", String(messages)] : ["--replications", String(count)];
  return [
    "vmqsc",
    method,
    scenarioFile,
    ...(seed === defaultSeed ? [] : ["--seed", shellWord(seed)]),
    ...(cutShort ? length : []),
    ...(!cutShort && method === "simulate" && precision !== usual.precision
      ? ["--precision", String(precision)]
      : []),
    ...(!cutShort && maxTime > usual.maxTime ? ["--max-time", String(maxTime)] : []),
  ].join(" ");
}
