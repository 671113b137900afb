import { Command, CommanderError } from "commander";
import { ScenarioError } from "../scenario/model/scenario-error.js";
import { version } from "../version.js";
import { type CommandDefinition, describeCommand, traceReading } from "./commands/command-definition.js";
import { pageCommands } from "./commands/page-commands.js";
import { scenarioCommands } from "./commands/scenario-commands.js";
import { traceCommands } from "./commands/trace-commands.js";
import { type Options, refuseAny } from "./options.js";
import { processTerminal } from "./process-terminal.js";
import { asciiText } from "./render/ascii-text.js";
import { wrapped } from "./render/text-width.js";
import { exitCodes, type Terminal, UsageError } from "./terminal.js";
import { refuseInput, refusePlace } from "./write-whole-file.js";

const definitions = { ...scenarioCommands, ...traceCommands, ...pageCommands };
const commandNames = Object.keys(definitions);

/** A fresh command line without side effects; with the arguments that it is about to parse, of their command alone. */
export function makeProgram(terminal: Terminal = processTerminal(), args?: readonly string[]): Command {
  const program = new Command("vmqsc");
  setUp(program, terminal);
  program.option("--no-color", "no colour (so does NO_COLOR)");
  program.hook("preAction", (_, command) => {
    if ([program, command].some((each) => each.getOptionValue("color") === false)) terminal.colour = false;
    checkFiles(command.args, command.opts());
  });
  const called = commandNames.filter((name) => name === args?.[0]);
  if (called.length === 0) describe(program, terminal);
  for (const name of called.length > 0 ? called : commandNames) {
    const definition = definitions[name];
    // Commands inherit what is set up for the program.
    const command = program.command(name).description(definition.summary);
    if (args && !args.includes(name)) continue;
    describeCommand(command, definition, args);
    command.action(async (...given) => {
      const options: Options = command.opts();
      if (definition.options.trace !== undefined && options.trace === undefined)
        refuseAny(options, Object.keys(traceReading) as (keyof typeof traceReading)[], "goes with --trace");
      const action = await definition.load(options);
      await action(terminal, ...given);
    });
    command.addHelpText("after", () => helpEnd(definition, widthOf(terminal)));
  }
  return program;
}

/**
 * Refuses, before hours of work, an output that cannot be written or is one of the inputs, and standard input where two
 * things would be read from it.
 *
 * @throws {UsageError}
 */
function checkFiles(args: readonly string[], options: Options): void {
  const { plot, output, force, trace, scenario, failures, against = [] } = options;
  const inputs = [...args, ...[trace, scenario, failures].filter((file) => file !== undefined), ...against];
  if (inputs.filter((file) => file === "-").length > 1)
    throw new UsageError("standard input can be read for one thing only, and - is given twice");
  for (const path of [plot, output])
    if (typeof path === "string") {
      refusePlace(path, force);
      refuseInput(path, inputs);
    }
}

function describe(program: Command, terminal: Terminal): void {
  const scenario =
    "SCENARIO is a file (YAML or JSON), - for standard input, or a built-in name: paper, cloud.";
  const examples = ["vmqsc validate paper", "vmqsc init my.yaml && vmqsc plan my.yaml", "vmqsc help ratio"];
  program
    .description(
      "What a quasi-synchronous checkpoint-and-log scheme for virtual machines costs: " +
        "closed forms, and a Monte Carlo engine that runs the real protocol to prove them.",
    )
    .version(version, "-V, --version", "print the version")
    .helpCommand("help [command]", "show the help of a command")
    .usage("<command> [options]")
    .addHelpText("after", () => {
      const width = widthOf(terminal);
      return `\n${paragraph(scenario, width)}${helpEnd({ examples, exitCodes: allExitCodes }, width)}`;
    });
}

const allExitCodes =
  "2 closed form and simulation disagree, 3 with --strict no answer that holds; 129, 130 and 143 after SIGHUP, SIGINT (Ctrl-C) and SIGTERM, with what was known";

const widestHelp = 110;

function widthOf({ width = widestHelp }: Terminal): number {
  return Math.min(width, widestHelp);
}

/** Examples, in lines that a shell takes as they are, and exit codes. */
function helpEnd(
  { examples, exitCodes }: Pick<CommandDefinition, "examples" | "exitCodes">,
  width: number,
): string {
  const lines = examples.map((each) => `${wrapped(`  $ ${each}`, width - 2, "      ").join(" \\\n")}\n`);
  const said = `Exit codes: 0 done, 1 a mistake in the call or the scenario, ${exitCodes}.`;
  const codes = exitCodes ? `\n${paragraph(said, width)}` : "";
  return `\nExamples:\n${lines.join("")}${codes}`;
}

function paragraph(text: string, width: number): string {
  return `${wrapped(text, width).join("\n")}\n`;
}

/** What holds for the program and for each command alike: where text goes, and errors in one sentence. */
function setUp(command: Command, terminal: Terminal): void {
  command
    .exitOverride()
    .helpOption("-h, --help", "show this help")
    .showSuggestionAfterError()
    .configureHelp({ minWidthToWrap: 20 })
    .configureOutput({
      writeOut: (text) => terminal.print(terminal.ascii ? asciiText(text) : text),
      writeErr: (text) => terminal.note(text),
      // Asking the streams themselves would load the socket modules: a fifth of the time for help.
      getOutHelpWidth: () => widthOf(terminal),
      getErrHelpWidth: () => widthOf(terminal),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      outputError: (text, write) => write(usageSentence(text)),
    });
}

/** Commander's `error: …` and its suggestion on a line below, as one sentence of the house. */
function usageSentence(text: string): string {
  const [line = "", suggestion = ""] = text.trim().split("\n");
  const sentence = line.replace(/^error: /, "").replace(". Expected", ", expected");
  const tail = suggestion && ` ${suggestion.replace("Did you mean", "did you mean")}`;
  return `vmqsc: ${sentence.replace(/\.$/, "")}${tail}\n`;
}

/** Runs one command line and answers its exit code; what is no mistake of the user's is a bug and thrown on. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const [first, second = "-h"] = args;
    // Help of a command that there is none of would be that of the program.
    const isUnknown = first === "help" && !/^-/.test(second) && !["help", ...commandNames].includes(second);
    const given = isUnknown ? args.slice(1) : args;
    await makeProgram(terminal, given).parseAsync(given, { from: "user" });
    return terminal.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.mistake;
    if (!(error instanceof ScenarioError || error instanceof UsageError)) throw error;
    terminal.note(`vmqsc: ${error.message}\n`);
    return exitCodes.mistake;
  }
}
