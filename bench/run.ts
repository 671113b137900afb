import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { parseArgs } from "node:util";
import type { Benchmark, Timing } from "./benchmark.js";

/** Every benchmark by name; add one by adding its file here. */
const benchmarks: Readonly<Record<string, () => Promise<Benchmark>>> = {
  "start-up": async () => (await import("./start-up.js")).startUp,
};

const { positionals } = parseArgs({ allowPositionals: true });
const unknown = positionals.filter((name) => !Object.hasOwn(benchmarks, name));
if (unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(", ")}; there are ${Object.keys(benchmarks).join(", ")}`);
  process.exit(1);
}

const machine = `${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} cores, Node ${process.versions.node}`;
console.log(`${machine}\n`);
const results: Record<string, readonly Timing[]> = {};
for (const name of positionals.length > 0 ? positionals : Object.keys(benchmarks)) {
  const benchmark = await benchmarks[name]!();
  console.log(`${name}: ${benchmark.about}`);
  const timings = await benchmark.run();
  results[name] = timings;
  for (const { what, value, unit, goal } of timings) {
    console.log(
      `  ${what.padEnd(56)} ${value.toPrecision(3).padStart(9)} ${unit.padEnd(10)} ${goal ?? ""}`.trimEnd(),
    );
  }
  console.log("");
}
mkdirSync("dist/bench", { recursive: true });
writeFileSync("dist/bench/results.json", `${JSON.stringify({ machine, results }, null, 2)}\n`);
