/** What the project wants to hold of a figure. */
export type Goal = { readonly atMost: number } | { readonly atLeast: number };

/** One line of a benchmark's table. */
export interface Timing {
  readonly what: string;
  /** The median over the repetitions. */
  readonly value: number;
  /** The smallest and the largest repetition; absent where there is one. */
  readonly least?: number;
  readonly most?: number;
  readonly unit: string;
  readonly goal?: Goal;
}

/** What one repetition found, by name. */
export type Sample<Name extends string = string> = Readonly<Record<Name, number>>;

/** What a benchmark may ask of the one that runs it. */
export interface Workbench {
  /** Whether cases that take longer than about half a minute are wanted too. */
  readonly long: boolean;
  /** Carries out `measure` of the benchmark in a process of its own, and gives what it found. */
  measureApart(argument: string): Sample;
}

/** Something that is timed, run by `npm run bench`. */
export interface Benchmark {
  /** What is timed and how, in one sentence. */
  readonly about: string;
  run(workbench: Workbench): Promise<readonly Timing[]> | readonly Timing[];
  /** One repetition of one case: what `measureApart` carries out. */
  measure?(argument: string): Promise<Sample> | Sample;
}

/** Whether a figure meets its goal. */
export function meets(value: number, goal: Goal): boolean {
  return "atMost" in goal ? value <= goal.atMost : value >= goal.atLeast;
}
