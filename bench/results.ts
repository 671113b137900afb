import { mkdirSync, writeFileSync } from "node:fs";
import type { Timing } from "./benchmark.js";
import { machine } from "./machine.js";

/** What one benchmark found. */
export interface Result {
  readonly about: string;
  readonly timings: readonly Timing[];
}

/** Results by the benchmark's name. */
export type Results = Record<string, Result>;

/** Writes the results of a run as JSON, and gives the file. */
export function keepResults(results: Results): string {
  const file = "dist/bench/results.json";
  mkdirSync("dist/bench", { recursive: true });
  writeFileSync(file, `${JSON.stringify({ machine, date: new Date().toISOString(), results }, null, 2)}\n`);
  return file;
}
