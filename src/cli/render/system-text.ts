import type { Distribution } from "../../scenario/model/distribution.js";
import { countVms, type System, type TrafficPattern, type VmClass } from "../../scenario/model/system.js";
import { formatBytes } from "../../scenario/quantities/format-quantity.js";
import { measureText } from "./measure-text.js";
import { numberText, percentText, plural } from "./number-text.js";
import { left, type Paint, right, table } from "./table.js";

export const shownClasses = 12;

export const conventionText = {
  sender: "sent per VM",
  receiver: "received per VM",
  pair: "per pair of VMs",
  class: "class to class, in all",
} as const;

export function systemText(system: System, style: Paint): string {
  const tables = system.classes.length <= shownClasses ? [classCells(system), rateCells(system)] : [];
  const settings = `${style.heading(system.name)}  ${settingsText(system)}\n\n`;
  return settings + tables.map(({ columns, rows }) => `${table(columns, rows, style)}\n`).join("");
}

export function settingsText(system: System): string {
  const { baseInterval, classes, hosts, clock, pattern, policies } = system;
  const { within, across } = system.delay;
  const delayed = !isZero(within) || !isZero(across);
  return [
    `base interval ${measureText(baseInterval, "s")}`,
    `${plural(countVms(system), "VM")} in ${plural(classes.length, "class", "classes")}`,
    plural(hosts.count, "host"),
    isZero(clock.error) ? "" : `clock error ${lawText(clock.error)} per ${clock.scope}`,
    delayed ? `delay ${lawText(within)} within a host, ${lawText(across)} across` : "",
    pattern === undefined ? "" : patternText(pattern),
    policies.volatileLog === "drop" ? "flushed entries leave memory" : "",
    policies.inTransit === "stable" ? "messages in transit logged stably" : "",
  ]
    .filter(Boolean)
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

export function classCells({ classes }: System) {
  const titles = right("multiple", "phase", "VMs", "image", "checkpoint takes", "pause");
  const columns = [...left("class"), ...titles];
  const rows = classes.map(({ name, multiple, phase, count, image, growth, duration, pause }) => {
    const shownPhase = phase === 0 ? "" : String(phase);
    const takes = isZero(duration) ? "" : lawText(duration);
    const pauses = pause === 0 ? "" : measureText(pause, "s");
    const size = imageText(image, growth);
    return [name, String(multiple), shownPhase, numberText(count, 15), size, takes, pauses];
  });
  const used = columns.map((_, place) => rows.some((row) => row[place] !== ""));
  const kept = <Value>(cells: readonly Value[]) => cells.filter((_, place) => used[place]);
  return { columns: kept(columns), rows: rows.map(kept) };
}

function imageText(image: number, growth: VmClass["growth"]): string {
  if (growth) return `${formatBytes(image)} of ${formatBytes(growth.full, { exact: true })}`;
  return image === 0 ? "" : formatBytes(image, { exact: true });
}

export function rateCells({ classes, rates }: System) {
  const cells = classes.map(() => classes.map(() => "–"));
  for (const [pair, rate] of rates.rate.entries())
    cells[rates.from[pair]][rates.to[pair]] = measureText(rate, "1/s", 6);
  const titles = classes.map(({ name }) => `to ${name}`);
  return {
    columns: [...left(`messages, ${conventionText[rates.per]}`), ...right(...titles)],
    rows: classes.map(({ name, index }) => [`from ${name}`, ...cells[index]]),
  };
}

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
