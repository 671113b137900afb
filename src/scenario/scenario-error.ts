/** A place in a scenario file, counted from 1. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * The user's mistake, in one sentence: where, what is wanted, what was found.
 * `classes.MI2.multiple must be a whole number of at least 1, got 2.5 (scenario.yaml:7:15)`
 */
export class ScenarioError extends Error {
  override readonly name = "ScenarioError";
  /** The sentence without the position. */
  readonly sentence: string;
  /** Dotted path of the offending value, empty for the scenario as a whole. */
  readonly path: string;
  readonly position: SourcePosition | undefined;

  constructor(sentence: string, path = "", position?: SourcePosition) {
    super(position ? `${sentence} (${position.file}:${position.line}:${position.column})` : sentence);
    this.sentence = sentence;
    this.path = path;
    this.position = position;
  }
}
