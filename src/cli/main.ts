import { processTerminal } from "./process-terminal.js";
import { run } from "./run.js";

run(process.argv.slice(2), processTerminal()).then((exitCode) => {
  process.exitCode = exitCode;
});
