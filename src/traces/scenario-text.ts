import { checkArgument, objectWith } from "../scenario/checks/argument-shapes.js";
import type { QuantityInput, Scenario } from "../scenario/model/scenario.js";
import type { Seconds } from "../scenario/model/units.js";
import type { Dispersion } from "./burstiness.js";
import type { NamedRhythm, TraceFit } from "./fit.js";

const lineWidth = 110;

/**
 * A fitted scenario as the text of a YAML file, with the nodes that each class stands for and comments that
 * say where it came from and what the trace has that Poisson traffic lacks. It reads back as `fit.scenario`.
 *
 * @throws {ScenarioError} when it is no fit
 */
export function fittedScenarioText(fitted: TraceFit): string {
  const wanted = objectWith("what fit has made of a trace", ["scenario", "burstiness", "classes"]);
  checkArgument("fitted", fitted, wanted);
  const { scenario } = fitted;
  return [
    ...provenance(fitted).map((line) => `# ${line}`),
    `name: ${scalar(scenario.name ?? "")}`,
    `baseInterval: ${scalar(scenario.baseInterval ?? "")}`,
    "classes:",
    ...fitted.classes.flatMap((one) => classLines(one, scenario.classes[one.name].image as QuantityInput)),
    "traffic:",
    "  per: class",
    "  rates:",
    ...pairLines(scenario.traffic.rates),
    ...(typeof scenario.traffic.size === "object" ? ["  size:", ...pairLines(scenario.traffic.size)] : []),
    ...(scenario.prices
      ? [`prices: { write: ${scenario.prices.write}, hold: ${scenario.prices.hold} }`]
      : []),
    "",
  ].join("\n");
}

function provenance(fit: TraceFit): string[] {
  const { poisson, dispersion } = fit.burstiness;
  return [
    `Fitted to ${oneLine(fit.source)}: ${fit.messages} messages among ${fit.nodes} nodes in ${fit.span} s.`,
    "Rates are message counts over that span; their shares, and so the stable-log ratio, are exactly the trace's.",
    ...(fit.proposed ? [proposalText(fit)] : []),
    `Index of dispersion (Poisson traffic: 1): ${dispersion.map(dispersionText).join(", ") || "none, too few messages or time stamps too coarse"}.`,
    poisson
      ? "Nothing tells the trace from Poisson traffic of these rates."
      : "This is not Poisson traffic: means hold, bursts and peaks are not those of a Poisson model.",
    ...fit.rhythms.map((rhythm) => `${rhythmText(rhythm, fit.span)}.`),
    ...fit.warnings.map((warning) => `${oneLine(warning)}.`),
  ];
}

function proposalText({ proposal }: TraceFit): string {
  const by =
    proposal?.cost === undefined
      ? "by messages received: the busiest nodes get the least"
      : "by the cost of storage (E16)";
  const loss =
    proposal && proposal.loss > 0
      ? `; one multiple for all, ${proposal.single}, costs ${Number((100 * proposal.loss).toPrecision(2))} % more`
      : "";
  return `Multiples are a proposal ${by}${loss}.`;
}

/** A rhythm beside the base interval, in one clause; of its period the digits that a trace of that span can tell. */
export function rhythmText({ period, baseIntervals, swing, locks }: NamedRhythm, span: Seconds): string {
  const digits = Math.min(4, Math.max(2, 1 + Math.floor(Math.log10((4 * span) / period))));
  const known = (value: number) => Number(value.toPrecision(digits));
  const short = (value: number) => Number(value.toPrecision(3));
  const step = locks
    ? "stays in step with the checkpoints: the phase of the grid matters"
    : "drifts against the checkpoints";
  return `A rhythm of ${known(period)} s (${known(baseIntervals)} base intervals, the rate swings by ${short(100 * swing)} %) ${step}`;
}

function dispersionText({ index, window }: Dispersion): string {
  return `${Number(index.toPrecision(3))} at ${window} s`;
}

/** A class and its nodes: on one line, or where they do not fit, with as many lines as they need. */
function classLines({ name, multiple, nodes }: TraceFit["classes"][number], image?: QuantityInput): string[] {
  const numbers = [
    `multiple: ${multiple}`,
    `count: ${nodes.length}`,
    ...(image === undefined ? [] : [`image: ${scalar(image)}`]),
  ];
  const own = nodes.length === 1 && nodes[0] === name;
  const listed = own ? numbers : [...numbers, `nodes: [${nodes.map(key).join(", ")}]`];
  const line = `  ${key(name)}: { ${listed.join(", ")} }`;
  if (own || line.length <= lineWidth) return [line];
  const lines: string[] = [];
  for (const node of nodes.map(key)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + node.length < lineWidth - 10)
      lines[lines.length - 1] = `${last} ${node},`;
    else lines.push(`      ${node},`);
  }
  return [`  ${key(name)}:`, ...numbers.map((number) => `    ${number}`), "    nodes: [", ...lines, "    ]"];
}

function pairLines(pairs: Scenario["traffic"]["rates"]): string[] {
  return Object.entries(pairs).map(([from, row]) => {
    const entries = Object.entries(row as Record<string, number | string>);
    return `    ${key(from)}: { ${entries.map(([to, value]) => `${key(to)}: ${scalar(value)}`).join(", ")} }`;
  });
}

/** A name; in quotes where YAML could read a plain one as something else. */
function key(name: string): string {
  const plain = /^[A-Za-z][\w-]*$/.test(name) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(name);
  return plain ? name : quoted(name);
}

function scalar(value: number | string): string {
  return typeof value === "number" || /^[\d.]+( ?[A-Za-z]+|\/s)$/.test(value) ? String(value) : quoted(value);
}

/** JSON's string form, which is also YAML's double-quoted one. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ");
}
