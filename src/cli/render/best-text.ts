import type { ProvenBaseInterval } from "../../planning/best-base-interval.js";
import type { ProvenMultiples } from "../../planning/best-multiples.js";
import type { ProvenPhases } from "../../planning/best-phases.js";
import type { System } from "../../scenario/model/system.js";
import type { ReportForms } from "../print-report.js";
import { type CsvCell, csv, csvOf } from "./csv.js";
import { type ColumnText, figureColumn, measureText, tellingApart } from "./measure-text.js";
import { numberText, percentText, plural } from "./number-text.js";
import { left, type Paint, right, table } from "./table.js";

/** What the trials that prove the best base interval are in the answer, in their order. */
const baseIntervalTrials: readonly string[] = ["now", "1 % below", "best", "1 % above"];

/** The best base interval, with the waste around it. */
export function baseIntervalForms(found: ProvenBaseInterval): ReportForms {
  const { best, everyIsBest, proof } = found;
  const rows: CsvCell[][] = proof.map(({ baseInterval, waste }, place) => [
    baseIntervalTrials[place],
    baseInterval,
    waste,
  ]);
  // Without the best among them the trials alone would not say which way it lies.
  if (rows.length === 1)
    rows.push(["best", everyIsBest ? "any" : String(best.baseInterval), best.leastWaste]);
  return {
    json: () => ({ best: "baseInterval", ...best, everyIsBest, proof }),
    csv: () => csv(["trial", "baseInterval", "waste"], rows),
    text: (style) => baseIntervalText(found, style),
  };
}

function baseIntervalText(found: ProvenBaseInterval, style: Paint): string {
  const { best, proof } = found;
  const { overhead, exposure } = best;
  const remark = domainRemark(found);
  const tried = proof.map(({ baseInterval }) => baseInterval);
  const intervalText = figureColumn(tried, "s", { digits: 5 });
  const wasteText = tellingApart(
    proof.map(({ waste }) => waste),
    4,
    percentText,
  );
  return [
    `${style.heading(baseIntervalHeading(found, intervalText))}\n`,
    `W = A/T0 + B T0 + const, with A = ${numberText(overhead)} s and B = ${numberText(exposure)}/s\n\n`,
    table(
      [...left(""), ...right("base interval", "waste")],
      proof.map(({ baseInterval, waste }, place) => [
        baseIntervalTrials[place],
        intervalText(baseInterval),
        wasteText(waste),
      ]),
      style,
    ),
    remark && style.doubtful(remark),
  ].join("");
}

function baseIntervalHeading(
  { best: { baseInterval }, everyIsBest }: ProvenBaseInterval,
  intervalText: ColumnText,
): string {
  if (everyIsBest) return "every base interval is equally good: nothing fails, and checkpoints cost nothing";
  if (baseInterval === Number.POSITIVE_INFINITY) {
    return "the longer the base interval the less the waste: nothing fails";
  }
  if (baseInterval === 0) return "the shorter the base interval the less the waste: checkpoints cost nothing";
  return `the waste is least at a base interval of ${intervalText(baseInterval)}`;
}

function domainRemark({ best: { baseInterval, insideDomain }, everyIsBest }: ProvenBaseInterval): string {
  // Where nothing is wasted, nothing is wasted outside the domain either.
  if (insideDomain || everyIsBest) return "";
  return baseInterval === 0
    ? "\nCheckpoints would outlast the shortest intervals: there the formula leaves its domain.\n"
    : "\nCheckpoints would outlast that interval: the formula leaves its domain.\n";
}

/** The best multiples, with what all classes cost beside each of them. */
export function multiplesForms(found: ProvenMultiples, system: System): ReportForms {
  const classes = found.classes.map(({ classIndex, ...one }) => ({
    ...one,
    name: system.classes[classIndex].name,
    costAt: (tried: number) => one.proof.find(({ multiple }) => multiple === tried)?.cost,
  }));
  return {
    json: () => {
      const { cost, leastCost, ...rest } = found;
      return {
        best: "multiples",
        ...rest,
        costPerHour: cost,
        leastCostPerHour: leastCost,
        classes: Object.fromEntries(classes.map(({ name, costAt: _, ...one }) => [name, one])),
      };
    },
    csv: () =>
      csv(
        [
          ...["class", "multiple", "costPerHour", "best", "leastCostPerHour"],
          ...["costPerHour one less", "costPerHour one more"],
        ],
        classes.map(({ name, multiple, cost, best, unbounded, leastCost, costAt }) => {
          const shown = unbounded ? "the longer the better" : best;
          return [name, multiple, cost, shown, leastCost, costAt(best - 1), costAt(best + 1)];
        }),
      ),
    text: (style) => multiplesText(found, system, style),
  };
}

function multiplesText(found: ProvenMultiples, { classes, prices }: System, style: Paint): string {
  const { by, cost, leastCost } = found;
  const what = by === "prices" ? "cost per hour" : "VM-hours lost per hour";
  const priced = Object.values(prices).some((price) => price > 0);
  const why = priced
    ? "The prices speak against no period, however long: the waste decides.\n"
    : "The scenario has no prices: the waste decides.\n";
  const costText = tellingApart(
    [cost, ...found.classes.flatMap(({ proof }) => proof.map((one) => one.cost))],
    4,
    numberText,
  );
  return [
    `${style.heading(`${what} ${costText(cost)} now, ${costText(leastCost)} with the best multiples`)}\n`,
    by === "waste" ? why : "",
    `${guarantee(found, costText)}\n\n`,
    table(
      [
        ...left("class"),
        ...right("now", "costs", "best", "costs", "all cost: one less", "all cost: one more"),
      ],
      found.classes.map(({ classIndex, multiple, best, unbounded, cost: now, leastCost: least, proof }) => {
        const costAt = (wanted: number) => {
          const tried = proof.find((entry) => entry.multiple === wanted);
          return tried ? costText(tried.cost) : "–";
        };
        return [
          classes[classIndex].name,
          numberText(multiple, 15),
          numberText(now),
          unbounded ? "the longer the better" : style.strong(numberText(best, 15)),
          numberText(least),
          costAt(best - 1),
          costAt(best + 1),
        ];
      }),
      style,
    ),
  ].join("");
}

/** What is known of the best multiples. */
function guarantee({ proven, bound, tried, classes }: ProvenMultiples, costText: ColumnText): string {
  if (classes.some(({ unbounded }) => unbounded))
    return "Nothing speaks against ever longer periods: nothing fails.";
  if (proven) return "No multiples cost less.";
  const searched = `Of ${plural(tried, "combination")} that were tried none costs less`;
  return bound === undefined
    ? `${searched}; not every one was.`
    : `${searched}; none can cost less than ${costText(bound)}.`;
}

/** The phases that flatten the bursts, with the bursts before and after. */
export function phasesForms(found: ProvenPhases, system: System): ReportForms {
  const { phases, ...rest } = found;
  const { classes } = system;
  return {
    json: () => ({
      best: "phases",
      phases: Object.fromEntries(classes.map(({ name, index }) => [name, phases[index]])),
      ...rest,
    }),
    csv: () =>
      csvOf(
        ["class", "multiple", "phase", "best"],
        classes.map((one) => ({ ...one, class: one.name, best: phases[one.index] })),
      ),
    text: (style) => phasesText(found, system, style),
  };
}

function phasesText(found: ProvenPhases, { classes }: System, style: Paint): string {
  const { phases, burst, burstBefore, leastBurst, proven, before, after } = found;
  const better = burst < burstBefore;
  const heading = better
    ? `the largest burst of writes falls from ${measureText(burstBefore, "B")} to ${measureText(burst, "B")}`
    : `no phases that were tried flatten the largest burst of writes, ${measureText(burst, "B")}`;
  return [
    `${style.heading(heading)}\n`,
    proven
      ? "No choice of phases does better.\n\n"
      : `No phases can bring it below ${measureText(leastBurst, "B")}; not every choice was tried.\n\n`,
    table(
      [...left("class"), ...right("multiple", "phase now", "best")],
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
      [...left("at most"), ...right("now", "best")],
      [
        ["images and flushes", measureText(burstBefore, "B"), measureText(burst, "B")],
        ["images", measureText(before.checkpointBurst, "B"), measureText(after.checkpointBurst, "B")],
        ["flushes", measureText(before.flushBurstBytes, "B"), measureText(after.flushBurstBytes, "B")],
      ],
      style,
    ),
  ].join("");
}
