import { quote } from "../checks/describe-value.js";

/** What a text says, and where. */
export interface TextValue {
  readonly value: unknown;
  /** The offset of the value under these keys (or of its key), as far along them as they are written. */
  locate(keys: readonly string[], at: "key" | "value"): number;
}

export const deepest = 64;

/** Why a text cannot be read as YAML or JSON, before it is known which file it comes from. */
export class TextFault extends Error {
  override readonly name = "TextFault";

  /** `sentence` can stand alone: `a comma or } is wanted after a value, got "x"`; the offset is in UTF-16 units. */
  constructor(
    sentence: string,
    readonly offset: number,
  ) {
    super(sentence);
  }
}

/** Why an object that is being read cannot take a key, where it cannot. */
export function unusableKey(key: string, object: object): string | undefined {
  if (key === "__proto__") return "__proto__ is not a name that can be used";
  return Object.hasOwn(object, key) ? `the key ${quote(key)} is written twice` : undefined;
}

/** Line and column of an offset, from 1; columns count UTF-16 units, as editors do. */
export function positionAt(text: string, offset: number): { readonly line: number; readonly column: number } {
  const end = Math.min(Math.max(offset, 0), text.length);
  let line = 1;
  let start = 0;
  for (;;) {
    const newline = text.indexOf("\n", start);
    if (newline < 0 || newline >= end) return { line, column: end - start + 1 };
    line++;
    start = newline + 1;
  }
}
