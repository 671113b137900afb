import { Command, Option } from "commander";
import { type Terminal, withoutColour } from "../terminal.js";

/** Options that every command which reports takes. */
export interface ReportOptions {
  readonly json?: true;
  readonly csv?: true;
  readonly set?: readonly string[];
}

/** A command that reports on a scenario: `--json`, `--set`, `--no-color`, and `--csv` where it prints a table. */
export function reportCommand(
  name: string,
  summary: string,
  format: { csv: boolean } = { csv: true },
): Command {
  const command = plainCommand(name, summary)
    .addOption(
      new Option("--set <path=value>", "change the scenario, e.g. classes.batch.multiple=3 (repeatable)")
        .argParser(collect)
        .default(undefined),
    )
    .addOption(new Option("--json", "one JSON object: SI base units, full precision"));
  if (format.csv) command.addOption(new Option("--csv", "the table as CSV").conflicts("json"));
  return command;
}

/** A command without report options. */
export function plainCommand(name: string, summary: string): Command {
  return new Command(name).description(summary).option("--no-color", "no colour (so does NO_COLOR)");
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
