import type { ProvenBaseInterval, ProvenMultiples, ProvenPhases } from "../../planning/proven-best.js";
import type { TargetEdge, TargetSolution, Trial } from "../../planning/target-solution.js";
import type { System } from "../../scenario/model/system.js";
import { formatQuantity } from "../../scenario/quantities/format-quantity.js";
import { type Dimension, parseQuantity } from "../../scenario/quantities/quantity.js";
import { measureText } from "./measure-text.js";
import { numberText, percentText } from "./number-text.js";
import type { Paint } from "./paint.js";
import { type Column, table } from "./table.js";

/** A value that was tried, and what it is in the answer. */
interface NamedTrial {
  readonly what: string;
  readonly trial: Trial;
}

/** The trials that prove an answer, in the order of their values. */
export function targetTrials(solution: TargetSolution): readonly NamedTrial[] {
  return trialsWith(solution, solution.least, solution.most);
}

function trialsWith(
  { now, closest, barrier }: TargetSolution,
  least: TargetEdge | undefined,
  most: TargetEdge | undefined,
): readonly NamedTrial[] {
  const ends = (edge: TargetEdge | undefined, inside: string, outside: string) =>
    edge
      ? [
          { what: inside, trial: edge.inside },
          ...(edge.outside ? [{ what: outside, trial: edge.outside }] : []),
        ]
      : [];
  return [
    { what: "now", trial: now },
    ...ends(least, "least", "just below"),
    ...ends(most, "most", "just above"),
    ...(closest ? [{ what: "closest", trial: closest }] : []),
    ...(closest && barrier
      ? [{ what: barrier.value < closest.value ? "just below" : "just above", trial: barrier }]
      : []),
  ].sort((a, b) => a.trial.value - b.trial.value);
}

/** Those to show: what binds nothing goes without saying, and one value takes one line. */
function shownTrials(solution: TargetSolution): readonly NamedTrial[] {
  const { least, most } = solution;
  const told =
    binds(least) || binds(most)
      ? trialsWith(solution, binds(least) ? least : undefined, binds(most) ? most : undefined)
      : targetTrials(solution);
  const lines = new Map<number, NamedTrial>();
  for (const { what, trial } of told) {
    const before = lines.get(trial.value);
    lines.set(trial.value, { what: before ? `${before.what}, ${what}` : what, trial });
  }
  return [...lines.values()];
}

/** Where the scenario allows nothing further, or nothing further was found to miss it, an end binds nothing. */
function binds(edge: TargetEdge | undefined): edge is TargetEdge {
  return edge?.outside !== undefined && edge.outside.refused === undefined;
}

/** The values that meet a target, with the proof. */
export function targetText(solution: TargetSolution, style: Paint): string {
  const { target, path, dimension, phaseModuloMultiple: phase } = solution;
  const { label, unit } = target.measure;
  const trials = shownTrials(solution);
  const figures = trials.flatMap(({ trial }) => trial.figure ?? []);
  const figureText = textTellingApart(
    [target.bound.value, ...figures],
    unit === "1" ? 6 : 4,
    (figure, digits) => measureText(figure, unit, digits),
  );
  const valueText = valueTextFor(solution);
  const wanted = `${label} ${target.relation === "<=" ? "≤" : "≥"} ${figureText(target.bound.value)}`;
  const rows = trials.map(({ what, trial }) => [
    what,
    valueText(trial.value),
    trial.figure === undefined ? "–" : figureText(trial.figure),
    trial.meets
      ? style.good("meets it")
      : trial.refused
        ? style.faint(trial.refused)
        : style.bad("misses it"),
  ]);
  const columns: Column[] = [
    { title: "" },
    { title: path, align: "right" },
    { title: label, align: "right" },
    { title: "" },
  ];
  const remarks = [
    ...(dimension === "share"
      ? ["share: of all messages, those that the class receives; the others keep their proportions\n"]
      : []),
    ...(phase === undefined ? [] : [`with phase ${phase} of the class taken modulo the multiple\n`]),
  ];
  return [
    `${style.heading(wanted)}\n`,
    `${answer(solution, valueText)}\n`,
    ...remarks.map(style.faint),
    "\n",
    table(columns, rows, style),
  ].join("");
}

function answer(solution: TargetSolution, valueText: (value: number) => string): string {
  const { path, dimension, least, most, closest } = solution;
  // A share is worked out, all others are tried.
  const tried = dimension === "share" ? "" : " that was tried";
  if (!least || !most) {
    const best = dimension === "share" && closest ? `, not even ${valueText(closest.value)}` : "";
    return `no ${path}${tried} meets it${best}`;
  }
  const [low, high] = [least, most].map(({ inside: { value, fraction } }) =>
    fraction?.includes("/") && fraction.length <= longestFraction
      ? `${valueText(value)} (${fraction})`
      : valueText(value),
  );
  if (binds(least) && binds(most)) return `${path} from ${low} to ${high} meets it`;
  if (binds(most)) return `${path} up to ${high} meets it`;
  if (binds(least)) return `${path} from ${low} on meets it`;
  return `every ${path}${tried} meets it`;
}

/** A fraction that is longer is of no use on a screen. */
const longestFraction = 20;

/** How values that were tried are written. */
function valueTextFor(solution: TargetSolution): (value: number) => string {
  const { dimension } = solution;
  if (dimension !== "share") return (value) => quantityText(value, dimension);
  return textTellingApart(
    shownTrials(solution).map(({ trial }) => trial.value),
    4,
    percentText,
  );
}

/** A value of the scenario that was tried: all its digits, which are few, unless that makes it hard to read. */
function quantityText(value: number, dimension: Dimension): string {
  if (dimension === "number") return numberText(value, 7);
  const text = formatQuantity(value, dimension, { digits: 7 });
  if (parseQuantity(text, dimension).value === value) return text;
  // In minutes or per hour a number of seconds with few digits may have many.
  const exact = formatQuantity(value, dimension, { exact: true });
  return exact.length > text.length || /\d{9}/.test(exact) ? text : exact;
}

/** Numbers with as many digits as it takes to tell them from one another, and so many at least. */
function textTellingApart(
  values: readonly number[],
  leastDigits: number,
  text: (value: number, digits: number) => string,
): (value: number) => string {
  const different = new Set(values).size;
  let digits = leastDigits;
  while (digits < 12 && new Set(values.map((value) => text(value, digits))).size < different) digits++;
  return (value) => text(value, digits);
}

/** What the trials that prove the best base interval are in the answer, in their order. */
export const baseIntervalTrials: readonly string[] = ["now", "1 % below", "best", "1 % above"];

/** The best base interval, with the waste around it. */
export function baseIntervalText(found: ProvenBaseInterval, style: Paint): string {
  const { best, proof } = found;
  const { overhead, exposure } = best;
  const remark = domainRemark(found);
  const wasteText = textTellingApart(
    proof.map(({ waste }) => waste),
    4,
    percentText,
  );
  return [
    `${style.heading(baseIntervalHeading(found))}\n`,
    `W = A/T0 + B T0 + const, with A = ${numberText(overhead)} s and B = ${numberText(exposure)}/s\n\n`,
    table(
      [{ title: "" }, { title: "base interval", align: "right" }, { title: "waste", align: "right" }],
      proof.map(({ baseInterval: tried, waste }, place) => [
        baseIntervalTrials[place],
        measureText(tried, "s", 5),
        wasteText(waste),
      ]),
      style,
    ),
    remark && style.doubtful(remark),
  ].join("");
}

function baseIntervalHeading({ best: { baseInterval }, everyIsBest }: ProvenBaseInterval): string {
  if (everyIsBest) return "every base interval is equally good: nothing fails, and checkpoints cost nothing";
  if (baseInterval === Number.POSITIVE_INFINITY) {
    return "the longer the base interval the less the waste: nothing fails";
  }
  if (baseInterval === 0) return "the shorter the base interval the less the waste: checkpoints cost nothing";
  return `the waste is least at a base interval of ${measureText(baseInterval, "s", 5)}`;
}

function domainRemark({ best: { baseInterval, insideDomain }, everyIsBest }: ProvenBaseInterval): string {
  // Where nothing is wasted, nothing is wasted outside the domain either.
  if (insideDomain || everyIsBest) return "";
  return baseInterval === 0
    ? "\nCheckpoints would outlast the shortest intervals: there the formula leaves its domain.\n"
    : "\nCheckpoints would outlast that interval: the formula leaves its domain.\n";
}

/** The best multiples, with the cost of their neighbours. */
export function multiplesText(found: ProvenMultiples, { classes }: System, style: Paint): string {
  const heading =
    found.by === "prices"
      ? `cost per hour ${numberText(found.cost)} now, ${numberText(found.leastCost)} with the best multiples`
      : `VM-hours lost per hour ${numberText(found.cost)} now, ${numberText(found.leastCost)} with the best multiples`;
  const right = (title: string): Column => ({ title, align: "right" });
  return [
    `${style.heading(heading)}\n`,
    found.by === "waste" ? "The scenario has no prices: only the waste counts.\n\n" : "\n",
    table(
      [
        { title: "class" },
        right("now"),
        right("costs"),
        right("best"),
        ...["one less", "best", "one more"].map((name) => right(`costs: ${name}`)),
      ],
      found.classes.map(({ classIndex, multiple, best, cost, proof }) => {
        const costText = textTellingApart(
          proof.map((tried) => tried.cost),
          4,
          numberText,
        );
        const costAt = (wanted: number) => {
          const tried = proof.find((entry) => entry.multiple === wanted);
          return tried ? costText(tried.cost) : "–";
        };
        return [
          classes[classIndex].name,
          numberText(multiple, 15),
          numberText(cost),
          style.strong(numberText(best, 15)),
          costAt(best - 1),
          costAt(best),
          costAt(best + 1),
        ];
      }),
      style,
    ),
  ].join("");
}

/** The phases that flatten the bursts, with the bursts before and after. */
export function phasesText(found: ProvenPhases, { classes }: System, style: Paint): string {
  const { phases, burst, burstBefore, leastBurst, proven, before, after } = found;
  const better = burst < burstBefore;
  const heading = better
    ? `the largest burst of writes falls from ${measureText(burstBefore, "B")} to ${measureText(burst, "B")}`
    : `no phases that were tried flatten the largest burst of writes, ${measureText(burst, "B")}`;
  const right = (title: string): Column => ({ title, align: "right" });
  return [
    `${style.heading(heading)}\n`,
    proven
      ? "No choice of phases does better.\n\n"
      : `No phases can bring it below ${measureText(leastBurst, "B")}; not every choice was tried.\n\n`,
    table(
      [{ title: "class" }, right("multiple"), right("phase now"), right("best")],
      classes.map(({ name, index, multiple, phase }) => [
        name,
        String(multiple),
        String(phase),
        style.strong(String(phases[index])),
      ]),
      style,
    ),
    "\n",
    table(
      [{ title: "at most" }, right("now"), right("best")],
      [
        ["images and flushes", measureText(burstBefore, "B"), measureText(burst, "B")],
        ["images", measureText(before.checkpointBurst, "B"), measureText(after.checkpointBurst, "B")],
        ["flushes", measureText(before.flushBurstBytes, "B"), measureText(after.flushBurstBytes, "B")],
      ],
      style,
    ),
  ].join("");
}
