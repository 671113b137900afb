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
import type { ComparedMeasure, PaperClaim } from "../../validation/comparison-claims.js";
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
  const schemesFound = Object.entries(report.schemes).map(([scheme, found]) => {
    const measures = Object.entries(found.measures) as [ComparisonMeasureKey, ComparedMeasure][];
    const shown = measures.filter(([measure]) => wanted === undefined || wanted.includes(measure));
    return {
      scheme: scheme as SchemeKey,
      found,
      measures: shown.map(([measure, one]) => {
        return { ...one, measure, unit: findComparisonMeasure(measure)?.unit };
      }),
    };
  });
  return {
    json: () => {
      const schemes = schemesFound.map(({ scheme, found, measures }) => {
        const named = Object.fromEntries(measures.map(({ measure, ...one }) => [measure, one]));
        return [scheme, { ...found, certainty: schemeEntry(scheme).certainty, measures: named }];
      });
      return { ...report, schemes: Object.fromEntries(schemes) };
    },
    csv: () => {
      const rows = schemesFound.flatMap(({ scheme, measures }) =>
        measures.map(
          ({ difference: { mean: difference, low: differenceLow, high: differenceHigh }, ...one }) => {
            return { ...one, scheme, difference, differenceLow, differenceHigh };
          },
        ),
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
        bestIntervals(report, style),
        `\n${comparisonSummary(report, style)}\n`,
      ].join(""),
  };
}

export function comparisonTables(report: ComparisonReport, wanted: Measures, style: Paint) {
  const keys = schemesOf(report);
  const titles = keys.map((key) => (schemeEntry(key).certainty === "R" ? `${key} (R)` : key));
  return Object.entries(comparisonSections).flatMap(([section, heading]) => {
    const shown = comparisonMeasures.filter((measure) => {
      // Rows in which every scheme has 0 are left out, unless they are asked for.
      const tells = () => keys.some((key) => (report.schemes[key]?.measures[measure.key]?.mean ?? 0) !== 0);
      return measure.section === section && (wanted ? wanted.includes(measure.key) : tells());
    });
    const rows = shown.map((measure) => [
      measure.label,
      ...keys.map((key) => {
        const found = report.schemes[key]?.measures[measure.key];
        if (found === undefined) return "–";
        const text = valueText(found.mean, measure);
        return key !== "vmqsc" && isOpen(found) ? style.faint(`${text} (open)`) : text;
      }),
    ]);
    return rows.length === 0 ? [] : [{ heading, schemes: titles, rows }];
  });
}

export function comparisonSummary(report: Timeless<ComparisonReport>, style: Paint): string {
  return `${verdictText(report, style)}${percentText(report.confidence)} intervals; ${runLengthText(report)}`;
}

function schemesOf({ schemes: found }: ComparisonReport): readonly SchemeKey[] {
  return Object.keys(found) as SchemeKey[];
}

/** Whether the interval of the difference does not tell the scheme from VM_QSC. */
function isOpen({ difference: { low, high } }: ComparedMeasure): boolean {
  return low < high && low <= 0 && high >= 0;
}

function valueText(value: number, { unit, share, digits = 3 }: ComparisonMeasure): string {
  if (share) return percentText(value, digits);
  return unit === "images" || unit === "VMs" ? numberText(value, digits) : measureText(value, unit, digits);
}

export function comparisonNotes(report: ComparisonReport): readonly string[] {
  const keys = schemesOf(report);
  const open = keys.some((key) => Object.values(report.schemes[key]?.measures ?? {}).some(isOpen));
  const otherLines = keys.some((key) => schemeEntry(key).guarantee !== "line");
  const rebuilt = keys.filter((key) => schemeEntry(key).certainty === "R");
  const overrun = keys.filter((key) => (report.schemes[key]?.measures.storageUtilization?.mean ?? 0) >= 1);
  return [
    open ? "(open): the interval of the difference to VM_QSC includes 0" : "",
    otherLines
      ? "VM_QSC and coordinated rounds count once their images are written, checkpoints of other schemes at once, as published"
      : "",
    ...overrun.map(
      (key) => `${key} writes more than storage takes, so that what it writes is never complete`,
    ),
    rebuilt.length > 0 ? `(R) ${certainties.R}` : "",
    ...rebuilt.map((key) => `${key}: ${schemeEntry(key).source}`),
  ].filter(Boolean);
}

function claimsText(claims: readonly PaperClaim[], style: Paint): string {
  if (claims.length === 0) return "";
  const paragraphs = claims.map((claim) => {
    const { answer, figures } = claimLines(claim, style);
    return `${answer}\n${figures.map((figure) => `   ${figure}\n`).join("")}`;
  });
  return `\n${style.heading("What it says")}\n${paragraphs.join("")}`;
}

export function claimLines(
  { number, claim, answer, reason, figures, breakEvenImages = {} }: PaperClaim,
  style: Paint,
): { readonly answer: string; readonly figures: readonly string[] } {
  const words = { yes: style.good("yes"), no: style.bad("no"), undecided: style.doubtful("undecided") };
  const why = reason === undefined ? "" : `, since ${reason}`;
  const compared = figures.map(({ scheme, measure, vmqsc, other, answer: found }) => {
    const entry = findComparisonMeasure(measure)!;
    return `${entry.label} ${valueText(vmqsc, entry)}, ${scheme} ${valueText(other, entry)}: ${found}`;
  });
  const even = Object.entries(breakEvenImages).map(([key, image]) => {
    const size = formatBytes(image, { digits: 3 });
    return `break-even with ${key}: VM_QSC writes less where images are larger than ${size}`;
  });
  return { answer: `${number}. ${claim}: ${words[answer]}${why}`, figures: [...compared, ...even] };
}

function bestIntervals(report: ComparisonReport, style: Paint): string {
  const best = schemesOf(report).flatMap((key) => {
    const interval = report.schemes[key]?.bestBaseInterval;
    return interval === undefined ? [] : [`${key} ${measureText(interval, "s", 3)}`];
  });
  if (best.length === 0) return "";
  return `\n${style.heading("Base interval of least waste, to first order")}\n${best.join(", ")}\n`;
}

function verdictText({ schemes: found, verdict }: Timeless<ComparisonReport>, style: Paint): string {
  if (verdict === undefined) return "";
  const judged = Object.entries(found).flatMap(([scheme, { measures }]) =>
    Object.entries(measures).flatMap(([measure, one]) => (one.verdict ? [{ ...one, scheme, measure }] : [])),
  );
  const of = (wanted: string) => judged.filter((row) => row.verdict === wanted);
  const apart = of("disagree").map(({ scheme, measure, closedForm, mean }) => {
    const figures = `closed form ${numberText(closedForm ?? 0, 6)}, estimate ${numberText(mean, 6)}`;
    return style.bad(`${scheme} ${measure}: ${figures}\n`);
  });
  const open = `, ${of("inconclusive").length} inconclusive, ${apart.length} disagree`;
  const agree = `${of("agree").length} of ${judged.length} closed forms agree with their estimates`;
  return `${apart.join("")}${agree}${verdict === "agree" ? "" : open}; `;
}

export function schemesForms(): ReportForms {
  const shown = schemes.map(({ guarantee, ...entry }) => {
    return { ...entry, scheme: entry.key, guarantee: guarantees[guarantee] };
  });
  const letters = Object.entries(certainties).map(([letter, meaning]) => `(${letter}) ${meaning}`);
  return {
    json: () => Object.fromEntries(schemes.map(({ key, ...entry }) => [key, entry])),
    csv: () => csvOf(["scheme", "label", "certainty", "guarantee", "source", "meaning"], shown),
    text: (style) => {
      const entries = shown.map(
        ({ key, label, certainty, guarantee, source, meaning }) =>
          `${style.heading(key)}  ${label} (${certainty})\n  ${meaning}\n  guarantees ${guarantee}\n  from ${source}\n`,
      );
      return `${entries.join("")}\n${letters.join("\n")}\n`;
    },
  };
}
