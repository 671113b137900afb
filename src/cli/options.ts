import type { Share } from "../montecarlo/parallel/replication-share.js";
import type { RateConvention } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import type { StoragePrices } from "../traces/proposed-multiples.js";
import type { PlotOptions } from "./plot.js";

/** In which form a result is printed; a table for people where neither is set. */
export interface FormOptions {
  readonly json?: true;
  readonly csv?: true;
}

/** Options that every command which reports on a scenario takes. */
export interface ReportOptions extends FormOptions {
  readonly set?: readonly string[];
}

/** Options of commands that run replications. */
export interface RunOptions extends ReportOptions {
  readonly seed?: string;
  readonly messages?: number;
  readonly maxTime?: Seconds;
  readonly measures?: string;
  readonly workers?: number;
}

/** How long and how precisely `simulate` is to run. */
export interface SimulationWorkOptions {
  readonly seed?: string;
  readonly mode?: "span" | "event";
  readonly confidence?: number;
  readonly precision?: number;
  readonly messages?: number;
  readonly replications?: number;
  readonly maxTime?: Seconds;
  readonly workers?: number;
}

export interface PlanOptions extends ReportOptions, PlotOptions, SimulationWorkOptions {
  readonly against?: readonly string[];
  readonly simulate?: true;
  readonly strict?: true;
}

export interface RatioOptions extends ReportOptions {
  readonly classes?: string;
  readonly rates?: string;
  readonly per?: RateConvention;
}

export interface SimulateOptions
  extends ReportOptions,
    SimulationWorkOptions,
    TraceReadingOptions,
    PlotOptions {
  readonly trace?: string;
  readonly measures?: string;
  readonly shard?: Share;
  readonly planOnly?: true;
  readonly audit?: true;
}

export interface JobCommandOptions extends ReportOptions, PlotOptions {
  readonly work?: Seconds;
  readonly audit?: true;
  readonly failures?: string;
  readonly seed?: string;
  readonly confidence?: number;
  readonly margin?: number;
  readonly precision?: number;
  readonly jobs?: number;
  readonly maxTime?: Seconds;
  readonly workers?: number;
}

export interface DiagramOptions extends TraceReadingOptions {
  readonly trace?: string;
  readonly set?: readonly string[];
  readonly output?: string;
  readonly force?: true;
  readonly scheme?: string;
  readonly from?: Seconds;
  readonly until?: Seconds;
  readonly vms?: string;
  readonly fail?: readonly string[];
  readonly seed?: string;
  readonly width?: number;
}

export interface ServeOptions {
  readonly port?: number;
}

export interface ReportPageOptions {
  readonly set?: readonly string[];
  readonly output?: string;
  readonly force?: true;
  readonly seed?: string;
  readonly messages?: number;
  readonly maxTime?: Seconds;
  readonly workers?: number;
}

export interface CompareOptions extends RunOptions, TraceReadingOptions, PlotOptions {
  readonly trace?: string;
  readonly schemes?: string;
  readonly list?: true;
  readonly confidence?: number;
  readonly precision?: number;
  readonly replications?: number;
  readonly shard?: Share;
}

export interface ValidateOptions extends RunOptions, TraceReadingOptions, PlotOptions {
  readonly trace?: string;
  readonly strict?: true;
  readonly confidence?: number;
  readonly margin?: number;
  readonly mode?: "span" | "event";
}

export interface SweepOptions extends RunOptions, PlotOptions {
  readonly shard?: Share;
  readonly strict?: true;
  readonly vary: readonly string[];
  readonly simulate?: true;
  readonly precision?: number;
}

export interface SolveOptions extends ReportOptions {
  readonly strict?: true;
  readonly target?: readonly string[];
  readonly by?: string;
  readonly best?: "baseInterval" | "multiples" | "phases";
}

/** How a trace is to be read. */
export interface TraceReadingOptions {
  readonly columns?: string;
  readonly separator?: string;
  readonly timeUnit?: "s" | "ms" | "us" | "ns" | "iso";
  readonly onBad?: "fail" | "skip";
}

export interface ReplayOptions extends ReportOptions, TraceReadingOptions, PlotOptions {
  readonly scenario?: string;
  readonly multiples?: string;
  readonly baseInterval?: string;
  readonly confidence?: number;
  readonly seed?: string;
  readonly measures?: string;
}

export interface FitOptions extends ReportOptions, TraceReadingOptions {
  readonly multiples?: string;
  readonly by?: "multiple" | "pattern" | "node";
  readonly image?: string;
  readonly storage?: StoragePrices;
  readonly baseInterval?: string;
  readonly output?: string;
  readonly force?: true;
}

export interface InitOptions extends Omit<ReportOptions, "csv"> {
  readonly force?: true;
}
