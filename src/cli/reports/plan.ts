import type { Figure } from "../../analytic/figure.js";
import { type CapacityPlan, capacityPlan } from "../../planning/capacity-plan.js";
import { measures } from "../../scenario/model/measures.js";
import type { System } from "../../scenario/model/system.js";
import type { ReportOptions } from "../options.js";
import { printReport } from "../print-report.js";
import { csv } from "../render/csv.js";
import { json } from "../render/json.js";
import { planText } from "../render/plan-text.js";
import { scenarioInput } from "../scenario-input.js";
import type { Terminal } from "../terminal.js";

/** Prints every closed form of a scenario, and what to change first. */
export async function reportPlan(
  terminal: Terminal,
  argument: string,
  options: ReportOptions,
): Promise<void> {
  const { system } = await scenarioInput(argument, options);
  const plan = capacityPlan(system);
  printReport(terminal, options, {
    json: () => planJson(plan),
    csv: () => planCsv(plan),
    text: (style) => planText(plan, style),
  });
}

function planJson({
  system,
  figures,
  cost,
  advice: found,
  warnings,
  hyperperiod: period,
}: CapacityPlan): string {
  const className = (index: number) => system.classes[index].name;
  return json({
    measures: Object.fromEntries(
      measures.flatMap(({ key, unit }) => {
        const figure = figures[key];
        return figure ? [[key, { unit, ...namedSplits(figure, system) }]] : [];
      }),
    ),
    hyperperiod: period <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(period) : String(period),
    ...(cost && {
      cost: {
        perHour: cost.cost,
        leastPerHour: cost.leastCost,
        classes: Object.fromEntries(
          cost.classes.map(({ classIndex, ...one }) => [
            className(classIndex),
            { ...one, best: finiteOrText(one.best), continuous: finiteOrText(one.continuous) },
          ]),
        ),
      },
    }),
    advice: {
      dominant: found.dominant.map(({ classIndex, ...one }) => ({ class: className(classIndex), ...one })),
      ...(found.multiple && {
        multiple: {
          class: className(found.multiple.classIndex),
          from: found.multiple.multiple,
          to: found.multiple.best,
          waste: found.multiple.waste,
          leastWaste: found.multiple.leastWaste,
        },
      }),
      ...(found.baseInterval && { baseInterval: found.baseInterval }),
      ...(found.phases && {
        phases: {
          ...found.phases,
          phases: Object.fromEntries(found.phases.phases.map((phase, index) => [className(index), phase])),
        },
      }),
    },
    warnings,
  });
}

/** A figure with its splits keyed by name. */
function namedSplits({ byClass, byHost, ...figure }: Figure, { classes, hosts }: System) {
  return {
    ...figure,
    ...(byClass && { byClass: Object.fromEntries(classes.map(({ name, index }) => [name, byClass[index]])) }),
    ...(byHost && { byHost: Object.fromEntries(hosts.names.map((name, host) => [name, byHost[host]])) }),
  };
}

/** JSON has no infinity. */
function finiteOrText(value: number): number | "Infinity" {
  return value === Number.POSITIVE_INFINITY ? "Infinity" : value;
}

function planCsv({ system, figures }: CapacityPlan): string {
  return csv(
    ["measure", "unit", "of", "name", "value", "atIndex", "bound"],
    measures.flatMap(({ key, unit }) => {
      const figure = figures[key];
      if (!figure) return [];
      const { value, byClass = [], byHost = [], atIndex, bound } = figure;
      return [
        [key, unit, "system", undefined, value, atIndex, bound],
        ...byClass.map((part, index) => [
          key,
          unit,
          "class",
          system.classes[index].name,
          part,
          undefined,
          undefined,
        ]),
        ...byHost.map((part, host) => [
          key,
          unit,
          "host",
          system.hosts.names[host],
          part,
          undefined,
          undefined,
        ]),
      ];
    }),
  );
}
