import type { Scenario } from "../scenario/model/scenario.js";
import type { Dispersion } from "./burstiness.js";
import type { TraceFit } from "./fit.js";

const lineWidth = 110;

/**
 * A fitted scenario as the text of a YAML file, with the nodes that each class stands for and comments that
 * say where it came from and what the trace has that Poisson traffic lacks. It reads back as `fit.scenario`.
 */
export function fittedScenarioText(fit: TraceFit): string {
  const { scenario } = fit;
  return [
    ...provenance(fit).map((line) => `# ${line}`),
    `name: ${scalar(scenario.name ?? "")}`,
    `baseInterval: ${scalar(scenario.baseInterval ?? "")}`,
    "classes:",
    ...fit.classes.flatMap(classLines),
    "traffic:",
    "  per: class",
    "  rates:",
    ...pairLines(scenario.traffic.rates),
    ...(typeof scenario.traffic.size === "object" ? ["  size:", ...pairLines(scenario.traffic.size)] : []),
    "",
  ].join("\n");
}

function provenance(fit: TraceFit): string[] {
  const { poisson, dispersion } = fit.burstiness;
  return [
    `Fitted to ${oneLine(fit.source)}: ${fit.messages} messages among ${fit.nodes} nodes in ${fit.span} s.`,
    "Rates are message counts over that span; their shares, and so the stable-log ratio, are exactly the trace's.",
    ...(fit.proposed
      ? ["Multiples are a proposal by messages received: the busiest nodes get the least."]
      : []),
    `Index of dispersion (Poisson traffic: 1): ${dispersion.map(dispersionText).join(", ") || "too few messages"}.`,
    poisson
      ? "Nothing tells the trace from Poisson traffic of these rates."
      : "This is not Poisson traffic: means hold, bursts and peaks are not those of a Poisson model.",
    ...fit.warnings.map((warning) => `${oneLine(warning)}.`),
  ];
}

function dispersionText({ index, window }: Dispersion): string {
  return `${Number(index.toPrecision(3))} at ${window} s`;
}

/** A class and its nodes: on one line, or where they do not fit, with as many lines as they need. */
function classLines({ name, multiple, nodes }: TraceFit["classes"][number]): string[] {
  const numbers = `multiple: ${multiple}, count: ${nodes.length}`;
  if (nodes.length === 1 && nodes[0] === name) return [`  ${key(name)}: { ${numbers} }`];
  const line = `  ${key(name)}: { ${numbers}, nodes: [${nodes.map(key).join(", ")}] }`;
  if (line.length <= lineWidth) return [line];
  const lines: string[] = [];
  for (const node of nodes.map(key)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + node.length < lineWidth - 10)
      lines[lines.length - 1] = `${last} ${node},`;
    else lines.push(`      ${node},`);
  }
  return [
    `  ${key(name)}:`,
    `    multiple: ${multiple}`,
    `    count: ${nodes.length}`,
    "    nodes: [",
    ...lines,
    "    ]",
  ];
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
