import {
  type ComparisonMeasure,
  type ComparisonMeasureKey,
  comparisonMeasures,
  comparisonSections,
  findComparisonMeasure,
} from "../../scenario/model/comparison-measures.js";
import {
  certainties,
  guarantees,
  type SchemeKey,
  schemeEntry,
  schemes,
} from "../../scenario/model/schemes.js";
import { formatBytes } from "../../scenario/quantities/format-quantity.js";
import type {
  Answer,
  ClaimFigure,
  ComparedMeasure,
  ComparedScheme,
  PaperClaim,
} from "../../validation/comparison-claims.js";
import type { ComparisonReport } from "../../validation/comparison-report.js";
import type { ReportForms } from "../print-report.js";
import { csvOf } from "./csv.js";
import { measureText } from "./measure-text.js";
import { numberText, percentText } from "./number-text.js";
import { runLengthText, type Timeless } from "./simulation-run.js";
import { left, type Paint, right, table } from "./table.js";

type Measures = readonly ComparisonMeasureKey[] | undefined;

/** A comparison, of some measures only where they are named; `title` heads it for people. */
export function comparisonForms(
  report: ComparisonReport,
  title: (style: Paint) => string,
  wanted?: Measures,
): ReportForms {
  const measuresOf = ({ measures }: ComparedScheme) =>
    Object.entries(measures)
      .filter(([measure]) => wanted === undefined || wanted.some((key) => key === measure))
      .map(([measure, found]) => ({ ...found, measure, unit: findComparisonMeasure(measure)?.unit }));
  const schemesFound = Object.entries(report.schemes);
  return {
    json: () => {
      const found = schemesFound.map(([key, scheme]) => {
        const measures = measuresOf(scheme).map(({ measure, ...one }) => [measure, one]);
        const { certainty } = schemeEntry(key as SchemeKey);
        return [key, { ...scheme, certainty, measures: Object.fromEntries(measures) }];
      });
      return { ...report, schemes: Object.fromEntries(found) };
    },
    csv: () => {
      const rows = schemesFound.flatMap(([scheme, found]) =>
        measuresOf(found).map(({ difference, ...one }) => ({
          ...one,
          scheme,
          difference: difference.mean,
          differenceLow: difference.low,
          differenceHigh: difference.high,
        })),
      );
      const differences = ["difference", "differenceLow", "differenceHigh"] as const;
      const keys = ["scheme", "measure", "unit", "mean", "low", "high", ...differences] as const;
      return csvOf([...keys, "closedForm", "verdict"], rows);
    },
    text: (style) =>
      [
        title(style),
        ...comparisonTables(report, wanted, style).map(({ heading, schemes: titles, rows }) => {
          return `${style.heading(heading)}\n${table([...left(""), ...right(...titles)], rows, style)}\n`;
        }),
        ...comparisonNotes(report).map((note) => style.faint(`${note}\n`)),
        claimsText(report.claims, style),
        bestIntervals(report, schemesOf(report), style),
        `\n${comparisonSummary(report, style)}\n`,
      ].join(""),
  };
}

/** What a section of a comparison says: a row for each measure, a column for each scheme. */
export interface ComparisonTable {
  readonly heading: string;
  readonly schemes: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A comparison in tables. */
export function comparisonTables(
  report: ComparisonReport,
  wanted: Measures,
  style: Paint,
): readonly ComparisonTable[] {
  const keys = schemesOf(report);
  return Object.entries(comparisonSections).flatMap(([section, heading]) => {
    const shown = comparisonMeasures.filter(
      (measure) => measure.section === section && isShown(report, measure, wanted),
    );
    if (shown.length === 0) return [];
    const rows = shown.map((measure) => [
      measure.label,
      ...keys.map((key) => cell(report, key, measure, style)),
    ]);
    return [{ heading, schemes: keys.map(titleOf), rows }];
  });
}

/** What it took, and whether closed forms and estimates agree. */
export function comparisonSummary(report: Timeless<ComparisonReport>, style: Paint): string {
  return `${verdictText(report, style)}${percentText(report.confidence)} intervals; ${runLengthText(report)}`;
}

function schemesOf({ schemes: found }: ComparisonReport): readonly SchemeKey[] {
  return Object.keys(found) as SchemeKey[];
}

/** Rows in which every scheme has 0 are left out, unless they are asked for. */
function isShown(
  report: ComparisonReport,
  { key }: { key: ComparisonMeasureKey },
  wanted: Measures,
): boolean {
  if (wanted !== undefined) return wanted.includes(key);
  return Object.values(report.schemes).some(({ measures }) => {
    const found = measures[key];
    return found !== undefined && found.mean !== 0;
  });
}

function titleOf(key: SchemeKey): string {
  return schemeEntry(key).certainty === "R" ? `${key} (R)` : key;
}

function cell(report: ComparisonReport, key: SchemeKey, measure: ComparisonMeasure, style: Paint): string {
  const found = report.schemes[key]?.measures[measure.key as ComparisonMeasureKey];
  if (found === undefined) return "–";
  const text = valueText(found.mean, measure);
  if (key === "vmqsc") return text;
  return isOpen(found) ? style.faint(`${text} (open)`) : text;
}

/** Whether the interval of the difference does not tell the scheme from VM_QSC. */
function isOpen({ difference: { low, high } }: ComparedMeasure): boolean {
  return low < high && low <= 0 && high >= 0;
}

function valueText(value: number, { unit, share, digits = 3 }: ComparisonMeasure): string {
  if (share) return percentText(value, digits);
  return unit === "images" || unit === "VMs" ? numberText(value, digits) : measureText(value, unit, digits);
}

/** What a reader of the tables should know. */
export function comparisonNotes(report: ComparisonReport): readonly string[] {
  const keys = schemesOf(report);
  const open = keys.some((key) => Object.values(report.schemes[key]?.measures ?? {}).some(isOpen));
  const rebuilt = keys.filter((key) => schemeEntry(key).certainty === "R");
  return [
    ...(open ? ["(open): the interval of the difference to VM_QSC includes 0"] : []),
    ...(keys.some((key) => schemeEntry(key).guarantee !== "line")
      ? [
          "VM_QSC and coordinated rounds count once their images are written, checkpoints of other schemes at once, as published",
        ]
      : []),
    ...keys
      .filter((key) => (report.schemes[key]?.measures.storageUtilization?.mean ?? 0) >= 1)
      .map((key) => `${key} writes more than storage takes, so that what it writes is never complete`),
    ...(rebuilt.length > 0 ? [`(R) ${certainties.R}`] : []),
    ...rebuilt.map((key) => `${key}: ${schemeEntry(key).source}`),
  ];
}

function claimsText(claims: readonly PaperClaim[], style: Paint): string {
  if (claims.length === 0) return "";
  const paragraphs = claims.map((claim) => {
    const { answer, figures } = claimLines(claim, style);
    return `${answer}\n${figures.map((figure) => `   ${figure}\n`).join("")}`;
  });
  return `\n${style.heading("What it says")}\n${paragraphs.join("")}`;
}

/** What a comparison says of one of the paper's claims, and the figures that the answer rests on. */
export function claimLines(
  { number, claim, answer, reason, figures, breakEvenImages = {} }: PaperClaim,
  style: Paint,
): { readonly answer: string; readonly figures: readonly string[] } {
  const even = Object.entries(breakEvenImages).map(
    ([key, image]) =>
      `break-even with ${key}: VM_QSC writes less where images are larger than ${formatBytes(image, { digits: 3 })}`,
  );
  const why = reason === undefined ? "" : `, since ${reason}`;
  return {
    answer: `${number}. ${claim}: ${answerText(answer, style)}${why}`,
    figures: [...figures.map(figureText), ...even],
  };
}

function figureText({ scheme, measure, vmqsc, other, answer }: ClaimFigure): string {
  const entry = findComparisonMeasure(measure)!;
  const sentence = `${entry.label} ${valueText(vmqsc, entry)}, ${scheme} ${valueText(other, entry)}`;
  return `${sentence}: ${answer}`;
}

function answerText(answer: Answer, style: Paint): string {
  if (answer === "yes") return style.good("yes");
  return answer === "no" ? style.bad("no") : style.doubtful("undecided");
}

function bestIntervals(report: ComparisonReport, keys: readonly SchemeKey[], style: Paint): string {
  const best = keys.flatMap((key) => {
    const interval = report.schemes[key]?.bestBaseInterval;
    return interval === undefined ? [] : [`${key} ${measureText(interval, "s", 3)}`];
  });
  if (best.length === 0) return "";
  return `\n${style.heading("Base interval of least waste, to first order")}\n${best.join(", ")}\n`;
}

function verdictText({ schemes: found, verdict }: Timeless<ComparisonReport>, style: Paint): string {
  if (verdict === undefined) return "";
  const judged = Object.entries(found).flatMap(([scheme, { measures }]) =>
    Object.entries(measures).flatMap(([measure, { verdict: one, closedForm, mean }]) =>
      one === undefined ? [] : [{ scheme, measure, verdict: one, closedForm, mean }],
    ),
  );
  const count = (wanted: string) => judged.filter((row) => row.verdict === wanted).length;
  const apart = judged
    .filter((row) => row.verdict === "disagree")
    .map(({ scheme, measure, closedForm, mean }) =>
      style.bad(
        `${scheme} ${measure}: closed form ${numberText(closedForm ?? 0, 6)}, estimate ${numberText(mean, 6)}\n`,
      ),
    );
  const open =
    verdict === "agree" ? "" : `, ${count("inconclusive")} inconclusive, ${count("disagree")} disagree`;
  return `${apart.join("")}${count("agree")} of ${judged.length} closed forms agree with their estimates${open}; `;
}

/** Every scheme there is. */
export function schemesForms(): ReportForms {
  const shown = schemes.map((entry) => ({
    ...entry,
    scheme: entry.key,
    guarantee: guarantees[entry.guarantee],
  }));
  return {
    json: () => Object.fromEntries(schemes.map(({ key, ...entry }) => [key, entry])),
    csv: () => csvOf(["scheme", "label", "certainty", "guarantee", "source", "meaning"], shown),
    text: (style) =>
      [
        ...shown.map(
          ({ key, label, certainty, guarantee, source, meaning }) =>
            `${style.heading(key)}  ${label} (${certainty})\n  ${meaning}\n  guarantees ${guarantee}\n  from ${source}\n`,
        ),
        `\n${Object.entries(certainties)
          .map(([letter, meaning]) => `(${letter}) ${meaning}`)
          .join("\n")}\n`,
      ].join(""),
  };
}
