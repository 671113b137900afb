import { validationChart } from "../src/pictures/results/agreement-chart.js";
import type { ComparisonReport } from "../src/validation/comparison-report.js";
import type { ValidationReport } from "../src/validation/validation.js";
import { chartFigure, pagePicture } from "./chart-figure.js";
import { dataRow, dataTable } from "./data-table.js";
import { byId, element } from "./element.js";
import { saveFile } from "./local-files.js";
import { RunClient } from "./run/run-client.js";
import type { RunTable, RunView } from "./run/run-view.js";
import type { RunMethod } from "./worker/messages.js";
import type { ReportedRun } from "./worker/questions.js";

/** Simulation and validation: buttons, progress, and what comes of them. */
export class RunPanel {
  private readonly text: () => string;
  private run: RunClient | undefined;
  /** What has been found of the scenario, by method. */
  private readonly found = new Map<RunMethod, RunView>();

  /** `text` gives the scenario. */
  constructor(text: () => string) {
    this.text = text;
    for (const method of methods) byId(method).addEventListener("click", () => this.start(method));
    byId("stop").addEventListener("click", () => this.run?.stop());
  }

  /** The scenario has changed: what was found is no longer about it. */
  forget(): void {
    this.found.clear();
    this.clear();
  }

  private clear(): void {
    this.run?.abandon();
    this.run = undefined;
    this.ready(true);
    const progress = byId<HTMLProgressElement>("run-progress");
    progress.hidden = true;
    progress.value = 0;
    byId("run-result").replaceChildren();
    byId("run-status").textContent = "";
  }

  /** What a validation of the scenario has come to, if there was one. */
  get validated(): ReportedRun<ValidationReport> | undefined {
    const { validation: report, command } = this.found.get("validate") ?? {};
    if (report === undefined || command === undefined || report.replications < 2) return undefined;
    return { report, command, pictures: [pagePicture("validation-picture-1", validationChart(report.rows))] };
  }

  /** What the scenario has come to beside other schemes, if they were compared. */
  get compared(): ReportedRun<ComparisonReport> | undefined {
    const { comparison: report, command, charts } = this.found.get("compare") ?? {};
    if (report === undefined || command === undefined || report.replications < 2) return undefined;
    const pictures = (charts ?? []).map((chart, n) => pagePicture(`comparison-picture-${n + 1}`, chart));
    return { report, command, pictures };
  }

  private start(method: RunMethod): void {
    this.clear();
    this.ready(false);
    byId("run-status").textContent = `${beginnings[method]} begins.`;
    const request = {
      text: this.text(),
      method,
      seed: byId<HTMLInputElement>("seed").value,
      precision: Number(byId<HTMLInputElement>("precision").value) / 100,
      maxTime: Number(byId<HTMLInputElement>("max-time").value),
    };
    this.run = new RunClient(request, {
      progress: (view) => this.show(view),
      done: (view) => {
        this.run = undefined;
        this.found.set(method, view);
        this.show(view);
        this.ready(true);
      },
      refused: ({ sentence }) => {
        this.clear();
        byId("run-status").textContent = sentence;
      },
    });
  }

  private ready(isReady: boolean): void {
    for (const id of methods) byId<HTMLButtonElement>(id).disabled = !isReady;
    byId<HTMLButtonElement>("stop").disabled = isReady;
    // A screen reader hears of the beginning and the end, not of each look between.
    byId("run-status").setAttribute("aria-busy", String(!isReady));
  }

  private show(view: RunView): void {
    const progress = byId<HTMLProgressElement>("run-progress");
    progress.hidden = view.done;
    // What a run expects of itself changes; what it has done does not go back.
    progress.value = Math.max(progress.value, view.share);
    const verdict = view.verdict === undefined ? "" : `${view.verdict}: `;
    byId("run-status").textContent = `${verdict}${view.note}`;
    byId("run-result").replaceChildren(
      ...view.charts.map((chart, n) => chartFigure(`${view.method}-${n + 1}`, chart, pictureWidth())),
      ...view.tables.map(runTable),
      ...view.remarks.map((remark) => element("p", { class: "remark" }, remark)),
      ...(view.done ? [endOf(view)] : []),
    );
  }
}

const methods = ["simulate", "validate", "compare"] as const;
const beginnings = { simulate: "Simulation", validate: "Validation", compare: "Comparison" } as const;

function runTable({ caption, columns, rows }: RunTable): HTMLElement {
  const judged = columns.at(-1) === "verdict";
  const body = rows.map((cells) =>
    dataRow(cells, judged ? { class: (cells.at(-1) ?? "").replace(/\W+/g, "-") } : {}),
  );
  return dataTable(caption, columns, body, { worded: judged });
}

/** Pictures are drawn as wide as their column, within what they are made for. */
export function pictureWidth(): number {
  return Math.min(760, Math.max(340, byId("results").clientWidth - 2));
}

/** How to have the same numbers again, and the numbers themselves. */
function endOf({ command, csv, json, method }: RunView): HTMLElement {
  const save = (label: string, ending: string, type: string, content: string) =>
    element("button", { type: "button", click: () => saveFile(`${method}.${ending}`, type, content) }, label);
  return element(
    "div",
    { class: "bar" },
    element("p", {}, "The same numbers on the command line: ", element("code", {}, command)),
    save("Save CSV", "csv", "text/csv", csv),
    save("Save JSON", "json", "application/json", json),
  );
}
