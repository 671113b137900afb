import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Benchmark, Goal, Timing } from "./benchmark.js";
import { runNode, runVmqsc } from "./child-process.js";
import { interleaved, ratios, spread } from "./repetitions.js";

const rounds = 25;
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

const trace = `t,src,dst,bytes
0.0,a,b,100
0.4,b,a,200
1.1,a,b,100
1.9,b,c,300
2.5,c,a,100
3.2,a,c,200
`;

interface Case {
  readonly what: string;
  readonly args: readonly string[];
  readonly goal?: Goal;
}

/**
 * Wall-clock time of whole processes as a ratio to `node -e 0`: medians, the commands taking turns in one run
 * so that a busy spell of the machine falls on all of them.
 */
export const startUp: Benchmark = {
  about: `time of a command over that of \`node -e 0\`, ${rounds} rounds, interleaved`,
  run() {
    const folder = mkdtempSync(join(tmpdir(), "vmqsc-bench-"));
    try {
      return timings(casesIn(folder));
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

function casesIn(folder: string): readonly Case[] {
  const path = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const file = path("scenario.yaml", scenario);
  const starter = path("starter.yaml", runVmqsc(["init"]).printed);
  const recorded = path("trace.csv", trace);
  return [
    { what: "--help", args: ["--help"], goal: { atMost: 1.5 } },
    { what: "--version", args: ["--version"] },
    {
      what: "ratio --classes … --rates …",
      args: ["ratio", "--classes", "SI=1x40,MI4=4x10", "--rates", rates],
      goal: { atMost: 1.5 },
    },
    { what: "ratio FILE", args: ["ratio", file], goal: { atMost: 2.2 } },
    { what: "ratio FILE (the starter, 55 lines)", args: ["ratio", starter] },
    { what: "init", args: ["init"] },
    { what: "measures", args: ["measures"] },
    { what: "schema", args: ["schema"] },
    { what: "plan paper", args: ["plan", "paper"] },
    { what: "plan cloud", args: ["plan", "cloud"] },
    {
      what: "sweep paper, 9 points",
      args: ["sweep", "paper", "--vary", "classes.MI2.multiple=2:10:1"],
    },
    {
      what: "solve paper",
      args: ["solve", "paper", "--target", "stableLogRatio<=0.1", "--by", "classes.MI2.multiple"],
    },
    { what: "simulate paper, 10,000 messages", args: ["simulate", "paper", "--messages", "10000"] },
    { what: "validate paper, 0.01 s of simulation", args: ["validate", "paper", "--max-time", "0.01"] },
    { what: "fit TRACE, 6 messages", args: ["fit", recorded] },
  ];
}

function timings(cases: readonly Case[]): Timing[] {
  const bare = () => runNode(["-e", "0"]).seconds;
  const runs = cases.map(
    ({ args }) =>
      () =>
        runVmqsc(args).seconds,
  );
  const [base, ...times] = interleaved([bare, ...runs], rounds, (run) => run());
  return [
    { what: "`node -e 0`", ...spread(base.map((seconds) => 1000 * seconds)), unit: "ms" },
    ...cases.map(({ what, goal }, place): Timing => {
      // Medians before the ratio: a single start varies more than a command differs from another.
      const ratio = spread(times[place]).value / spread(base).value;
      const range = spread(ratios(times[place], base));
      return { ...range, what: `\`vmqsc ${what}\``, value: ratio, unit: "x", goal };
    }),
  ];
}
