import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Benchmark, Timing } from "./benchmark.js";
import { runVmqsc } from "./child-process.js";
import { manyClasses } from "./many-classes.js";
import type { ProcessUsage } from "./process-usage.js";
import { interleaved, spread } from "./repetitions.js";

const rounds = 7;

/** Capacity plans as whole processes: processor time and memory. */
export const plan: Benchmark = {
  about: `processor time and memory of whole \`vmqsc plan\` processes, ${rounds} rounds, interleaved`,
  run() {
    const folder = mkdtempSync(join(tmpdir(), "vmqsc-bench-"));
    try {
      return plans(folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

function plans(folder: string): Timing[] {
  const large = join(folder, "large.json");
  writeFileSync(large, JSON.stringify(manyClasses));
  const reporter = join(folder, "report-usage.cjs");
  writeFileSync(reporter, reportUsage);
  const cases = [
    { what: "plan cloud", scenario: "cloud", seconds: 2 },
    { what: "plan cloud without storage", scenario: "test/support/cloud-without-storage.yaml", seconds: 0.3 },
    { what: "plan of 1,000 classes and 100,000 VMs", scenario: large, seconds: 2, megabytes: 200 },
  ];
  const samples = interleaved(cases, rounds, ({ scenario }): ProcessUsage => {
    const report = join(folder, "usage.json");
    runVmqsc(["plan", scenario], { NODE_OPTIONS: `--require=${reporter}`, VMQSC_BENCH_REPORT: report });
    return JSON.parse(readFileSync(report, "utf8"));
  });
  return cases.flatMap(({ what, seconds, megabytes }, place): Timing[] => [
    {
      what: `${what}: processor time`,
      ...spread(samples[place].map(({ processor }) => 1000 * processor)),
      unit: "ms",
      goal: { atMost: 1000 * seconds },
    },
    {
      what: `${what}: memory`,
      ...spread(samples[place].map(({ memory }) => memory / 1e6)),
      unit: "MB",
      ...(megabytes !== undefined && { goal: { atMost: megabytes } }),
    },
  ]);
}

/** Loaded into the command beforehand: `processUsage` at its end, since Node does not tell it of other processes. */
const reportUsage = `process.on("exit", () => {
  const { readFileSync, writeFileSync } = require("node:fs");
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  let memory = 1024 * maxRSS;
  try {
    memory = 1024 * Number(/^VmHWM:\\s*(\\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))[1]);
  } catch {}
  const usage = { processor: (userCPUTime + systemCPUTime) / 1e6, memory };
  writeFileSync(process.env.VMQSC_BENCH_REPORT, JSON.stringify(usage));
});
`;
