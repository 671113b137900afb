import { type Command, Option } from "commander";
import { quoteIfUnseen } from "../../scenario/checks/describe-value.js";
import { collect, type OptionKind, type OptionName, type Options, optionKinds } from "../options.js";
import { checkPlot } from "../print-report.js";
import { type Terminal, UsageError } from "../terminal.js";

// biome-ignore lint/suspicious/noExplicitAny: each has arguments of its own
type Action = (terminal: Terminal, ...given: any[]) => unknown;

/** A command as the program knows it before anybody calls it. */
export interface CommandDefinition {
  readonly summary: string;
  /** As commander has it, `<scenario>`, and what may stand there. */
  readonly argument?: readonly [name: string, meaning: string];
  /** The options that it takes, in the order of its help page, and what each is for. */
  readonly options: { readonly [Name in OptionName]?: string };
  readonly conflicts?: { readonly [Name in OptionName]?: readonly OptionName[] };
  readonly required?: OptionName;
  /** What it can draw, as the help of `--plot` says it; absent where there is nothing to draw. */
  readonly plots?: string;
  readonly examples: readonly string[];
  /** What its exit codes say beside 0 for done and 1 for a mistake. */
  readonly exitCodes?: string;
  /** What it does, loaded when it is called: all that `vmqsc --help` can do without. */
  load(options: Options): Promise<Action>;
}

export const reporting = {
  set: "",
  json: "one JSON object: SI base units, full precision",
  csv: "the table as CSV",
} as const;

/** Options that say how a trace is to be read, where guessing does not do. */
export const traceReading = { columns: "", separator: "", timeUnit: "", onBad: "" } as const;

export const scenarioArgument = "a file (YAML or JSON), - for standard input, or built in: paper, cloud";

export const traceArgument =
  "a file (CSV, or spans of Jaeger, OTLP or Zipkin in JSON; gzip too), or - for standard input";

export const measureKeys = "keys of `vmqsc measures`, with commas between";

/** Gives a command its argument and options; `args` are those that it is about to parse. */
export function describeCommand(
  command: Command,
  definition: CommandDefinition,
  args: readonly string[] = [],
): void {
  const { argument, options, plots, required } = definition;
  if (argument) command.argument(...argument);
  const drawing = plots === undefined ? {} : { plot: plots, force: "overwrite the file of --plot" };
  for (const [name, said] of Object.entries({ ...options, ...drawing })) {
    const option = optionOf(name as OptionName, said, definition, args);
    if (name === required) option.makeOptionMandatory();
    command.addOption(option);
  }
  if (plots !== undefined) command.hook("preAction", (_, called) => checkPlot(called.opts()));
  command.option("--no-color", "no colour (so does NO_COLOR)");
}

function optionOf(
  name: OptionName,
  said: string,
  { conflicts = {} }: CommandDefinition,
  args: readonly string[],
): Option {
  const { flags, parse, choices, before = "", after = "" }: OptionKind = optionKinds[name];
  const option = new Option(flags, before + said + after);
  if (choices) option.choices(choices);
  if (option.required) option.argParser(oneValue(option, args, parse as Reading));
  return option.conflicts([...(alternatives[name] ?? []), ...(conflicts[name] ?? [])]);
}

/** Options that do not go with others in any command. */
const alternatives: CommandDefinition["conflicts"] & {} = { csv: ["json"], replications: ["messages"] };

type Reading = Option["parseArg"];

/**
 * Refuses what would be lost without a word: an option as the value of another, unless it is written `--seed=--csv`, and
 * the first of two values.
 */
function oneValue({ long, short, parseArg }: Option, args: readonly string[], parse: Reading = parseArg) {
  return (text: string, before: unknown) => {
    const isNext = (arg: string, at: number) => (arg === long || arg === short) && args[at + 1] === text;
    // A number below 0 is for the option itself to judge.
    if (/^-(?!$|[\d.])/.test(text) && args.some(isNext)) {
      const value = quoteIfUnseen(text);
      throw new UsageError(
        `${long} needs a value, got ${value}; if that is the value, write ${long}=${value}`,
      );
    }
    if (before !== undefined && parse !== collect)
      throw new UsageError(`${long} takes one value and is given twice`);
    return parse ? parse(text, before) : text;
  };
}
