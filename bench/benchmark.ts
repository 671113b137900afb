/** One line of a benchmark's table. */
export interface Timing {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** What the project wants to hold, in words: `at most 1.5`, `at least 15`. */
  readonly goal?: string;
}

/** Something that is timed, run by `npm run bench [NAME …]`. */
export interface Benchmark {
  /** What is timed and how, in one sentence. */
  readonly about: string;
  run(): Promise<readonly Timing[]> | readonly Timing[];
}
