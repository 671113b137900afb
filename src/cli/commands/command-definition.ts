import { type Command, Option } from "commander";
import { type Terminal, withoutColour } from "../terminal.js";
import { UsageError } from "../usage-error.js";

/** A command as the program knows it before anybody calls it. */
export interface CommandDefinition {
  readonly name: string;
  readonly summary: string;
  /** It takes the options of {@link ReportOptions}. */
  readonly reportsOnScenario: boolean;
  /** Adds arguments, options, help and action: all that only a call of this very command needs. */
  define(command: Command, terminal: Terminal): void;
}

/** Options that every command which reports on a scenario takes. */
export interface ReportOptions {
  readonly json?: true;
  readonly csv?: true;
  readonly set?: readonly string[];
}

/** Adds what commands have in common: `--no-color`, `--set`, and `--json`, `--csv` where they report on a scenario. */
export function addSharedOptions(command: Command, { reportsOnScenario }: CommandDefinition): void {
  if (reportsOnScenario) {
    command
      .addOption(setOption())
      .option("--json", "one JSON object: SI base units, full precision")
      .addOption(new Option("--csv", "the table as CSV").conflicts("json"));
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

/** The terminal as the command line asked for it. */
export function terminalFor(command: Command, terminal: Terminal): Terminal {
  const plain = [command, command.parent].some((each) => each?.getOptionValue("color") === false);
  return plain ? withoutColour(terminal) : terminal;
}

/** The examples that end a help page. */
export function examples(...commands: readonly string[]): string {
  return `\nExamples:\n${commands.map((command) => `  $ ${command}\n`).join("")}`;
}

/** What stands for a scenario on the command line. */
export const scenarioArgument = "a file (YAML or JSON), - for standard input, or built in: paper, cloud";
