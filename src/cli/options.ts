import type { Share } from "../montecarlo/parallel/replication-share.js";
import type { RateConvention } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import type { StoragePrices } from "../traces/proposed-multiples.js";
import type { TraceOptions } from "../traces/trace-reader.js";

/** In which form a result is printed; a table for people where neither is set. */
export interface FormOptions {
  readonly json?: true;
  readonly csv?: true;
}

/** Every option there is, as commands get it: an option means the same wherever a command takes it. */
export interface Options extends FormOptions, TraceOptions {
  /** Settings of the scenario. */
  readonly set?: readonly string[];
  readonly strict?: true;
  /** Files: where to write, whether over one that is there, and what to draw to; `true` is the terminal. */
  readonly output?: string;
  readonly force?: true;
  readonly plot?: string | true;

  // How runs are made, and when they end.
  readonly seed?: string;
  readonly confidence?: number;
  readonly precision?: number;
  readonly margin?: number;
  readonly messages?: number;
  readonly replications?: number;
  readonly jobs?: number;
  readonly maxTime?: Seconds;
  readonly workers?: number;
  readonly mode?: "span" | "event";
  readonly shard?: Share;
  readonly measures?: string;
  /** A file with a recorded trace. */
  readonly trace?: string;
  readonly audit?: true;
  readonly planOnly?: true;

  // What a single command asks for.
  readonly against?: readonly string[];
  readonly classes?: string;
  readonly rates?: string;
  readonly per?: RateConvention;
  readonly schemes?: string;
  readonly list?: true;
  readonly vary?: readonly string[];
  readonly simulate?: true;
  readonly target?: readonly string[];
  /** What `solve` changes; for `fit` what makes a class. */
  readonly by?: string;
  readonly best?: "baseInterval" | "multiples" | "phases";
  readonly work?: Seconds;
  readonly failures?: string;
  readonly scenario?: string;
  readonly multiples?: string;
  readonly baseInterval?: string;
  readonly image?: string;
  readonly storage?: StoragePrices;
  readonly port?: number;
  readonly scheme?: string;
  readonly from?: Seconds;
  readonly until?: Seconds;
  readonly vms?: string;
  readonly fail?: readonly string[];
  readonly width?: number;
}
