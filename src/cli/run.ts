import { CommanderError } from "commander";
import { ScenarioError } from "../scenario/model/scenario-error.js";
import { checkCommand, checkOptionValues, makeProgram } from "./program.js";
import { exitCodes, type Terminal, UsageError } from "./terminal.js";

/**
 * Runs one command line and answers its exit code. A mistake of the user's becomes one sentence on standard
 * error; anything else is a bug and is thrown on, with its stack trace.
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    checkCommand(args);
    const program = makeProgram(terminal, args);
    checkOptionValues(program, args);
    await program.parseAsync(args, { from: "user" });
    return terminal.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.mistake;
    const sentence = userMistake(error);
    if (sentence === undefined) throw error;
    terminal.note(`vmqsc: ${sentence}\n`);
    return exitCodes.mistake;
  }
}

function userMistake(error: unknown): string | undefined {
  if (error instanceof ScenarioError || error instanceof UsageError) return error.message;
  return undefined;
}
