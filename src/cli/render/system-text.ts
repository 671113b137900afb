import type { Distribution } from "../../scenario/model/distribution.js";
import { countVms, type System, type TrafficPattern, type VmClass } from "../../scenario/model/system.js";
import { formatBytes } from "../../scenario/quantities/format-quantity.js";
import { measureText } from "./measure-text.js";
import { numberText, percentText, plural } from "./number-text.js";
import { type Column, left, type Paint, right, table } from "./table.js";

/** More classes than these have their number and no table. */
export const shownClasses = 12;

/** How rates are to be read, in words. */
export const conventionText = {
  sender: "sent per VM",
  receiver: "received per VM",
  pair: "per pair of VMs",
  class: "class to class, in all",
} as const;

/** The parameters of a system, as far as they are few enough to be read. */
export function systemText(system: System, style: Paint): string {
  const { name, classes } = system;
  const parts = [`${style.heading(name)}  ${settingsText(system)}\n\n`];
  if (classes.length <= shownClasses)
    parts.push(
      ...[classCells(system), rateCells(system)].map(
        ({ columns, rows }) => `${table(columns, rows, style)}\n`,
      ),
    );
  return parts.join("");
}

/** What holds for a whole system, in one line. */
export function settingsText({
  baseInterval,
  classes,
  hosts,
  clock,
  delay,
  pattern,
  policies,
}: System): string {
  const vms = countVms({ classes });
  const { within, across } = delay;
  const delayText =
    isZero(within) && isZero(across)
      ? ""
      : `delay ${lawText(within)} within a host, ${lawText(across)} across`;
  return [
    `base interval ${measureText(baseInterval, "s")}`,
    `${plural(vms, "VM")} in ${plural(classes.length, "class", "classes")}`,
    plural(hosts.count, "host", "hosts"),
    isZero(clock.error) ? "" : `clock error ${lawText(clock.error)} per ${clock.scope}`,
    delayText,
    pattern === undefined ? "" : patternText(pattern),
    policies.volatileLog === "drop" ? "flushed entries leave memory" : "",
    policies.inTransit === "stable" ? "messages in transit logged stably" : "",
  ]
    .filter((text) => text !== "")
    .join(", ");
}

function patternText(pattern: TrafficPattern): string {
  switch (pattern.kind) {
    case "onOff":
      return `VMs send for ${measureText(pattern.on, "s")} and are silent for ${measureText(pattern.off, "s")} on average`;
    case "diurnal":
      return `rates swing by ${percentText(pattern.amplitude)} every ${measureText(pattern.period, "s")}`;
    case "requestReply":
      return `messages answered after ${lawText(pattern.service)}`;
  }
}

/** Titles and cells of a table. */
export interface TableCells {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

/** The classes, in the columns that say something. */
export function classCells({ classes }: System): TableCells {
  const columns = [
    ...left("class"),
    ...right("multiple", "phase", "VMs", "image", "checkpoint takes", "pause"),
  ];
  const rows = classes.map(({ name, multiple, phase, count, image, growth, duration, pause }) => [
    name,
    String(multiple),
    phase === 0 ? "" : String(phase),
    numberText(count, 15),
    imageText(image, growth),
    isZero(duration) ? "" : lawText(duration),
    pause === 0 ? "" : measureText(pause, "s"),
  ]);
  const used = columns.map((_, place) => rows.some((row) => row[place] !== ""));
  const kept = <Value>(cells: readonly Value[]) => cells.filter((_, place) => used[place]);
  return { columns: kept(columns), rows: rows.map(kept) };
}

function imageText(image: number, growth: VmClass["growth"]): string {
  if (growth) return `${formatBytes(image)} of ${formatBytes(growth.full, { exact: true })}`;
  return image === 0 ? "" : formatBytes(image, { exact: true });
}

/** The rates from class to class. */
export function rateCells({ classes, rates }: System): TableCells {
  const cells = new Map<string, string>();
  for (let pair = 0; pair < rates.rate.length; pair++) {
    cells.set(`${rates.from[pair]} ${rates.to[pair]}`, measureText(rates.rate[pair], "1/s", 6));
  }
  return {
    columns: [
      ...left(`messages, ${conventionText[rates.per]}`),
      ...right(...classes.map(({ name }) => `to ${name}`)),
    ],
    rows: classes.map((from) => [
      `from ${from.name}`,
      ...classes.map((to) => cells.get(`${from.index} ${to.index}`) ?? "–"),
    ]),
  };
}

/** A distribution in words. */
export function lawText(law: Distribution): string {
  switch (law.kind) {
    case "constant":
      return measureText(law.value, "s");
    case "exponential":
      return `exponential, mean ${measureText(law.mean, "s")}`;
    case "uniform":
      return `${measureText(law.low, "s")} to ${measureText(law.high, "s")}`;
    default:
      return `${law.kind} ${measureText(law.mean, "s")} ± ${measureText(law.sd, "s")}`;
  }
}

function isZero(law: Distribution): boolean {
  return law.kind === "constant" && law.value === 0;
}
