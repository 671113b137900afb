import {
  type ClassShare,
  exactStableLogByteRatio,
  exactStableLogRatio,
  stableLogByteRatio,
  stableLogRatio,
  stableLogShares,
} from "../../analytic/stable-log-ratio.js";
import { quote, quoteIfUnseen } from "../../scenario/checks/describe-value.js";
import { LoadedScenario } from "../../scenario/checks/prepare.js";
import type { Scenario } from "../../scenario/model/scenario.js";
import { countVms, type RateConvention, type System } from "../../scenario/model/system.js";
import { decimalNumber, type Options } from "../options.js";
import { printReport, type ReportForms } from "../print-report.js";
import { csvOf } from "../render/csv.js";
import { numberText, percentText, signedText } from "../render/number-text.js";
import { left, type Paint, right, table } from "../render/table.js";
import { checkedScenario, scenarioInput } from "../scenario-input.js";
import { type Terminal, UsageError } from "../terminal.js";

/** More classes than these are summed up on the screen; JSON and CSV have them all. */
const shownClasses = 20;

export async function reportRatio(terminal: Terminal, argument: string | undefined, options: Options) {
  const { system } = await ratioInput(terminal, argument, options);
  printReport(terminal, options, ratioForms(system));
}

async function ratioInput(terminal: Terminal, argument: string | undefined, options: Options) {
  const { classes, rates, per } = options;
  if (argument !== undefined) {
    if (classes === undefined && rates === undefined && per === undefined)
      return scenarioInput(terminal, argument, options);
    throw new UsageError("ratio takes a scenario or --classes and --rates, not both");
  }
  if (classes === undefined || rates === undefined)
    throw new UsageError("ratio needs a scenario (a file, - or a built-in name), or --classes and --rates");
  const spelled = classListScenario(classes, rates, per ?? "receiver");
  return checkedScenario(terminal, new LoadedScenario(spelled), options);
}

function ratioForms(system: System): ReportForms {
  const ratio = { value: stableLogRatio(system), ...exactStableLogRatio(system) };
  const byteRatio = { value: stableLogByteRatio(system), ...exactStableLogByteRatio(system) };
  const shares = stableLogShares(system);
  const classes = system.classes.map(({ name, multiple, count, index }) => {
    return { ...shares[index], class: name, multiple, count };
  });
  const columns = ["class", "multiple", "count", "inbound", "share", "logged", "sensitivity", "elasticity"];
  const inbound = shares.reduce((sum, share) => sum + share.inbound, 0);
  // A line for the whole system, whose logged share is the ratio itself.
  const whole = { class: "whole system", count: countVms(system), inbound, share: 1, logged: ratio.value };
  return {
    json: () => ({
      stableLogRatio: ratio,
      stableLogByteRatio: byteRatio,
      classes: Object.fromEntries(system.classes.map(({ name, index }) => [name, shares[index]])),
    }),
    csv: () => csvOf([...columns, "multipleSensitivity"], [...classes, whole]),
    text: (style) =>
      [
        `${style.heading(system.name)}\n\n`,
        `  stable-log ratio η       ${style.strong(ratioText(ratio))}\n`,
        `  by bytes                 ${ratioText(byteRatio)}\n\n`,
        classesText(classes, ratio.value, style),
      ].join(""),
  };
}

/** A ratio, with its fraction where it is rational. */
function ratioText({ value, fraction }: { readonly value: number; readonly fraction?: string }): string {
  const decimal = numberText(value, 6);
  if (fraction === undefined || fraction === decimal) return decimal;
  return fraction.length <= 40 ? `${fraction} ≈ ${decimal}` : `≈ ${decimal} (exact fraction in --json)`;
}

type ClassRow = ClassShare & { readonly class: string; readonly multiple: number; readonly count: number };

function classesText(classes: readonly ClassRow[], ratio: number, style: Paint): string {
  const byInfluence = classes.toSorted((a, b) => Math.abs(b.elasticity) - Math.abs(a.elasticity));
  const shown = classes.length > shownClasses ? byInfluence.slice(0, shownClasses) : classes;
  const rest = classes.length - shown.length;
  const titles = ["multiple", "VMs", "receives", "share", "logged", "∂η/∂F", "elasticity", "∂η/∂i"];
  const rows = shown.map((one) => {
    const shares = [one.share, one.logged].map((share) => percentText(share));
    const moves = [one.sensitivity, one.elasticity, one.multipleSensitivity].map((by) => signedText(by));
    const received = `${numberText(one.inbound)}/s`;
    return [one.class, String(one.multiple), numberText(one.count), received, ...shares, ...moves];
  });
  return [
    table([...left("class"), ...right(...titles)], rows, style),
    rest > 0 ? style.faint(`and ${rest} classes that move η less; --csv and --json have all\n`) : "",
    `\n${whatMovesIt(byInfluence, ratio)}`,
  ].join("");
}

function whatMovesIt(byInfluence: readonly ClassRow[], ratio: number): string {
  if (ratio === 0) return "Nothing is logged to stable storage: every class that receives is SI.\n";
  const moving = byInfluence.filter(({ elasticity }) => elasticity !== 0).slice(0, 3);
  if (moving.length === 0)
    return "All classes that receive log the same share: the mix of traffic does not move η.\n";
  const clauses = moving.map(({ class: name, elasticity }) => {
    const moves = elasticity > 0 ? "raise" : "lower";
    return `  1 % more messages into ${name} ${moves} η by ${numberText(Math.abs(elasticity), 2)} %\n`;
  });
  return `What moves it:\n${clauses.join("")}`;
}

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
