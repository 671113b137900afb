import type { PagePicture } from "../../src/cli/report-page/report-page.js";
import type { Chart } from "../../src/pictures/charts/chart.js";
import type { PresetName } from "../../src/scenario/model/presets.js";
import type { ComparisonReport } from "../../src/validation/comparison-report.js";
import type { ValidationReport } from "../../src/validation/validation.js";

/** What the page asks its planner, who works beside it on a thread of its own. */
export type Question =
  /** η alone, which takes a few milliseconds where the plan may take hundreds. */
  | { readonly kind: "ratio"; readonly text: string }
  | { readonly kind: "plan"; readonly text: string }
  /** Settings as the command line's `--set` has them; answered with the changed text. */
  | { readonly kind: "change"; readonly text: string; readonly settings: readonly string[] }
  /** A scenario file, or a trace to fit a scenario to; answered with the scenario's text. */
  | { readonly kind: "open"; readonly name: string; readonly content: string }
  | { readonly kind: "example"; readonly name: ExampleName }
  /** The space-time picture of a window of a run, in seconds; answered with SVG. */
  | {
      readonly kind: "diagram";
      readonly text: string;
      readonly seed: string;
      readonly from: number;
      readonly until: number;
    }
  /** A report as one page of its own, with pictures that the page has drawn and what it has run. */
  | {
      readonly kind: "report";
      readonly text: string;
      readonly planPictures: readonly PagePicture[];
      readonly drawn: DrawnRun | undefined;
      readonly validated: ReportedRun<ValidationReport> | undefined;
      readonly compared: ReportedRun<ComparisonReport> | undefined;
    };

/** A picture of a run, and the command that draws it. */
export interface DrawnRun {
  readonly picture: PagePicture;
  readonly command: string;
}

/** What a validation or a comparison has come to, in pictures too, and the command that gives the same. */
export interface ReportedRun<Report> {
  readonly report: Report;
  readonly command: string;
  readonly pictures: readonly PagePicture[];
}

/** Scenarios to start from: a commented one, those that are built in, and one fitted to a trace. */
export type ExampleName = PresetName | "starter" | "trace";

/** What a question of each kind is answered with. */
export interface Answers {
  readonly ratio: string;
  readonly plan: PlanAnswer;
  readonly change: string;
  readonly open: string;
  readonly example: string;
  readonly diagram: string;
  readonly report: string;
}

/** A mistake of the user's, in one sentence, and where it is. */
export interface Fault {
  readonly sentence: string;
  /** Counted from 1; absent where the mistake has no place in the text. */
  readonly line?: number;
  readonly column?: number;
}

/** A number or a law of the scenario that the page offers for change. */
export interface Control {
  /** As `--set` names it. */
  readonly path: string;
  readonly group: string;
  readonly label: string;
  /** As the scenario has it, or its default. */
  readonly value: string;
  /** Where a slider stands and ends; absent for laws, and for a quantity of 0, which has no scale. */
  readonly slider?: Slider;
}

/** A slider over whole numbers, or over the logarithm of a quantity in SI base units. */
export interface Slider {
  readonly dimension: "whole" | "time" | "rate" | "data" | "dataRate";
  readonly at: number;
  readonly least: number;
  readonly most: number;
}

/** One line of the table of figures, in words. */
export interface PlanRow {
  readonly key: string;
  readonly label: string;
  readonly meaning: string;
  readonly value: string;
  readonly byClass: readonly string[];
  readonly notes: string;
  readonly outside: boolean;
}

/** The whole plan of a scenario, in words and charts. */
export interface PlanAnswer {
  readonly scenario: string;
  readonly summary: string;
  /** η, as a fraction too where it is short. */
  readonly ratio: string;
  readonly classNames: readonly string[];
  readonly classColumns: readonly string[];
  readonly sections: readonly { readonly heading: string; readonly rows: readonly PlanRow[] }[];
  readonly hyperperiod: string;
  readonly advice: readonly string[];
  readonly warnings: readonly string[];
  readonly charts: readonly Chart[];
  readonly controls: readonly Control[];
  /** What is too much to be offered for change one by one. */
  readonly controlsLeftOut: string | undefined;
  readonly csv: string;
  /** Seconds of a run that make a picture in which messages can be told apart. */
  readonly window: { readonly from: number; readonly until: number };
}
