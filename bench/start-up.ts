import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Benchmark, Timing } from "./benchmark.js";

const rounds = 41;
const binary = "dist/bin/vmqsc.cjs";
const rates = "SI>SI=40,SI>MI4=2,MI4>SI=2,MI4>MI4=1";

const scenario = `name: web tier with a batch pool
baseInterval: 60 s
classes:
  web:   { multiple: 1, count: 40, image: 2 GiB, duration: 8 s, pause: 200 ms }
  batch: { multiple: 4, count: 10, image: 8 GiB, duration: { uniform: [20 s, 40 s] }, pause: 500 ms }
traffic:
  rates:
    web:   { web: 40/s, batch: 2/s }
    batch: { web: 2/s, batch: 1/s }
  size: 4 kB
`;

/**
 * Wall-clock time of whole processes as a ratio to `node -e 0`: medians, the commands taking turns in one run
 * so that a busy spell of the machine falls on all of them.
 */
export const startUp: Benchmark = {
  about: `time of a command over that of \`node -e 0\`, medians of ${rounds} rounds, interleaved`,
  run() {
    const folder = mkdtempSync(join(tmpdir(), "vmqsc-bench-"));
    const file = join(folder, "scenario.yaml");
    writeFileSync(file, scenario);
    const starter = join(folder, "starter.yaml");
    writeFileSync(starter, run(["init"]).stdout);
    const cases: readonly {
      readonly what: string;
      readonly args: readonly string[];
      readonly goal?: string;
    }[] = [
      { what: "node -e 0", args: ["-e", "0"] },
      { what: "vmqsc --help", args: [binary, "--help"], goal: "at most 1.5" },
      { what: "vmqsc --version", args: [binary, "--version"] },
      {
        what: "vmqsc ratio --classes … --rates …",
        args: [binary, "ratio", "--classes", "SI=1x40,MI4=4x10", "--rates", rates],
        goal: "at most 1.5",
      },
      { what: "vmqsc ratio FILE", args: [binary, "ratio", file], goal: "at most 2.2" },
      { what: "vmqsc ratio FILE (the starter, 55 lines)", args: [binary, "ratio", starter] },
      { what: "vmqsc measures", args: [binary, "measures"] },
      { what: "vmqsc schema", args: [binary, "schema"] },
      { what: "vmqsc plan paper", args: [binary, "plan", "paper"] },
      { what: "vmqsc plan cloud", args: [binary, "plan", "cloud"] },
    ];
    const times = cases.map((): number[] => []);
    for (let round = 0; round < rounds; round++) {
      cases.forEach(({ args }, place) => {
        times[place]!.push(milliseconds(args));
      });
    }
    rmSync(folder, { recursive: true });
    const medians = times.map(median);
    const bare = medians[0]!;
    return cases.flatMap(({ what, goal }, place): Timing[] =>
      place === 0
        ? [{ what, value: bare, unit: "ms" }]
        : [{ what, value: medians[place]! / bare, unit: "x", ...(goal && { goal }) }],
    );
  },
};

function milliseconds(args: readonly string[]): number {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, args, { env: environment, encoding: "utf8" });
  const elapsed = Number(process.hrtime.bigint() - start) / 1e6;
  if (status !== 0) throw new Error(`node ${args.join(" ")} failed: ${stderr}`);
  return elapsed;
}

function run(args: readonly string[]) {
  return spawnSync(process.execPath, [binary, ...args], { env: environment, encoding: "utf8" });
}

// Reading extra certificates adds 50 to 70 ms to every start of Node 20 and would hide all differences.
const { NODE_EXTRA_CA_CERTS: _, ...environment } = process.env;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
