import {
  type ClassShare,
  exactStableLogByteRatio,
  exactStableLogRatio,
  stableLogByteRatio,
  stableLogRatio,
  stableLogShares,
} from "../../analytic/stable-log-ratio.js";
import { countVms, type System, type VmClass } from "../../scenario/model/system.js";
import { classListScenario } from "../class-list.js";
import type { Options } from "../options.js";
import { printReport, type ReportForms } from "../print-report.js";
import { csvOf } from "../render/csv.js";
import { numberText, percentText, signedText } from "../render/number-text.js";
import { left, type Paint, right, table } from "../render/table.js";
import { checkedScenario, scenarioInput } from "../scenario-input.js";
import { type Terminal, UsageError } from "../terminal.js";

/** More classes than these are summed up on the screen; JSON and CSV have them all. */
const shownClasses = 20;

interface RatioFigure {
  readonly value: number;
  /** Absent where the ratio is irrational. */
  readonly fraction?: string;
}

/** Prints the stable-log ratio: as fraction and decimal, by class, by bytes, and what moves it. */
export async function reportRatio(
  terminal: Terminal,
  argument: string | undefined,
  options: Options,
): Promise<void> {
  const { system } = await ratioInput(terminal, argument, options);
  printReport(terminal, options, ratioForms(system));
}

async function ratioInput(terminal: Terminal, argument: string | undefined, options: Options) {
  const { classes, rates, per } = options;
  if (argument !== undefined) {
    if (classes !== undefined || rates !== undefined || per !== undefined) {
      throw new UsageError("ratio takes a scenario or --classes and --rates, not both");
    }
    return scenarioInput(terminal, argument, options);
  }
  if (classes === undefined || rates === undefined) {
    throw new UsageError("ratio needs a scenario (a file, - or a built-in name), or --classes and --rates");
  }
  return checkedScenario(terminal, classListScenario(classes, rates, per ?? "receiver"), options);
}

function ratioForms(system: System): ReportForms {
  const ratio = { value: stableLogRatio(system), ...exactStableLogRatio(system) };
  const byteRatio = { value: stableLogByteRatio(system), ...exactStableLogByteRatio(system) };
  const shares = stableLogShares(system);
  const columns = ["class", "multiple", "count", "inbound", "share", "logged", "sensitivity", "elasticity"];
  return {
    json: () => ({
      stableLogRatio: ratio,
      stableLogByteRatio: byteRatio,
      classes: Object.fromEntries(system.classes.map(({ name, index }) => [name, shares[index]])),
    }),
    // A line for each class, and one for the whole system, whose logged share is the ratio itself.
    csv: () =>
      csvOf(
        [...columns, "multipleSensitivity"],
        [
          ...system.classes.map(({ name, multiple, count, index }) => {
            return { ...shares[index], class: name, multiple, count };
          }),
          {
            class: "whole system",
            count: countVms(system),
            inbound: shares.reduce((sum, share) => sum + share.inbound, 0),
            share: 1,
            logged: ratio.value,
          },
        ],
      ),
    text: (style) =>
      [
        `${style.heading(system.name)}\n\n`,
        `  stable-log ratio η       ${style.strong(ratioFigureText(ratio))}\n`,
        `  by bytes                 ${ratioFigureText(byteRatio)}\n\n`,
        classesText(system, shares, ratio.value, style),
      ].join(""),
  };
}

function classesText(
  { classes }: System,
  shares: readonly ClassShare[],
  ratio: number,
  style: Paint,
): string {
  const byInfluence = [...classes].sort(
    (a, b) => Math.abs(shares[b.index].elasticity) - Math.abs(shares[a.index].elasticity),
  );
  const shown = classes.length > shownClasses ? byInfluence.slice(0, shownClasses) : classes;
  const rest = classes.length - shown.length;
  return [
    table(
      [
        ...left("class"),
        ...right("multiple", "VMs", "receives", "share", "logged", "∂η/∂F", "elasticity", "∂η/∂i"),
      ],
      shown.map((vmClass) => classRow(vmClass, shares[vmClass.index])),
      style,
    ),
    rest > 0 ? style.faint(`and ${rest} classes that move η less; --csv and --json have all\n`) : "",
    `\n${whatMovesIt(byInfluence, shares, ratio)}`,
  ].join("");
}

function ratioFigureText({ value, fraction }: RatioFigure): string {
  const decimal = numberText(value, 6);
  if (fraction === undefined || fraction === decimal) return decimal;
  return fraction.length <= 40 ? `${fraction} ≈ ${decimal}` : `≈ ${decimal} (exact fraction in --json)`;
}

function classRow({ name, multiple, count }: VmClass, share: ClassShare): string[] {
  return [
    name,
    String(multiple),
    numberText(count),
    `${numberText(share.inbound)}/s`,
    percentText(share.share),
    percentText(share.logged),
    signedText(share.sensitivity),
    signedText(share.elasticity),
    signedText(share.multipleSensitivity),
  ];
}

/** The largest elasticities in words. */
function whatMovesIt(byInfluence: readonly VmClass[], shares: readonly ClassShare[], ratio: number): string {
  if (ratio === 0) return "Nothing is logged to stable storage: every class that receives is SI.\n";
  const moving = byInfluence.filter(({ index }) => shares[index].elasticity !== 0).slice(0, 3);
  if (moving.length === 0)
    return "All classes that receive log the same share: the mix of traffic does not move η.\n";
  const clauses = moving.map(({ name, index }) => {
    const { elasticity } = shares[index];
    return `  1 % more messages into ${name} ${elasticity > 0 ? "raise" : "lower"} η by ${numberText(Math.abs(elasticity), 2)} %\n`;
  });
  return `What moves it:\n${clauses.join("")}`;
}
