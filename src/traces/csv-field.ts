import type { Bytes } from "../scenario/model/units.js";
import { plainNumber, readStamp, type Stamp, type TimeUnit, timeUnitNames } from "./time-stamp.js";
import { type BadCause, shownField } from "./trace-intake.js";

/** What a sentence says of a date that was meant. */
export const isoWanted = "a date and time such as 2026-01-31T12:00:00Z";

/** What is wrong with a field of a row. */
export class BadField extends Error {
  constructor(
    override readonly cause: BadCause,
    sentence: string,
    readonly field: number,
  ) {
    super(sentence);
  }
}

/** The size in a field; 0 where it is empty. @throws {BadField} */
export function readSize(text: string, field: number): Bytes {
  if (text === "") return 0;
  const value = plainNumber(text);
  if (!(value >= 0 && Number.isSafeInteger(value))) {
    throw new BadField(
      "bytes",
      `bytes must be a whole number, 0 if not recorded, got ${shownField(text)}`,
      field,
    );
  }
  return value;
}

/** The time in a field. @throws {BadField} */
export function stampOf(
  text: string,
  unit: TimeUnit,
  { field, name }: { readonly field: number; readonly name: "t" | "arrival" },
): Stamp {
  const stamp = readStamp(text, unit);
  if (stamp !== undefined) return stamp;
  const wanted = unit === "iso" ? isoWanted : `a number of ${timeUnitNames[unit]}, at least 0`;
  throw new BadField(
    name === "t" ? "time" : "arrival",
    `${name} must be ${wanted}, got ${shownField(text)}`,
    field,
  );
}

/** A number with a decimal point where it was written with a comma. */
export function withPoint(text: string): string {
  return /^\d+,\d+$/.test(text) ? text.replace(",", ".") : text;
}
