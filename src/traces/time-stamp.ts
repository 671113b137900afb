import type { Seconds } from "../scenario/model/units.js";

/** How the times of a file are written. */
export type TimeUnit = "s" | "ms" | "us" | "ns" | "iso";

export const timeUnits: readonly TimeUnit[] = ["s", "ms", "us", "ns", "iso"];

export const timeUnitNames: Readonly<Record<TimeUnit, string>> = {
  s: "seconds",
  ms: "milliseconds",
  us: "microseconds",
  ns: "nanoseconds",
  iso: "dates (ISO 8601)",
};

/** Decimal places by which a unit lies below the second. */
const placesOf: Readonly<Record<TimeUnit, number>> = { s: 0, ms: 3, us: 6, ns: 9, iso: 0 };

/** A stamp as whole seconds and the fraction that follows, so that no digit of a large stamp is lost. */
export interface Stamp {
  readonly seconds: number;
  readonly fraction: Seconds;
  /** Digits that the fraction was written with, where it was written with digits alone. */
  readonly decimals?: number;
}

/** Digits that a double holds exactly. */
const exactDigits = 15;
const powersOfTen = Float64Array.from({ length: exactDigits + 1 }, (_, power) => Number(`1e${power}`));

/** Time from whole seconds to a stamp: the double next to what was written, where that has few enough digits. */
export function secondsSince(origin: Seconds, { seconds, fraction, decimals = 0 }: Stamp): Seconds {
  if (decimals > 0 && decimals <= exactDigits) {
    const power = powersOfTen[decimals];
    const counted = (seconds - origin) * power + Math.round(fraction * power);
    // One division of whole numbers is rounded once.
    if (Math.abs(counted) <= Number.MAX_SAFE_INTEGER) return counted / power;
  }
  return seconds - origin + fraction;
}

// 1990 to 2100: nothing but time since 1970 has such sizes in ms, µs or ns.
const earliest = 6.3e8;
const latest = 4.1e9;

/**
 * The unit that a stamp is most likely in: a date by its form, a number by its size where it can be time since 1970,
 * else seconds.
 */
export function guessUnit(text: string): TimeUnit {
  if (datePattern.test(text)) return "iso";
  const value = Number(text);
  for (const unit of ["ms", "us", "ns"] as const) {
    const seconds = value / 10 ** placesOf[unit];
    if (seconds >= earliest && seconds <= latest) return unit;
  }
  return "s";
}

/** Whether a number of seconds can be a time since 1970. */
export function isSince1970({ seconds }: Stamp): boolean {
  return seconds >= earliest && seconds <= latest;
}

/** The unit that the name of a column ends with, as `time_ms` and `Time (ms)` do. */
export function unitOfName(name: string): TimeUnit | undefined {
  const unit = /(?:_|[([])(ms|millis|us|µs|micros|ns|nanos|unix_?nano)[)\]]?$/i.exec(name.trim())?.[1];
  if (unit === undefined) return undefined;
  if (/^m/i.test(unit) && !/^micros$/i.test(unit)) return "ms";
  return /^(us|µs|micros)$/i.test(unit) ? "us" : "ns";
}

/** The time that a text means; absent where it means none. */
export function readStamp(text: string, unit: TimeUnit): Stamp | undefined {
  if (unit === "iso") return readDate(text);
  const plain = /^(\d+)(?:\.(\d*))?$/.exec(text);
  if (plain) return shiftedStamp(plain[1], plain[2] ?? "", placesOf[unit]);
  const value = plainNumber(text) / 10 ** placesOf[unit];
  if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) return undefined;
  return { seconds: Math.floor(value), fraction: value - Math.floor(value) };
}

/** Digits before and after the point, with the point moved to the left. */
function shiftedStamp(whole: string, decimals: string, places: number): Stamp | undefined {
  const digits = whole.padStart(places + 1, "0");
  const point = digits.length - places;
  const seconds = Number(digits.slice(0, point));
  const fraction = Number(`0.${digits.slice(point)}${decimals}`);
  if (seconds >= Number.MAX_SAFE_INTEGER) return undefined;
  return { seconds, fraction, decimals: places + decimals.length };
}

const datePattern =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*(Z|UTC|[+-]\d\d(?::?\d\d)?)?$/i;

/** A date and time as ISO 8601 has it, a blank in the place of the T too; without a zone it is taken as UTC. */
function readDate(text: string): Stamp | undefined {
  const found = datePattern.exec(text);
  if (found === null) return undefined;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map((part) => Number(part ?? 0));
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(at);
  // A day or an hour that there is not would have been carried over.
  const kept = date.getUTCDate() === day && date.getUTCHours() === hour && date.getUTCMinutes() === minute;
  if (!kept || second > 59) return undefined;
  const seconds = at / 1000 - zoneSeconds(found[8]);
  const decimals = found[7] ?? "";
  return { seconds, fraction: Number(`0.${decimals}`), decimals: decimals.length };
}

function zoneSeconds(zone: string | undefined): number {
  const parts = /^([+-])(\d\d):?(\d\d)?$/.exec(zone ?? "");
  if (parts === null) return 0;
  return (parts[1] === "-" ? -1 : 1) * (Number(parts[2]) * 3600 + Number(parts[3] ?? 0) * 60);
}

/** The number that a decimal text means; not a number for all else, such as the `0x10` and `""` that `Number` takes. */
export function plainNumber(text: string): number {
  const second = text.charCodeAt(1) | 0x20;
  const based = text.charCodeAt(0) === 0x30 && second >= 0x61 && second !== 0x65;
  return text === "" || based ? Number.NaN : Number(text);
}
