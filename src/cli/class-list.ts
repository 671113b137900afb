import { quote, quoteIfUnseen } from "../scenario/checks/describe-value.js";
import type { Scenario } from "../scenario/model/scenario.js";
import type { RateConvention } from "../scenario/model/system.js";
import { decimalNumber } from "./options.js";
import { UsageError } from "./terminal.js";

/**
 * The scenario that `--classes SI=1x40,MI4=4x10` (a class is multiple x count) and `--rates SI>MI4=2,…` spell.
 * Rates stay text, so that they stay exact.
 *
 * @throws {UsageError} when either text does not read like that
 * @example
 * classListScenario("SI=1x2", "SI>SI=4/s", "receiver").traffic.rates  // => { SI: { SI: "4/s" } }
 */
export function classListScenario(classes: string, rates: string, per: RateConvention): Scenario {
  const classEntries = entriesOf("--classes", classes).map(([name, text]) => {
    const [, ...numbers] = /^([^x×*]*)[x×*]([^x×*]*)$/.exec(text) ?? [];
    const [multiple, count] = numbers.map((number) => decimalNumber(number.trim()));
    if (!name || multiple === undefined || count === undefined) {
      throw new UsageError(`--classes must read like SI=1x40,MI4=4x10, got ${quote(`${name}=${text}`)}`);
    }
    return [name, { multiple, count }] as const;
  });
  const flows = new Map<string, Map<string, string>>();
  for (const [pair, rate] of entriesOf("--rates", rates)) {
    const [from, to, ...more] = pair.split(">").map((name) => name.trim());
    if (!from || !to || more.length > 0 || !rate) {
      throw new UsageError(`--rates must read like "SI>SI=40,SI>MI4=2", got ${quote(`${pair}=${rate}`)}`);
    }
    const row = flows.get(from) ?? new Map<string, string>();
    if (row.has(to)) throw new UsageError(`--rates gives ${quoteIfUnseen(`${from}>${to}`)} twice`);
    flows.set(from, row.set(to, rate));
  }
  return {
    classes: uniqueEntries("--classes", classEntries),
    traffic: {
      per,
      rates: Object.fromEntries([...flows].map(([from, row]) => [from, Object.fromEntries(row)])),
    },
  };
}

/** `NAME=VALUE,…`; the last `=` of an entry divides it, so that names may hold one. */
function entriesOf(option: string, text: string): [name: string, value: string][] {
  return text.split(",").map((entry) => {
    const at = entry.lastIndexOf("=");
    if (at < 0)
      throw new UsageError(`${option} must hold NAME=VALUE with commas between, got ${quote(entry)}`);
    return [entry.slice(0, at).trim(), entry.slice(at + 1).trim()];
  });
}

function uniqueEntries<Value>(option: string, entries: readonly (readonly [string, Value])[]) {
  const names = new Set<string>();
  for (const [name] of entries) {
    if (names.has(name)) throw new UsageError(`${option} names ${quoteIfUnseen(name)} twice`);
    names.add(name);
  }
  return Object.fromEntries(entries);
}
