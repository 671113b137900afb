import { parseArgs } from "node:util";
import type { Benchmark, Workbench } from "./benchmark.js";
import { measureApart } from "./child-process.js";
import { machine } from "./machine.js";
import { writeDocument } from "./performance-document.js";
import { keepResults, type Result, type Results } from "./results.js";
import { textTable } from "./table.js";

/** Every benchmark by name; add one by adding its file here. */
const benchmarks: Readonly<Record<string, () => Promise<Benchmark>>> = {
  engine: async () => (await import("./engine.js")).engine,
  simjs: async () => (await import("./beside-simjs.js")).besideSimjs,
  modes: async () => (await import("./modes.js")).modes,
  schemes: async () => (await import("./schemes.js")).schemes,
  jobs: async () => (await import("./jobs.js")).jobs,
  day: async () => (await import("./day.js")).day,
  workers: async () => (await import("./workers.js")).workers,
  "closed-forms": async () => (await import("./closed-forms.js")).closedForms,
  plan: async () => (await import("./plan.js")).plan,
  traces: async () => (await import("./traces.js")).traces,
  "start-up": async () => (await import("./start-up.js")).startUp,
};

const usage = `npm run bench -- [--only NAME]… [--long] [--document]

  --only NAME   run this benchmark alone; may be given more than once
  --long        cases that take longer than about half a minute, too
  --document    write the tables into docs/performance.md

Benchmarks: ${Object.keys(benchmarks).join(", ")}`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: "string", multiple: true, default: [] },
    long: { type: "boolean", default: false },
    document: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
    // For the processes that the benchmarks start themselves.
    measure: { type: "string" },
  },
});

if (values.help) console.log(usage);
else if (values.measure !== undefined) await measure(values.measure, positionals[0]);
else await runAll([...values.only, ...positionals]);

/** In a process of its own: one repetition of one case, printed as JSON. */
async function measure(name: string, argument: string): Promise<void> {
  const benchmark = await benchmarks[name]();
  console.log(JSON.stringify(await benchmark.measure?.(argument)));
}

async function runAll(chosen: readonly string[]): Promise<void> {
  const unknown = chosen.filter((name) => !Object.hasOwn(benchmarks, name));
  if (unknown.length > 0) {
    console.error(`no benchmark ${unknown.join(", ")}; there are ${Object.keys(benchmarks).join(", ")}`);
    process.exitCode = 1;
    return;
  }
  console.log(`${machine}\n`);
  const results: Results = {};
  for (const name of chosen.length > 0 ? chosen : Object.keys(benchmarks)) {
    results[name] = await runOne(name);
    console.log(`${textTable(results[name].timings)}\n`);
  }
  console.log(`written to ${keepResults(results)}`);
  if (values.document) console.log(`written to ${writeDocument(results)}`);
}

async function runOne(name: string): Promise<Result> {
  const benchmark = await benchmarks[name]();
  console.log(`${name}: ${benchmark.about}`);
  const workbench: Workbench = {
    long: values.long,
    measureApart: (argument) => measureApart(name, argument),
  };
  return { about: benchmark.about, timings: await benchmark.run(workbench) };
}
