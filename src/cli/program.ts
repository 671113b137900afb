import { Command } from "commander";
import { quoteIfUnseen } from "../scenario/checks/describe-value.js";
import { nearestName } from "../scenario/checks/nearest-name.js";
import { version } from "../version.js";
import { addSharedOptions, examples } from "./commands/command-definition.js";
import { fitCommand } from "./commands/fit.js";
import { initCommand } from "./commands/init.js";
import { measuresCommand } from "./commands/measures.js";
import { mergeCommand } from "./commands/merge.js";
import { planCommand } from "./commands/plan.js";
import { ratioCommand } from "./commands/ratio.js";
import { schemaCommand } from "./commands/schema.js";
import { simulateCommand } from "./commands/simulate.js";
import { solveCommand } from "./commands/solve.js";
import { sweepCommand } from "./commands/sweep.js";
import { validateCommand } from "./commands/validate.js";
import { processTerminal } from "./process-terminal.js";
import type { Terminal } from "./terminal.js";
import { UsageError } from "./usage-error.js";

const definitions = [
  ratioCommand,
  planCommand,
  simulateCommand,
  mergeCommand,
  validateCommand,
  sweepCommand,
  solveCommand,
  fitCommand,
  initCommand,
  schemaCommand,
  measuresCommand,
];

/**
 * A fresh command line without side effects; what it prints goes to the terminal given.
 *
 * With the arguments that it is about to parse, it is made for them: where they begin with a command, of that
 * command alone.
 */
export function makeProgram(terminal: Terminal = processTerminal(), args?: readonly string[]): Command {
  const program = new Command("vmqsc");
  settle(program, terminal);
  program.option("--no-color", "no colour (so does NO_COLOR)");
  const called = definitions.filter(({ name }) => name === args?.[0]);
  if (called.length === 0) describe(program);
  for (const definition of called.length > 0 ? called : definitions) {
    // Commands inherit what is settled for the program.
    const command = program.command(definition.name).description(definition.summary);
    if (args && !args.includes(definition.name)) continue;
    definition.define(command, terminal);
    addSharedOptions(command, definition);
  }
  return program;
}

const programOptions = ["--no-color", "--help", "-h", "--version", "-V"];

/**
 * Refuses a command that there is none of, before help is shown in its stead.
 *
 * @throws {UsageError} naming the nearest command
 */
export function checkCommand(args: readonly string[]): void {
  const [first, second] = args.filter((arg) => !programOptions.includes(arg));
  const wanted = first === "help" ? second : first;
  const names = ["help", ...definitions.map(({ name }) => name)];
  if (wanted === undefined || wanted.startsWith("-") || names.includes(wanted)) return;
  const nearest = nearestName(wanted, names);
  const hint = nearest ? ` (did you mean ${nearest}?)` : "; vmqsc --help lists all";
  throw new UsageError(`unknown command '${quoteIfUnseen(wanted)}'${hint}`);
}

/** What the program says of itself. */
function describe(program: Command): void {
  program
    .description(
      "What a quasi-synchronous checkpoint-and-log scheme for virtual machines costs:\n" +
        "closed forms, and a Monte Carlo engine that runs the real protocol to prove them.",
    )
    .version(version, "-V, --version", "print the version")
    .helpCommand("help [command]", "show the help of a command")
    .usage("<command> [options]")
    .addHelpText(
      "after",
      "\nSCENARIO is a file (YAML or JSON), - for standard input, or a built-in name: paper, cloud.\n" +
        examples("vmqsc validate paper", "vmqsc init my.yaml && vmqsc plan my.yaml", "vmqsc help ratio"),
    );
}

const helpWidth = 110;

/** What holds for the program and for each command alike: where text goes, and errors in one sentence. */
function settle(command: Command, terminal: Terminal): void {
  command
    .exitOverride()
    .helpOption("-h, --help", "show this help")
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => terminal.print(text),
      writeErr: (text) => terminal.note(text),
      // Asking the streams themselves would load the socket modules: a fifth of the time for help.
      getOutHelpWidth: () => helpWidth,
      getErrHelpWidth: () => helpWidth,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      outputError: (text, write) => write(usageSentence(text)),
    });
}

/** Commander's `error: …` and its suggestion on a line below, as one sentence of the house. */
function usageSentence(text: string): string {
  const [line = "", suggestion] = text.trim().split("\n");
  const sentence = line
    .replace(/^error: /, "")
    .replace(". Expected", ", expected")
    .replace(/\.$/, "");
  const tail = suggestion ? ` ${suggestion.replace("Did you mean", "did you mean")}` : "";
  return `vmqsc: ${sentence}${tail}\n`;
}
