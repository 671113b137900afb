import { spawnSync } from "node:child_process";
import type { Sample } from "./benchmark.js";

// Reading extra certificates adds 50 to 70 ms to every start of Node 20 and would hide all differences.
const { NODE_EXTRA_CA_CERTS: _, ...environment } = process.env;

/** What a process has printed, and how long it took on the wall clock, in seconds. */
export interface Finished {
  readonly printed: string;
  readonly seconds: number;
}

/** Runs Node with these arguments to its end. */
export function runNode(args: readonly string[], variables: Readonly<Record<string, string>> = {}): Finished {
  const start = process.hrtime.bigint();
  const { status, signal, error, stdout, stderr } = spawnSync(process.execPath, args, {
    env: { ...environment, ...variables },
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (status !== 0) {
    throw new Error(`node ${args.join(" ")} ended with ${signal ?? status}: ${error?.message ?? stderr}`);
  }
  return { printed: stdout, seconds };
}

/** Runs the command that the build has made. */
export function runVmqsc(
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Finished {
  return runNode(["dist/bin/vmqsc.cjs", ...args], variables);
}

/** Carries out one repetition of one case of a benchmark in a process of its own. */
export function measureApart(benchmark: string, argument: string): Sample {
  return JSON.parse(runNode([process.argv[1], "--measure", benchmark, "--", argument]).printed);
}
