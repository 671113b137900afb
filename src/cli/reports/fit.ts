import { LoadedScenario } from "../../scenario/checks/prepare.js";
import { rewrittenYaml } from "../../scenario/reading/rewrite-yaml.js";
import { fitSummary, fittedBaseInterval, type TraceFit } from "../../traces/fit.js";
import type { ClassBy } from "../../traces/node-groups.js";
import { streamTrace } from "../../traces/read-trace.js";
import { fittedScenarioText, rhythmText } from "../../traces/scenario-text.js";
import { TraceSums } from "../../traces/trace-summary.js";
import type { Options } from "../options.js";
import { printReport } from "../print-report.js";
import { csvOf } from "../render/csv.js";
import { numberText, percentText } from "../render/number-text.js";
import { left, type Paint, right, table } from "../render/table.js";
import { checkedScenario } from "../scenario-input.js";
import type { Terminal } from "../terminal.js";
import { writeWholeFile, writtenText } from "../write-whole-file.js";

export async function reportFit(terminal: Terminal, trace: string, options: Options) {
  const { multiples, by, baseInterval, image, storage: prices, output } = options;
  const fitOptions = { multiples, by: by as ClassBy | undefined, baseInterval, image, prices };
  const sums = new TraceSums(fittedBaseInterval(fitOptions));
  const summary = sums.summary(await streamTrace(trace, sums, options));
  const fitted = fitSummary(summary, fitOptions);
  const found = options.set ? await withSet(terminal, fitted, options) : fitted;
  for (const warning of found.warnings) terminal.note(`vmqsc: ${warning}\n`);
  if (output !== undefined) writeWholeFile(output, scenarioText(fitted, found, options), options.force);
  // A scenario is read by programs, in any locale.
  if (output === undefined && !options.json && !options.csv) {
    return terminal.print(scenarioText(fitted, found, options));
  }
  printReport(terminal, options, {
    json: () => found,
    csv: () =>
      csvOf(
        ["class", "multiple", "nodes", "received", "receivedWithin", "share"],
        found.classes.map(({ name, nodes, received, ...one }) => {
          const share = received / found.messages;
          return { ...one, class: name, nodes: nodes.length, received, share };
        }),
      ),
    text: (style) => fitText(found, style, output!),
  });
}

async function withSet(terminal: Terminal, fitted: TraceFit, options: Options): Promise<TraceFit> {
  const { scenario, system } = await checkedScenario(terminal, new LoadedScenario(fitted.scenario), options);
  const multiples = new Map(system.classes.map(({ name, multiple }) => [name, multiple]));
  const classes = fitted.classes.map((one) => ({
    ...one,
    multiple: multiples.get(one.name) ?? one.multiple,
  }));
  return { ...fitted, scenario, classes };
}

function scenarioText(fitted: TraceFit, found: TraceFit, { set = [] }: Options): string {
  const text = fittedScenarioText(fitted);
  if (found === fitted) return text;
  // What the comments say of the trace is true of what was fitted, not of what was set.
  const settings = set.map((setting) => `# Changed by --set ${JSON.stringify(setting)}.\n`).join("");
  return settings + rewrittenYaml(text, fitted.scenario, found.scenario);
}

function fitText(found: TraceFit, style: Paint, output: string): string {
  // Classes are compared at the base interval, or at the longest window below it that the span has room for.
  const baseInterval = fittedBaseInterval({ baseInterval: found.scenario.baseInterval as number | string });
  const windows = found.classes.flatMap(({ dispersion }) => dispersion.map((one) => one.window));
  const [window] = windows.filter((one) => one <= baseInterval).sort((a, b) => b - a);
  const bursts = found.burstiness.dispersion.map((one) => {
    return `${numberText(one.index, 3)} at ${numberText(one.window)} s`;
  });
  const whole = (count: number) => numberText(count, 15);
  const rows = found.classes.map(({ name, multiple, nodes, received, sent, dispersion }) => {
    const share = percentText(received / found.messages);
    const index = dispersion.find((one) => one.window === window)?.index ?? Number.NaN;
    const counts = [whole(received), share, whole(sent)];
    return [name, String(multiple), String(nodes.length), ...counts, numberText(index, 3)];
  });
  const columns = [
    ...left("class"),
    ...right("multiple", "nodes", "received", "share", "sent"),
    ...(window === undefined ? [] : right(`index at ${numberText(window)} s`)),
  ];
  const among = `${whole(found.messages)} messages among ${found.nodes} nodes`;
  return [
    `${style.heading(found.source)}: ${among} in ${numberText(found.span)} s\n\n`,
    table(columns, rows, style),
    found.proposal ? '\nThe multiples are a proposal; --multiples "NODE=MULTIPLE,*=…" sets them.\n' : "\n",
    found.proposal && found.proposal.loss > 0
      ? `One multiple for all, ${found.proposal.single}, would cost ${percentText(found.proposal.loss, 2)} more.\n`
      : "",
    bursts.length > 0 ? `Index of dispersion (Poisson traffic: 1): ${bursts.join(", ")}\n` : "",
    ...found.rhythms.map((rhythm) => `${rhythmText(rhythm, found.span)}.\n`),
    writtenText(output),
  ].join("");
}
