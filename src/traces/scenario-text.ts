import { checkArgument, objectWith } from "../scenario/checks/argument-shapes.js";
import type { Seconds } from "../scenario/model/units.js";
import { scenarioYaml } from "../scenario/reading/scenario-yaml.js";
import type { Dispersion } from "./burstiness.js";
import type { NamedRhythm, TraceFit } from "./fit.js";
import type { ProposedMultiples } from "./proposed-multiples.js";

/**
 * A fitted scenario as the text of a YAML file, with the nodes that each class stands for and comments that
 * say where it came from and what the trace has that Poisson traffic lacks. It reads back as `fit.scenario`.
 *
 * @throws {ScenarioError} when it is no fit
 */
export function fittedScenarioText(fitted: TraceFit): string {
  const wanted = objectWith("what fit has made of a trace", ["scenario", "burstiness", "classes"]);
  checkArgument("fitted", fitted, wanted);
  return scenarioYaml(fitted.scenario, provenance(fitted));
}

function provenance(fit: TraceFit): string[] {
  const { poisson, dispersion } = fit.burstiness;
  return [
    `Fitted to ${oneLine(fit.source)}: ${fit.messages} messages among ${fit.nodes} nodes in ${fit.span} s.`,
    "Rates are message counts over that span; their shares, and so the stable-log ratio, are exactly the trace's.",
    ...(fit.proposal ? [proposalText(fit.proposal)] : []),
    `Index of dispersion (Poisson traffic: 1): ${dispersion.map(dispersionText).join(", ") || "none, too few messages or time stamps too coarse"}.`,
    poisson
      ? "Nothing tells the trace from Poisson traffic of these rates."
      : "This is not Poisson traffic: means hold, bursts and peaks are not those of a Poisson model.",
    ...fit.rhythms.map((rhythm) => `${rhythmText(rhythm, fit.span)}.`),
    ...fit.warnings.map((warning) => `${oneLine(warning)}.`),
  ];
}

function proposalText({ cost, loss, single }: ProposedMultiples): string {
  const by =
    cost === undefined
      ? "by messages received: the busiest nodes get the least"
      : "by the cost of storage (E16)";
  const more = `; one multiple for all, ${single}, costs ${Number((100 * loss).toPrecision(2))} % more`;
  return `Multiples are a proposal ${by}${loss > 0 ? more : ""}.`;
}

/** A rhythm beside the base interval, in one clause; of its period the digits that a trace of that span can tell. */
export function rhythmText({ period, baseIntervals, swing, locks }: NamedRhythm, span: Seconds): string {
  const digits = Math.min(4, Math.max(2, 1 + Math.floor(Math.log10((4 * span) / period))));
  const known = (value: number) => Number(value.toPrecision(digits));
  const short = (value: number) => Number(value.toPrecision(3));
  const step = locks
    ? "stays in step with the checkpoints: the phase of the grid matters"
    : "drifts against the checkpoints";
  return `A rhythm of ${known(period)} s (${known(baseIntervals)} base intervals, the rate swings by ${short(100 * swing)} %) ${step}`;
}

function dispersionText({ index, window }: Dispersion): string {
  return `${Number(index.toPrecision(3))} at ${window} s`;
}

function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ");
}
