import type { Share } from "../montecarlo/parallel/replication-share.js";
import { quoteIfUnseen } from "../scenario/checks/describe-value.js";
import type { Seconds } from "../scenario/model/units.js";
import { parseQuantity } from "../scenario/quantities/quantity.js";
import type { StoragePrices } from "../traces/proposed-multiples.js";
import { UsageError } from "./terminal.js";

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number that a text spells in decimal, or `undefined`; stricter than `Number`, which takes `""` and `0x10`. */
export function decimalNumber(text: string): number | undefined {
  const value = decimal.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

/** An option that may be repeated. */
export function collect(text: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), text];
}

function shown(text: string): string {
  return text === "" ? "nothing" : quoteIfUnseen(text);
}

/** An option that takes a number strictly between two others. */
export function numberBetween(option: string, low: number, high: number): (text: string) => number {
  return (text) => {
    const value = decimalNumber(text);
    if (value === undefined || value <= low || value >= high) {
      throw new UsageError(`${option} must be a number above ${low} and below ${high}, got ${shown(text)}`);
    }
    return value;
  };
}

/** An option that takes a whole number of at least `minimum`, for a reason if it is not plain; `1e6` is one. */
export function wholeNumber(option: string, minimum = 1, reason = ""): (text: string) => number {
  return (text) => {
    const value = decimal.test(text) ? Number(text) : Number.NaN;
    if (value > Number.MAX_SAFE_INTEGER) {
      throw new UsageError(
        `${option} must be a whole number of at most ${Number.MAX_SAFE_INTEGER}, got ${shown(text)}`,
      );
    }
    if (!Number.isInteger(value) || value < minimum) {
      const because = reason && `, ${reason}`;
      throw new UsageError(
        `${option} must be a whole number of at least ${minimum}${because}, got ${shown(text)}`,
      );
    }
    return value;
  };
}

/** The option `--seed`: any text but none, which a variable of the shell that is not set would leave. */
export function seedText(text: string): string {
  if (text === "") throw new UsageError("--seed must be text of at least one character, got nothing");
  return text;
}

/** An option that takes a time, in seconds: of at least 0, or above 0 where there is an example of it. */
export function timeOption(option: string, example?: string): (text: string) => Seconds {
  return (text) => {
    const { value } = parseQuantity(text, "time", option);
    if (value > 0 || (value === 0 && example === undefined)) return value;
    const wanted = example === undefined ? "of at least 0 s" : `above 0, such as ${example}`;
    throw new UsageError(`${option} must be a time ${wanted}, got ${text}`);
  };
}

/** The option `--shard NUMBER/OF`. */
export function share(text: string): Share {
  const [, number, of] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(text) ?? [];
  if (number === undefined || of === undefined || Number(number) > Number(of)) {
    throw new UsageError(
      `--shard must be NUMBER/OF with NUMBER from 1 to OF, such as 3/100, got ${shown(text)}`,
    );
  }
  return { number: Number(number), of: Number(of) };
}

/** The option `--storage write=PRICE,hold=PRICE`. */
export function storagePrices(text: string): StoragePrices {
  const [, write, hold] = /^write=([^,=]+),hold=([^,=]+)$/.exec(text.replaceAll(" ", "")) ?? [];
  const prices = { write: decimalNumber(write ?? ""), hold: decimalNumber(hold ?? "") };
  if (!(prices.write! >= 0 && prices.hold! >= 0)) {
    throw new UsageError(
      `--storage must read like write=0.05,hold=0.0002, prices of at least 0, got ${shown(text)}`,
    );
  }
  return { write: prices.write!, hold: prices.hold! };
}
