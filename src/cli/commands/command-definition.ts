import { type Command, Option } from "commander";
import type { Options } from "../options.js";
import { checkPlot, forceOption, plotOption } from "../plot.js";
import type { Terminal } from "../terminal.js";
import { UsageError } from "../usage-error.js";

/** What a command does with its arguments, which its options follow. */
// biome-ignore lint/suspicious/noExplicitAny: each has arguments of its own
type Action = (terminal: Terminal, ...given: any[]) => unknown;

/** A command as the program knows it before anybody calls it. */
export interface CommandDefinition {
  readonly name: string;
  readonly summary: string;
  /** It takes `--set`, `--json` and `--csv`. */
  readonly reportsOnScenario: boolean;
  /** What it can draw, as the help of `--plot` says it; absent where there is nothing to draw. */
  readonly plots?: string;
  /** Command lines that end its help page. */
  readonly examples: readonly string[];
  /** What its exit codes say, where they say more than 0 for done and 1 for a mistake. */
  readonly exitCodes?: string;
  /** Adds arguments and options: what only a call of this very command, or its help, needs. */
  define(command: Command): void;
  /** What it does, loaded when it is called: all that `vmqsc --help` can do without. */
  load(options: Options): Promise<Action>;
}

/** Adds what commands have in common: `--no-color`, `--set`, and `--json`, `--csv` where they report on a scenario. */
export function addSharedOptions(command: Command, { reportsOnScenario, plots }: CommandDefinition): void {
  if (reportsOnScenario) {
    command
      .addOption(setOption())
      .option("--json", "one JSON object: SI base units, full precision")
      .addOption(csvOption("the table as CSV"));
  }
  if (plots !== undefined) {
    command.addOption(plotOption(plots)).addOption(forceOption());
    command.hook("preAction", (_, called) => checkPlot(called.opts()));
  }
  if (!command.options.some(({ long }) => long === "--set")) command.addOption(refusedSet(command.name()));
  command.option("--no-color", "no colour (so does NO_COLOR)");
}

/** The option `--set`, for commands that have a scenario at hand. */
export function setOption(): Option {
  return new Option(
    "--set <path=value>",
    "change the scenario, e.g. classes.batch.multiple=3, or PATH=null for the default (repeatable)",
  ).argParser(collect);
}

/** The option `--csv`. */
export function csvOption(what: string): Option {
  return new Option("--csv", what).conflicts("json");
}

/** The option `--strict`. */
export function strictOption(when: string): Option {
  return new Option("--strict", `exit with code 3 ${when}`);
}

/** Says why a command does not take what others do, rather than that it knows no such option. */
function refusedSet(command: string): Option {
  return new Option("--set <path=value>").hideHelp().argParser(() => {
    throw new UsageError(`--set changes a scenario, and vmqsc ${command} reads none`);
  });
}

/** An `argParser` that gathers a repeatable option. */
export function collect(value: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), value];
}

/** What stands for a scenario on the command line. */
export const scenarioArgument = "a file (YAML or JSON), - for standard input, or built in: paper, cloud";
