// Builds the command and the library as rolldown.config.ts says, and is silent unless something is wrong:
// `npm start` shows its result and nothing else.
import { execFileSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { rolldown } from "rolldown";
import { loadConfig } from "rolldown/config";

for (const { output, ...input } of await loadConfig("rolldown.config.ts")) {
  const bundle = await rolldown(input);
  await bundle.write(output);
  await bundle.close();
}
// A link that npm has made to it must stay executable.
chmodSync("dist/bin/vmqsc.cjs", 0o755);

// One command after the other, each from the compiled code of those before it; the last knows the most.
const mix = ["ratio", "--classes", "a=1x2,b=2x2", "--rates", "a>a=4,a>b=2,b>a=2,b>b=1"];
const scenario = "classes: { a: { multiple: 1, count: 2 } }\ntraffic: { rates: { a: { a: 1/s } } }\n";
for (const args of [["ratio", "-"], ["ratio", "paper"], mix, ["--help"]]) {
  execFileSync(process.execPath, ["scripts/keep-compiled-code.cjs", ...args], { input: scenario });
}
