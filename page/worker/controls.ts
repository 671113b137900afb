import { stringify } from "yaml";
import { conventionText } from "../../src/cli/render/system-text.js";
import { formatPath } from "../../src/scenario/checks/path.js";
import type { LoadedScenario } from "../../src/scenario/checks/prepare.js";
import { valueAtPath } from "../../src/scenario/checks/set-path.js";
import { parseQuantity } from "../../src/scenario/quantities/quantity.js";
import type { PlanAnswer, Slider } from "./questions.js";

/** More classes, or pairs of classes, than these are changed in the text. */
const mostClasses = 8;
const mostPairs = 16;

/** A quantity's slider ends that many times below it and above it. */
const reach = 100;

/** Bandwidths of storage, of which a scenario says some or none. */
const storageKeys = [
  ["write", "writing"],
  ["read", "reading"],
  ["hostLink", "link of a host"],
  ["staging", "disk of a host"],
] as const;

/** What people vary: base interval, multiples, counts, rates, storage, clock errors. */
export function controlsOf(loaded: LoadedScenario): Pick<PlanAnswer, "controls" | "controlsLeftOut"> {
  const { scenario, system } = loaded;
  const written = (keys: readonly string[]) => valueAtPath(scenario, formatPath(keys));
  const control = (
    group: string,
    label: string,
    keys: readonly string[],
    kind: Slider["dimension"] | "law",
  ) => {
    const value = written(keys);
    return { path: formatPath(keys), group, label, value: flowText(value), slider: sliderOf(value, kind) };
  };
  const classes = system.classes.length <= mostClasses ? system.classes : [];
  const { from, to, per } = system.rates;
  const pairs = Array.from(from, (sender, pair) => [
    system.classes[sender].name,
    system.classes[to[pair]].name,
  ]);
  const shownPairs = pairs.length <= mostPairs ? pairs : [];
  const left = [
    ...(classes.length < system.classes.length ? [`${system.classes.length} classes`] : []),
    ...(shownPairs.length < pairs.length ? [`${pairs.length} rates`] : []),
  ];
  return {
    controls: [
      control("Time", "base interval T₀", ["baseInterval"], "time"),
      control("Time", "clock error", ["clock", "error"], "law"),
      ...classes.map(({ name }) => control("Multiples", name, ["classes", name, "multiple"], "whole")),
      ...classes.map(({ name }) => control("VMs", name, ["classes", name, "count"], "whole")),
      ...classes.map(({ name }) =>
        control("Storage: checkpoint images", name, ["classes", name, "image"], "data"),
      ),
      ...storageKeys
        .filter(([key]) => scenario.storage?.[key] !== undefined)
        .map(([key, label]) => control("Storage: bandwidth", label, ["storage", key], "dataRate")),
      ...shownPairs.map(([sender, receiver]) =>
        control(
          `Rates, ${conventionText[per]}`,
          `${sender} → ${receiver}`,
          ["traffic", "rates", sender, receiver],
          "rate",
        ),
      ),
    ],
    controlsLeftOut:
      left.length > 0 ? `${left.join(" and ")} are too many for sliders: change them in the text` : undefined,
  };
}

/** A value as one line of YAML. */
function flowText(value: unknown): string {
  return typeof value === "object"
    ? stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trim()
    : String(value);
}

function sliderOf(value: unknown, kind: Slider["dimension"] | "law"): Slider | undefined {
  // A law, or an image that is written in parts, has no one scale.
  if (kind === "law" || typeof value === "object") return undefined;
  if (kind === "whole") {
    const at = Number(value);
    return { dimension: kind, at, least: 1, most: Math.max(16, 4 * at) };
  }
  const { value: at } = parseQuantity(value, kind);
  return at > 0 ? { dimension: kind, at, least: at / reach, most: at * reach } : undefined;
}
