/** A place in a scenario file, counted from 1. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * The place of the value under these keys (or of its key), or of the nearest container that was written. Text names
 * a setting of the command line (`--set classes.batch.multiple=0`); `undefined` where nothing is known.
 */
export type Locate = (keys: readonly string[], at: "key" | "value") => SourcePosition | string | undefined;

/**
 * The user's mistake, in one sentence: where, what is wanted, what was found.
 * `classes.MI2.multiple must be a whole number of at least 1, got 2.5 (scenario.yaml:7:15)`
 */
export class ScenarioError extends Error {
  override readonly name = "ScenarioError";
  readonly position: SourcePosition | undefined;
  /** The setting that brought the value in (`--set classes.batch.multiple=0`), instead of a position. */
  readonly setting: string | undefined;

  constructor(
    /** The sentence without the position. */
    readonly sentence: string,
    /** Dotted path of the offending value, empty for the scenario as a whole. */
    readonly path = "",
    place?: SourcePosition | string,
  ) {
    super(place === undefined ? sentence : `${sentence} (${placeText(place)})`);
    this.position = typeof place === "object" ? place : undefined;
    this.setting = typeof place === "string" ? place : undefined;
  }
}

function placeText(place: SourcePosition | string): string {
  return typeof place === "string" ? place : `${place.file}:${place.line}:${place.column}`;
}
