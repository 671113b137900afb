import type { Share } from "../montecarlo/parallel/replication-share.js";
import { quoteIfUnseen } from "../scenario/checks/describe-value.js";
import type { Seconds } from "../scenario/model/units.js";
import { parseQuantity } from "../scenario/quantities/quantity.js";
import type { StoragePrices } from "../traces/proposed-multiples.js";
import { UsageError } from "./terminal.js";

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number that a text spells in decimal, or `undefined`; stricter than `Number`, which takes `""` and `0x10`. */
export function decimalNumber(text: string): number | undefined {
  const value = decimal.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

export function collect(text: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), text];
}

function wrong(option: string, wanted: string, text: string): UsageError {
  return new UsageError(`${option} must ${wanted}, got ${text === "" ? "nothing" : quoteIfUnseen(text)}`);
}

function share(option: string): (text: string) => number {
  return (text) => {
    const value = decimalNumber(text);
    if (value !== undefined && value > 0 && value < 1) return value;
    throw wrong(option, "be a number above 0 and below 1", text);
  };
}

/** A whole number from `minimum`, for a reason if it is not plain, to `most`; `1e6` is one. */
function wholeNumber(
  option: string,
  minimum = 1,
  reason = "",
  most = Number.MAX_SAFE_INTEGER,
): (text: string) => number {
  return (text) => {
    const value = decimal.test(text) ? Number(text) : Number.NaN;
    if (value > most) throw wrong(option, `be a whole number of at most ${most}`, text);
    if (Number.isInteger(value) && value >= minimum) return value;
    throw wrong(option, `be a whole number of at least ${minimum}${reason}`, text);
  };
}

/** Any text but none, which a variable of the shell that is not set would leave. */
function seedText(text: string): string {
  if (text === "") throw wrong("--seed", "be text of at least one character", text);
  return text;
}

/** A time, in seconds: of at least 0, or above 0 where there is an example of it. */
export function timeOption(option: string, example?: string): (text: string) => Seconds {
  return (text) => {
    const { value } = parseQuantity(text, "time", option);
    if (value > 0 || (value === 0 && example === undefined)) return value;
    const wanted = example === undefined ? "of at least 0 s" : `above 0, such as ${example}`;
    throw new UsageError(`${option} must be a time ${wanted}, got ${text}`);
  };
}

function shardNumber(text: string): Share {
  const [number, of] = /^[1-9]\d*\/[1-9]\d*$/.test(text) ? text.split("/").map(Number) : [1, 0];
  if (number <= of) return { number, of };
  throw wrong("--shard", "be NUMBER/OF with NUMBER from 1 to OF, such as 3/100", text);
}

function storagePrices(text: string): StoragePrices {
  const [, ...prices] = /^write=([^,=]+),hold=([^,=]+)$/.exec(text.replaceAll(" ", "")) ?? [];
  const [write = Number.NaN, hold = Number.NaN] = prices.map(decimalNumber);
  if (write >= 0 && hold >= 0) return { write, hold };
  throw wrong("--storage", "read like write=0.05,hold=0.0002, prices of at least 0", text);
}

/** How an option is written, read and explained wherever a command takes it. */
export interface OptionKind {
  /** As commander has it: `--name <value>`, `--name [value]`, or `--name` alone. */
  readonly flags: string;
  /** Makes its value of the text, and of what came before where it may be repeated. */
  readonly parse?: (text: string, previous: never) => unknown;
  readonly choices?: readonly string[];
  /** Stands before, and after, what a command says of it. */
  readonly before?: string;
  readonly after?: string;
}

/** Every option there is, by the name under which commands get it. */
export const optionKinds = {
  set: {
    flags: "--set <path=value>",
    parse: collect,
    after: "change the scenario, e.g. classes.batch.multiple=3, or PATH=null for the default (repeatable)",
  },
  json: { flags: "--json" },
  csv: { flags: "--csv" },
  plot: {
    flags: "--plot [file]",
    after: ": to a file (.svg, .png or .html), or below the table on the terminal",
  },
  output: { flags: "-o, --output <file>" },
  force: { flags: "--force" },
  strict: { flags: "--strict", before: "exit with code 3 " },

  seed: {
    flags: "--seed <text>",
    parse: seedText,
    after: "names the random streams: the same seed gives the same result to the last bit (default: vmqsc)",
  },
  confidence: {
    flags: "--confidence <share>",
    parse: share("--confidence"),
    after: " (default: 0.99)",
  },
  precision: { flags: "--precision <share>", parse: share("--precision") },
  margin: { flags: "--margin <share>", parse: share("--margin") },
  messages: { flags: "--messages <count>", parse: wholeNumber("--messages") },
  replications: {
    flags: "--replications <count>",
    parse: wholeNumber("--replications", 2, ", since intervals come from their spread"),
    after: "run so many replications, instead of --messages",
  },
  jobs: { flags: "--jobs <count>", parse: wholeNumber("--jobs", 2) },
  maxTime: { flags: "--max-time <seconds>", parse: timeOption("--max-time", "60 s") },
  workers: {
    flags: "--workers <count>",
    parse: wholeNumber("--workers"),
    after: "threads; the result is the same for any (default: as many as pay)",
  },
  mode: {
    flags: "--mode <how>",
    choices: ["span", "event"],
    after: "span (default) draws quiet spans at once, event goes message by message",
  },
  shard: { flags: "--shard <number/of>", parse: shardNumber },
  measures: { flags: "--measures <list>" },
  audit: { flags: "--audit" },
  planOnly: { flags: "--plan-only" },
  skipComparison: { flags: "--skip-comparison" },
  simulate: { flags: "--simulate" },

  trace: { flags: "--trace <file>" },
  columns: {
    flags: "--columns <list>",
    after: "columns of a CSV file by name or number: t=Time,src=Source,dst=Destination",
  },
  separator: {
    flags: "--separator <character>",
    after: "comma, semicolon, tab, bar or the character itself",
  },
  timeUnit: {
    flags: "--time-unit <unit>",
    choices: ["s", "ms", "us", "ns", "iso"],
    after: "of the times in the file",
  },
  onBad: {
    flags: "--on-bad <what>",
    choices: ["fail", "skip"],
    after: "a row that is no message: fail (default), or skip and count",
  },

  against: { flags: "--against <scenario>", parse: collect },
  classes: { flags: "--classes <list>" },
  rates: { flags: "--rates <list>" },
  per: { flags: "--per <convention>", choices: ["sender", "receiver", "pair", "class"] },
  schemes: { flags: "--schemes <list>" },
  list: { flags: "--list" },
  vary: { flags: "--vary <path=values>", parse: collect },
  target: { flags: "--target <condition>", parse: collect },
  by: { flags: "--by <path>" },
  best: { flags: "--best <what>", choices: ["baseInterval", "multiples", "phases"] },
  work: { flags: "--work <time>", parse: timeOption("--work", "720 h") },
  failures: { flags: "--failures <file>" },
  scenario: { flags: "--scenario <file>" },
  multiples: { flags: "--multiples <list>" },
  classBy: { flags: "--by <what>", choices: ["multiple", "pattern", "node"] },
  baseInterval: { flags: "--base-interval <time>" },
  image: { flags: "--image <sizes>" },
  storage: { flags: "--storage <prices>", parse: storagePrices },
  port: { flags: "--port <number>", parse: wholeNumber("--port", 1, "", 65535) },
  scheme: { flags: "--scheme <key>" },
  from: { flags: "--from <time>", parse: timeOption("--from") },
  until: { flags: "--until <time>", parse: timeOption("--until") },
  vms: { flags: "--vms <list>" },
  fail: { flags: "--fail <what@time>", parse: collect },
} as const satisfies Readonly<Record<string, OptionKind>>;

type ValueOf<Kind extends OptionKind> = Kind extends { parse: (...given: never[]) => infer Value }
  ? Value
  : Kind extends { choices: readonly (infer Word)[] }
    ? Word
    : Kind["flags"] extends `${string}<${string}`
      ? string
      : Kind["flags"] extends `${string}[${string}`
        ? string | true
        : true;

export type OptionName = keyof typeof optionKinds;

/** What a command gets: an option means the same wherever a command takes it, but for `--by`. */
export type Options = {
  readonly [Name in Exclude<OptionName, "classBy">]?: ValueOf<(typeof optionKinds)[Name]>;
};

export function givenOf(options: Options, ...names: readonly (keyof Options)[]): readonly (keyof Options)[] {
  return names.filter((name) => options[name] !== undefined);
}

/** Refuses options that have no meaning here; `why` goes on from the flag of the first that is given. @throws {UsageError} */
export function refuseAny(options: Options, names: readonly (keyof Options)[], why: string): void {
  const [given] = givenOf(options, ...names);
  if (given) throw new UsageError(`${/--[a-z-]+/.exec(optionKinds[given].flags)![0]} ${why}`);
}

export type FormOptions = Pick<Options, "json" | "csv">;
