import type { Seconds } from "../scenario/model/units.js";
import { exactDigits, plainWhole } from "./plain-row.js";
import { placesOf, type TimeUnit } from "./time-stamp.js";

const dash = 0x2d;
const point = 0x2e;
const zero = 0x30;
const colon = 0x3a;
const blank = 0x20;
const bigT = 0x54;
const bigZ = 0x5a;
const dateLength = 10;
const clockLength = 19;
const powersOfTen = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

/** Reads times from bytes, in one unit and counted from one origin; not a number for what is out of the ordinary. */
export class PlainTimes {
  private readonly places: number;
  private readonly dates: boolean;
  /** The last date seen, and the seconds since 1970 at its start: most rows have the date of the one before. */
  private readonly date = new Uint8Array(dateLength);
  private midnight = Number.NaN;

  constructor(
    unit: TimeUnit,
    private readonly origin: Seconds,
  ) {
    this.places = placesOf(unit);
    this.dates = unit === "iso";
  }

  read(piece: Uint8Array, start: number, end: number): Seconds {
    return this.dates ? this.readDate(piece, start, end) : this.readNumber(piece, start, end);
  }

  /** Digits and at most one point. */
  private readNumber(piece: Uint8Array, start: number, end: number): Seconds {
    let dot = end;
    for (let b = start; b < end; b++) if (piece[b] === point) dot = b;
    // Where the point stands once the unit is the second: so many digits further to the left.
    const split = dot - this.places;
    if (dot === start || end - start > 2 * exactDigits || split - start > exactDigits) return Number.NaN;
    let whole = 0;
    let fraction = 0;
    let digit = start;
    for (; digit < split; digit++) {
      const value = piece[digit] - zero;
      if (value < 0 || value > 9) return Number.NaN;
      whole = 10 * whole + value;
    }
    let decimals = split < start ? start - split : 0;
    for (; digit < end; digit++) {
      if (digit === dot) continue;
      const value = piece[digit] - zero;
      if (value < 0 || value > 9) return Number.NaN;
      fraction = 10 * fraction + value;
      decimals++;
    }
    return this.counted(whole, fraction, decimals);
  }

  /** `2026-01-31T12:00:00.25Z`, a blank in the place of the T, and no other zone. */
  private readDate(piece: Uint8Array, start: number, end: number): Seconds {
    const clock = start + clockLength;
    const last = piece[end - 1] === bigZ ? end - 1 : end;
    const between = piece[start + dateLength];
    const shaped =
      last >= clock &&
      (between === bigT || between === blank) &&
      piece[start + 13] === colon &&
      piece[start + 16] === colon;
    if (!shaped || (last > clock && piece[clock] !== point)) return Number.NaN;
    const midnight = this.midnightOf(piece, start);
    const [hour, minute, second] = [11, 14, 17].map((at) => plainWhole(piece, start + at, start + at + 2));
    const decimals = Math.max(0, last - clock - 1);
    const fraction = decimals === 0 ? 0 : plainWhole(piece, clock + 1, last);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || fraction < 0) {
      return Number.NaN;
    }
    return this.counted(midnight + 3600 * hour + 60 * minute + second, fraction, decimals);
  }

  private midnightOf(piece: Uint8Array, start: number): Seconds {
    const { date } = this;
    let same = !Number.isNaN(this.midnight);
    for (let b = 0; same && b < dateLength; b++) same = date[b] === piece[start + b];
    if (same) return this.midnight;
    const [year, month, day] = [
      [0, 4],
      [5, 7],
      [8, 10],
    ].map(([from, to]) => plainWhole(piece, start + from, start + to));
    const at = new Date(Date.UTC(year, month - 1, day));
    const dashes = piece[start + 4] === dash && piece[start + 7] === dash;
    const exists = dashes && year >= 1000 && at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
    if (!exists) return Number.NaN;
    date.set(piece.subarray(start, start + dateLength));
    this.midnight = at.getTime() / 1000;
    return this.midnight;
  }

  private counted(whole: number, fraction: number, decimals: number): Seconds {
    if (decimals > exactDigits) return Number.NaN;
    const power = powersOfTen[decimals];
    const counted = (whole - this.origin) * power + fraction;
    // One division of whole numbers is rounded once, as the nearest double to the text is.
    return Math.abs(counted) <= Number.MAX_SAFE_INTEGER
      ? counted / power
      : whole - this.origin + fraction / power;
  }
}
