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
        classesText(classes, style),
      ].join(""),
  };
}

function ratioText({ value, fraction }: { readonly value: number; readonly fraction?: string }): string {
  const decimal = numberText(value, 6);
  if (fraction === undefined || fraction === decimal) return decimal;
  return fraction.length <= 40 ? `${fraction} ≈ ${decimal}` : `≈ ${decimal} (exact fraction in --json)`;
}

type ClassRow = ClassShare & { readonly class: string; readonly multiple: number; readonly count: number };

/** Every class, and how η moves with what it receives (for one more message, and in per cent for one per cent) and with its multiple. */
function classesText(classes: readonly ClassRow[], style: Paint): string {
  const shown =
    classes.length > shownClasses
      ? classes.toSorted((a, b) => Math.abs(b.elasticity) - Math.abs(a.elasticity)).slice(0, shownClasses)
      : classes;
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
  ].join("");
}

/** The scenario that `--classes SI=1x40,…` (multiple x count) and `--rates SI>MI4=2,…` spell; rates stay text, and so exact. */
export function classListScenario(classes: string, rates: string, per: RateConvention): Scenario {
  const byName = Array.from(entriesOf("--classes", classes), ([name, text]) => {
    const [, ...numbers] = /^([^x×*]*)[x×*]([^x×*]*)$/.exec(text) ?? [];
    const [multiple, count] = numbers.map((number) => decimalNumber(number.trim()));
    if (name && multiple !== undefined && count !== undefined) return [name, { multiple, count }] as const;
    throw new UsageError(`--classes must read like SI=1x40,MI4=4x10, got ${quote(`${name}=${text}`)}`);
  });
  const flows = new Map<string, Record<string, string>>();
  for (const [pair, rate] of entriesOf("--rates", rates)) {
    const [from, to, ...more] = pair.split(">");
    if (!from || !to || more.length > 0 || !rate) {
      throw new UsageError(`--rates must read like "SI>SI=40,SI>MI4=2", got ${quote(`${pair}=${rate}`)}`);
    }
    flows.set(from, { ...flows.get(from), [to]: rate });
  }
  return { classes: Object.fromEntries(byName), traffic: { per, rates: Object.fromEntries(flows) } };
}

/** `NAME=VALUE,…` by name; the last `=` of an entry divides it, so that names may hold one. */
function entriesOf(option: string, text: string): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  for (const entry of text.split(",")) {
    const [, written, value] = /^(.*)=(.*)$/s.exec(entry) ?? [];
    if (value === undefined) {
      throw new UsageError(`${option} must hold NAME=VALUE with commas between, got ${quote(entry)}`);
    }
    const name = written.trim().replace(/\s*>\s*/g, ">");
    if (entries.has(name)) throw new UsageError(`${option} names ${quoteIfUnseen(name)} twice`);
    entries.set(name, value.trim());
  }
  return entries;
}
