import { processTerminal } from "./process-terminal.js";
import { run } from "./program.js";

run(process.argv.slice(2), processTerminal()).then((exitCode) => {
  process.exitCode = exitCode;
});
