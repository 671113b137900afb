import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inferSchema, initParser } from "udsv";
import { openStream } from "../src/montecarlo/random/random-stream.js";
import type { Scenario } from "../src/scenario/model/scenario.js";
import { fitSummary } from "../src/traces/fit.js";
import { streamTrace } from "../src/traces/read-trace.js";
import { ReplayCounts } from "../src/traces/replay.js";
import { TraceSums } from "../src/traces/trace-summary.js";
import type { Benchmark, Timing } from "./benchmark.js";
import { processUsage } from "./process-usage.js";
import { interleaved, ratios, spread } from "./repetitions.js";

const rows = 3_000_000;
const rounds = 5;
const nodes = 40;
const scenario: Scenario = {
  baseInterval: 10,
  classes: { few: { nodes: ["node-?"] }, many: { multiple: 4, count: 30, nodes: ["*"] } },
  traffic: { rates: { few: { many: 1 } } },
};

const titles = {
  fit: "fit, from file to scenario",
  replay: "replay at one T0, from file to all phases",
  parser: "udsv, rows split and nothing done with them",
};
type Reader = keyof typeof titles;
const readers = Object.keys(titles) as Reader[];

/** A trace read and worked up, beside the fastest CSV parser that splits its rows only. */
export const traces: Benchmark = {
  about: `a CSV trace of ${rows.toLocaleString("en")} rows of 32 bytes among ${nodes} nodes in one thread, in rows per second of processor time, beside udsv 0.7.3`,
  run(workbench) {
    const folder = mkdtempSync(join(tmpdir(), "vmqsc-bench-"));
    try {
      const file = join(folder, "trace.csv");
      writeTrace(file);
      const samples = interleaved(readers, rounds, (reader) => workbench.measureApart(`${reader} ${file}`));
      return timings(samples as { rate: number; memory: number }[][]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  async measure(argument) {
    const [reader, file] = argument.split(" ");
    const before = processUsage().processor;
    await read[reader as Reader](file);
    const { processor, memory } = processUsage();
    return { rate: rows / (processor - before), memory };
  },
};

const read: Readonly<Record<Reader, (file: string) => Promise<void>>> = {
  async fit(file) {
    const sums = new TraceSums(10);
    fitSummary(sums.summary(await streamTrace(file, sums)), { multiples: "node-?=1,*=4", baseInterval: 10 });
  },
  async replay(file) {
    const counts = new ReplayCounts(scenario);
    counts.result(await streamTrace(file, counts.intervals));
  },
  async parser(file) {
    const { createReadStream } = await import("node:fs");
    let parser: ReturnType<typeof initParser> | undefined;
    let count = 0;
    for await (const piece of createReadStream(file, { encoding: "utf8", highWaterMark: 1 << 18 })) {
      parser ??= initParser(inferSchema(piece));
      parser.chunk<string[]>(piece, parser.stringArrs, (some) => {
        count += some.length;
      });
    }
    parser?.end();
    if (count < rows - 1) throw new Error(`udsv has found ${count} rows`);
  },
};

function timings(samples: readonly { rate: number; memory: number }[][]): Timing[] {
  const rates = (reader: Reader) => samples[readers.indexOf(reader)].map(({ rate }) => rate);
  return [
    ...readers.map(
      (reader): Timing => ({
        what: titles[reader],
        ...spread(rates(reader).map((rate) => rate / 1e6)),
        unit: "M rows/s",
        ...(reader !== "parser" && { goal: { atLeast: 1 } }),
      }),
    ),
    ...(["fit", "replay"] as const).map(
      (reader): Timing => ({
        what: `${reader}, over udsv`,
        ...spread(ratios(rates(reader), rates("parser"))),
        unit: "x",
      }),
    ),
    ...(["fit", "replay"] as const).map(
      (reader): Timing => ({
        what: `${reader}: memory`,
        ...spread(samples[readers.indexOf(reader)].map(({ memory }) => memory / 1e6)),
        unit: "MB",
      }),
    ),
  ];
}

/** Poisson traffic between all pairs, 1,000 messages a second, in microseconds. */
function writeTrace(file: string): void {
  const stream = openStream("bench", 0, "trace");
  const output = openSync(file, "w");
  let text = "t,src,dst,bytes\n";
  let at = 0;
  for (let row = 0; row < rows; row++) {
    at -= Math.log(stream.double()) / 1000;
    const from = Math.floor(stream.double() * nodes);
    const to = (from + 1 + Math.floor(stream.double() * (nodes - 1))) % nodes;
    text += `${at.toFixed(6)},node-${from},node-${to},${64 + Math.floor(stream.double() * 9000)}\n`;
    if (text.length > 1 << 20) {
      writeSync(output, text);
      text = "";
    }
  }
  writeSync(output, text);
  closeSync(output);
}
