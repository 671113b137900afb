import { validationChart } from "../src/pictures/results/agreement-chart.js";
import { chartFigure, pagePicture } from "./chart-figure.js";
import { dataRow, dataTable } from "./data-table.js";
import { byId, element } from "./element.js";
import { saveFile } from "./local-files.js";
import { RunClient } from "./run/run-client.js";
import type { RunView } from "./run/run-view.js";
import type { ValidatedRun } from "./worker/questions.js";

/** Simulation and validation: buttons, progress, and what comes of them. */
export class RunPanel {
  private readonly text: () => string;
  private run: RunClient | undefined;
  private found: RunView | undefined;

  /** `text` gives the scenario. */
  constructor(text: () => string) {
    this.text = text;
    byId("simulate").addEventListener("click", () => this.start("simulate"));
    byId("validate").addEventListener("click", () => this.start("validate"));
    byId("stop").addEventListener("click", () => this.run?.stop());
  }

  /** The scenario has changed: what was found is no longer about it. */
  forget(): void {
    this.run?.abandon();
    this.run = undefined;
    this.found = undefined;
    this.ready(true);
    byId("run-progress").hidden = true;
    byId("run-result").replaceChildren();
    byId("run-status").textContent = "";
  }

  /** What a validation of the scenario has come to, if there was one. */
  get validated(): ValidatedRun | undefined {
    const { report, command } = this.found ?? {};
    if (report === undefined || command === undefined || report.replications < 2) return undefined;
    return { report, command, picture: pagePicture("validation-picture-1", validationChart(report.rows)) };
  }

  private start(method: "simulate" | "validate"): void {
    this.forget();
    this.ready(false);
    byId("run-status").textContent = method === "simulate" ? "Simulation begins." : "Validation begins.";
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
        this.found = view;
        this.show(view);
        this.ready(true);
      },
      refused: ({ sentence }) => {
        this.forget();
        byId("run-status").textContent = sentence;
      },
    });
  }

  private ready(isReady: boolean): void {
    for (const id of ["simulate", "validate"]) byId<HTMLButtonElement>(id).disabled = !isReady;
    byId<HTMLButtonElement>("stop").disabled = isReady;
    // A screen reader hears of the beginning and the end, not of each look between.
    byId("run-status").setAttribute("aria-busy", String(!isReady));
  }

  private show(view: RunView): void {
    const progress = byId<HTMLProgressElement>("run-progress");
    progress.hidden = view.done;
    progress.value = view.share;
    const verdict = view.verdict === undefined ? "" : `${view.verdict}: `;
    byId("run-status").textContent = `${verdict}${view.note}`;
    const title = view.method === "simulate" ? "Estimates" : "Closed forms beside estimates";
    const rows = view.rows.map((cells) =>
      dataRow(cells, { class: (cells.at(-1) ?? "").replace(/\W+/g, "-") }),
    );
    byId("run-result").replaceChildren(
      ...(view.chart ? [chartFigure("differences", view.chart, pictureWidth())] : []),
      dataTable(title, view.columns, rows),
      ...view.remarks.map((remark) => element("p", { class: "remark" }, remark)),
      ...(view.done ? [endOf(view)] : []),
    );
  }
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
