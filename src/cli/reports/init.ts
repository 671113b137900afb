import { starter } from "../../scenario/starter.js";
import type { Terminal } from "../terminal.js";
import { writeWholeFile } from "../write-whole-file.js";

/** Writes the starter scenario to a file, or to standard output where none is named. */
export function writeStarter(terminal: Terminal, file: string | undefined, overwrite: boolean): void {
  if (file === undefined || file === "-") {
    terminal.print(starter);
    return;
  }
  writeWholeFile(file, starter, overwrite);
  terminal.note(`${file} written; next: vmqsc ratio ${file}\n`);
}
