import type {
  JointBand,
  JointEdge,
  TargetBand,
  TargetEdge,
  TargetSolution,
  Trial,
} from "../../planning/target-solution.js";
import type { ReportForms } from "../print-report.js";
import { csv } from "./csv.js";
import { type ColumnText, figureColumn, shownUnit, tellingApart, valueColumn } from "./measure-text.js";
import { percentText, plural } from "./number-text.js";
import { left, type Paint, right, table } from "./table.js";

type NamedTrial = { readonly what: string; readonly trial: Trial };

const namedBands = 4;

const longestFraction = 20;

/** The answer to an inverse question, with the trials that prove it; `boundUnit` is the unit of the target, as typed. */
export function targetForms(solution: TargetSolution, boundUnit?: string): ReportForms {
  const { target, path, phaseModuloMultiple: modulo } = solution;
  const trials = targetTrials(solution);
  const phase = modulo === undefined ? [] : ["phase"];
  const outside = trials.some(({ trial }) => trial.outsideDomain !== undefined) ? ["outsideDomain"] : [];
  return {
    json: () => targetJson(solution),
    csv: () =>
      csv(
        ["trial", path, target.measure.key, "meets", ...phase, ...outside],
        trials.map(({ what, trial }) => [
          ...[what, trial.value, trial.figure, String(trial.meets)],
          ...phase.map(() => (trial.refused === undefined ? (trial.phase ?? modulo) : undefined)),
          ...outside.map(() => trial.outsideDomain),
        ]),
      ),
    text: (style) => targetText(solution, style, boundUnit),
  };
}

function targetJson({ target, path, least, most, dimension: _, unit: __, ...solution }: TargetSolution) {
  const { key, unit } = target.measure;
  return {
    target: { measure: key, relation: target.relation, value: target.bound.value, unit },
    by: path,
    solution: least && most ? { least, most } : null,
    ...solution,
  };
}

export function targetTrials(solution: TargetSolution): readonly NamedTrial[] {
  const { now, least, most, closest, around = [] } = solution;
  const trials: readonly { readonly what: string; readonly trial: Trial | undefined }[] = [
    { what: "now", trial: now },
    { what: "least", trial: least?.inside },
    { what: "just below", trial: least?.outside },
    { what: "most", trial: most?.inside },
    { what: "just above", trial: most?.outside },
    { what: "closest", trial: closest },
    ...around.map((trial) => ({ what: trial.value < closest!.value ? "just below" : "just above", trial })),
  ];
  return trials
    .flatMap(({ what, trial }) => (trial ? [{ what, trial }] : []))
    .sort((a, b) => a.trial.value - b.trial.value);
}

/** Those to show: what binds nothing goes without saying, and one value takes one line. */
function shownTrials(solution: TargetSolution): readonly NamedTrial[] {
  const [least, most] = [solution.least, solution.most].map((end) => (binds(end) ? end : undefined));
  const lines = new Map<number, NamedTrial>();
  for (const { what, trial } of targetTrials(least || most ? { ...solution, least, most } : solution)) {
    const before = lines.get(trial.value);
    lines.set(trial.value, { what: before ? `${before.what}, ${what}` : what, trial });
  }
  return [...lines.values()];
}

/** Where the scenario allows nothing further, or nothing further was found to miss it, an end binds nothing. */
function binds(edge: TargetEdge | undefined): boolean {
  return edge?.outside !== undefined && edge.outside.refused === undefined;
}

function targetText(solution: TargetSolution, style: Paint, boundUnit?: string): string {
  const { target, path, dimension, phaseModuloMultiple: phase, bands, most, now } = solution;
  const { label } = target.measure;
  const unit = shownUnit(target.measure);
  const trials = shownTrials(solution);
  const figures = trials.flatMap(({ trial }) => trial.figure ?? []);
  const digits = unit === "1" ? 6 : 4;
  const figureText = figureColumn([target.bound.value, ...figures], unit, { unit: boundUnit, digits });
  const ends = bands.slice(0, namedBands).flatMap(({ least: from, most: to }) => [from.inside, to.inside]);
  const values = [now, ...trials.map(({ trial }) => trial), ...ends].map(({ value }) => value);
  const valueText = knobText(solution, values);
  const wanted = `${label} ${target.relation === "<=" ? "≤" : "≥"} ${figureText(target.bound.value)}`;
  const rows = trials.map(({ what, trial }) => {
    const figure = trial.figure === undefined ? "–" : figureText(trial.figure);
    return [what, valueText(trial.value), figure, verdict(trial, style)];
  });
  const others = bands.filter(({ most: end }) => end !== most).slice(0, namedBands);
  const remarks = [
    ...others.map((band) => `${sentence(path, band, valueText)}, too\n`),
    bands.length > namedBands + 1 ? "and so do further runs of values; --json has all\n" : "",
    dimension === "share"
      ? "share: of all messages, those that the class receives; the others keep their proportions\n"
      : "",
    phase === undefined ? "" : `with phase ${phase} of the class taken modulo the multiple\n`,
  ];
  return [
    `${style.heading(wanted)}\n`,
    `${answer(solution, valueText, figureText)}\n`,
    ...remarks.filter(Boolean).map(style.faint),
    "\n",
    table([...left(""), ...right(path, label), ...left("")], rows, style),
  ].join("");
}

/** How values of the number that is changed are written: a share in per cent, all others as a user would. */
function knobText({ dimension, unit }: TargetSolution, values: readonly number[]): ColumnText {
  return dimension === "share" ? tellingApart(values, 4, percentText) : valueColumn(values, dimension, unit);
}

function verdict({ meets, refused, outsideDomain }: Trial, style: Paint): string {
  if (refused !== undefined) return style.faint(refused);
  const word = meets ? style.good("meets it") : style.bad("misses it");
  return outsideDomain === undefined ? word : `${word}, ${style.doubtful("outside the formula's domain")}`;
}

function answer(solution: TargetSolution, valueText: ColumnText, figureText: ColumnText): string {
  const { target, path, dimension, now, least, most, closest, tried, depends } = solution;
  if (!depends) {
    const word = now.meets ? "meets" : "misses";
    return `${target.measure.label} does not depend on ${path}: it is ${figureText(now.figure!)} at all ${plural(tried, "value")} that were tried, which ${word} it`;
  }
  // A share is worked out, all others are tried.
  const among = dimension === "share" ? "" : " that was tried";
  if (!least || !most) {
    if (!closest || dimension === "share") {
      return `no ${path}${among} meets it${closest ? `, not even ${valueText(closest.value)}` : ""}`;
    }
    return `no ${path} that was tried meets it: of ${plural(tried, "value")}, the least dip followed to its bottom, ${valueText(closest.value)} comes closest`;
  }
  if (binds(least) || binds(most)) return sentence(path, { least, most }, valueText);
  return `every ${path}${among} meets it`;
}

function sentence(path: string, { least, most }: TargetBand, valueText: ColumnText): string {
  const [low, high] = [least, most].map(({ inside: { value, fraction } }) =>
    fraction?.includes("/") && fraction.length <= longestFraction
      ? `${valueText(value)} (${fraction})`
      : valueText(value),
  );
  if (binds(least) && binds(most)) {
    return low === high ? `${path} of ${low} meets it` : `${path} from ${low} to ${high} meets it`;
  }
  if (binds(most)) return `${path} up to ${high} meets it`;
  return `${path} from ${low} on meets it`;
}

export function jointForms(solutions: readonly TargetSolution[], bands: readonly JointBand[]): ReportForms {
  const [{ path }] = solutions;
  // JSON knows no infinity: an end that nothing sets is left out.
  const finite = (edge: JointEdge) => (Number.isFinite(edge.value) ? edge : undefined);
  const ends = bands.map(({ least, most }) => ({ least: finite(least), most: finite(most) }));
  return {
    json: () => ({ by: path, bands: ends, targets: solutions.map(targetJson) }),
    csv: () =>
      csv(
        ["by", "least", "most"],
        ends.map(({ least, most }) => [path, least?.value, most?.value]),
      ),
    text: (style) => jointText(solutions, bands, style),
  };
}

function jointText(solutions: readonly TargetSolution[], bands: readonly JointBand[], style: Paint): string {
  const [first] = solutions;
  const { path } = first;
  const ends = bands.flatMap(({ least, most }) => [least.value, most.value]).filter(Number.isFinite);
  const valueText = knobText(first, ends);
  const end = (word: string, { boundBy, value }: JointEdge) =>
    boundBy === undefined ? "" : ` ${word} ${valueText(value)} (${solutions[boundBy].target.measure.label})`;
  const sentences = bands.map(({ least, most }) => {
    const span = end("from", least) + end("up to", most);
    return span === "" ? `every ${path} that was tried` : path + span;
  });
  const together = sentences.join(", and ") || `no ${path} that was tried`;
  return [
    `${style.heading("All targets together")}\n${together} meets all ${solutions.length} targets\n`,
    ...solutions.map((one) => targetText(one, style)),
  ].join("\n");
}
