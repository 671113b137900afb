import type {
  ProvenBaseInterval,
  ProvenMultiples,
  ProvenPhases,
} from "../../analytic/questions/proven-best.js";
import type { TargetEdge, TargetSolution, Trial } from "../../analytic/questions/solve-target.js";
import type { System } from "../../scenario/system.js";
import { measureText } from "./measure-text.js";
import { numberText, percentText } from "./number-text.js";
import type { Paint } from "./paint.js";
import { type Column, table } from "./table.js";

/** The trials that prove an answer, in the order of their values. */
export function targetTrials({ now, least, most, closest }: TargetSolution): readonly {
  readonly what: string;
  readonly trial: Trial;
}[] {
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
    ...(closest && closest !== now ? [{ what: "closest", trial: closest }] : []),
  ].sort((a, b) => a.trial.value - b.trial.value);
}

/** Where the scenario allows nothing further, or nothing further was found to miss it, an end binds nothing. */
function binds(edge: TargetEdge | undefined): edge is TargetEdge {
  return edge?.outside !== undefined && edge.outside.refused === undefined;
}

/** The values that meet a target, with the proof. */
export function targetText(solution: TargetSolution, style: Paint): string {
  const { target, path, least, most } = solution;
  const { label, unit } = target.measure;
  const wanted = `${label} ${target.relation === "<=" ? "≤" : "≥"} ${measureText(target.bound.value, unit)}`;
  const boundary = [least, most].filter(binds);
  const told = boundary.flatMap(({ inside, outside }) => [inside, outside]);
  const trials = targetTrials(solution).filter(
    ({ what, trial }) => what === "now" || what === "closest" || told.length === 0 || told.includes(trial),
  );
  const rows = trials.map(({ what, trial }) => [
    what,
    numberText(trial.value, 9),
    trial.figure === undefined ? "–" : measureText(trial.figure, unit, 9),
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
  return `${style.heading(wanted)}\n${answer(path, least, most)}\n\n${table(columns, rows, style)}`;
}

function answer(path: string, least: TargetEdge | undefined, most: TargetEdge | undefined): string {
  if (!least || !most) return `no ${path} that was tried meets it`;
  const [low, high] = [numberText(least.inside.value, 9), numberText(most.inside.value, 9)];
  if (binds(least) && binds(most)) return `${path} from ${low} to ${high} meets it`;
  if (binds(most)) return `${path} up to ${high} meets it`;
  if (binds(least)) return `${path} from ${low} on meets it`;
  return `every ${path} that was tried meets it`;
}

/** The best base interval, with the waste around it. */
export function baseIntervalText({ best, proof }: ProvenBaseInterval, style: Paint): string {
  const { baseInterval, overhead, exposure, insideDomain } = best;
  const heading =
    baseInterval === Number.POSITIVE_INFINITY
      ? "the longer the base interval the less the waste: nothing fails"
      : baseInterval === 0
        ? "the shorter the base interval the less the waste: checkpoints cost nothing"
        : `the waste is least at a base interval of ${measureText(baseInterval, "s", 5)}`;
  const words = ["now", "1 % below", "best", "1 % above"];
  return [
    `${style.heading(heading)}\n`,
    `W = A/T0 + B T0 + const, with A = ${numberText(overhead)} s and B = ${numberText(exposure)}/s\n\n`,
    table(
      [{ title: "" }, { title: "base interval", align: "right" }, { title: "waste", align: "right" }],
      proof.map(({ baseInterval: tried, waste }, place) => [
        words[place]!,
        measureText(tried, "s", 5),
        percentText(waste, 9),
      ]),
      style,
    ),
    insideDomain
      ? ""
      : style.doubtful("\nCheckpoints would outlast that interval: the formula leaves its domain.\n"),
  ].join("");
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
        const costAt = (wanted: number) => {
          const tried = proof.find((entry) => entry.multiple === wanted);
          return tried ? numberText(tried.cost, 9) : "–";
        };
        return [
          classes[classIndex]!.name,
          numberText(multiple, 15),
          numberText(cost, 6),
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
