import { shellWord } from "../src/cli/render/shell-word.js";
import { themeStyle } from "../src/pictures/theme.js";
import { chartFigure, pagePicture, pictureFigure } from "./chart-figure.js";
import { ControlPanel } from "./control-panel.js";
import { ScenarioEditor } from "./editor/scenario-editor.js";
import { byId, element } from "./element.js";
import { readFile, saveFile } from "./local-files.js";
import { showPlan } from "./plan-view.js";
import { PlannerClient } from "./planner-client.js";
import { pictureWidth, RunPanel } from "./run-panel.js";
import { packed, unpacked } from "./share-link.js";
import type { DrawnRun, ExampleName, Fault, PlanAnswer } from "./worker/questions.js";

document.head.append(element("style", {}, themeStyle("page")));

/** Milliseconds after the last key that a text is taken for finished, and that an answer may take without a spinner. */
const typing = 120;
const unnoticed = 100;

const planner = new PlannerClient();
let illustrator: PlannerClient | undefined;
const editor = new ScenarioEditor({
  parent: byId("editor"),
  classNames: () => plan?.classNames ?? [],
  changed: () => {
    runs.forget();
    byId("diagram").replaceChildren();
    drawn = undefined;
    clearTimeout(waiting);
    waiting = setTimeout(update, fromControl ? 0 : typing);
  },
});
const runs = new RunPanel(() => editor.text);
const controls = new ControlPanel(changeSetting);

let plan: PlanAnswer | undefined;
let drawn: DrawnRun | undefined;
let waiting: ReturnType<typeof setTimeout> | undefined;
/** Whether the text is being changed by a control, and not by a hand that goes on typing. */
let fromControl = false;

/** Asks for the plan of the text and shows it, or where the text is wrong. */
async function update(): Promise<void> {
  const { text } = editor;
  history.replaceState(null, "", `#${await packed(text)}`);
  const spinner = setTimeout(() => showBusy(true), unnoticed);
  planner.ask({ kind: "ratio", text }).then((outcome) => {
    if (outcome?.answer !== undefined && text === editor.text) byId("ratio").textContent = outcome.answer;
  });
  const outcome = await planner.ask({ kind: "plan", text });
  clearTimeout(spinner);
  if (outcome === undefined || text !== editor.text) return;
  showBusy(false);
  showFault(outcome.fault);
  if (outcome.answer === undefined) return;
  plan = outcome.answer;
  showPlan(plan);
  byId<HTMLInputElement>("diagram-from").value = String(plan.window.from);
  byId<HTMLInputElement>("diagram-until").value = String(plan.window.until);
  controls.show(plan);
  byId("plots").replaceChildren(
    ...plan.charts.map((chart, n) => chartFigure(`plan-${n + 1}`, chart, pictureWidth())),
  );
}

function showBusy(busy: boolean): void {
  byId("busy").hidden = !busy;
  byId("outcome").setAttribute("aria-busy", String(busy));
}

function showFault(fault: Fault | undefined): void {
  editor.mark(fault);
  byId("outdated").hidden = fault === undefined || plan === undefined;
  const place = fault?.line === undefined ? "" : ` (line ${fault.line}, column ${fault.column})`;
  byId("fault").textContent = fault === undefined ? "" : `${fault.sentence}${place}`;
}

/** Settings that wait for their turn, the latest of each path: each is applied to what the one before it left. */
const settings = new Map<string, string>();
let changing = false;

async function changeSetting(path: string, value: string): Promise<void> {
  settings.set(path, value);
  if (changing) return;
  changing = true;
  for (let next = takeSetting(); next !== undefined; next = takeSetting()) {
    const { text } = editor;
    const outcome = await planner.ask({ kind: "change", text, settings: [`${next[0]}=${next[1]}`] });
    if (outcome?.fault) controls.refuse(next[0], outcome.fault.sentence);
    if (outcome?.answer === undefined || text !== editor.text) continue;
    fromControl = true;
    editor.text = outcome.answer;
    fromControl = false;
  }
  changing = false;
}

function takeSetting(): [path: string, value: string] | undefined {
  const [first] = settings;
  if (first !== undefined) settings.delete(first[0]);
  return first;
}

async function showExample(name: ExampleName): Promise<void> {
  const outcome = await planner.ask({ kind: "example", name });
  if (outcome?.answer !== undefined) editor.text = outcome.answer;
}

async function openFile(file: File): Promise<void> {
  const outcome = await planner.ask({ kind: "open", ...(await readFile(file)) });
  byId("file-status").textContent = outcome?.fault?.sentence ?? "";
  if (outcome?.answer !== undefined) editor.text = outcome.answer;
  // The plan may have been given up for it.
  else update();
}

async function draw(event: Event): Promise<void> {
  event.preventDefault();
  const [seed, from, until] = ["seed", "diagram-from", "diagram-until"].map(
    (id) => byId<HTMLInputElement>(id).value,
  );
  const question = {
    kind: "diagram",
    text: editor.text,
    seed,
    from: Number(from),
    until: Number(until),
  } as const;
  byId("diagram-fault").textContent = "";
  byId("diagram-status").textContent = "Plays the run, message by message …";
  // A long run must not keep the plan waiting.
  illustrator ??= new PlannerClient();
  const outcome = await illustrator.ask(question);
  if (outcome === undefined) return;
  byId("diagram-status").textContent = "";
  byId("diagram-fault").textContent = outcome?.fault?.sentence ?? "";
  if (outcome?.answer === undefined) return;
  const caption = `The run from ${from} s to ${until} s, seed ${seed}`;
  const command = `vmqsc diagram scenario.yaml --from ${from}s --until ${until}s --seed ${shellWord(seed)} -o run.svg`;
  drawn = { picture: { caption, svg: outcome.answer }, command };
  byId("diagram").replaceChildren(pictureFigure("diagram", caption, outcome.answer));
}

async function saveReport(): Promise<void> {
  if (plan === undefined) return;
  const outcome = await planner.ask({
    kind: "report",
    text: editor.text,
    planPictures: plan.charts.map((chart, n) => pagePicture(`plan-picture-${n + 1}`, chart)),
    drawn,
    validated: runs.validated,
    compared: runs.compared,
  });
  if (outcome?.fault) byId("fault").textContent = outcome.fault.sentence;
  if (outcome?.answer !== undefined) saveFile("report.html", "text/html", outcome.answer);
}

async function copyLink(): Promise<void> {
  history.replaceState(null, "", `#${await packed(editor.text)}`);
  const copied = await navigator.clipboard.writeText(location.href).then(
    () => "Copied",
    () => "Copy it from the address bar",
  );
  byId("file-status").textContent = copied;
}

/** The text that the page was opened with: of its link, or the starter. */
async function firstText(): Promise<void> {
  if (location.hash.length <= 1) return showExample("starter");
  try {
    editor.text = await unpacked(location.hash.slice(1));
  } catch {
    await showExample("starter");
    byId("file-status").textContent = "The link is damaged; this is an example instead";
  }
}

byId<HTMLSelectElement>("example").addEventListener("change", ({ target }) => {
  const select = target as HTMLSelectElement;
  if (select.value !== "") showExample(select.value as ExampleName);
  select.value = "";
});
byId<HTMLInputElement>("open").addEventListener("change", ({ target }) => {
  const input = target as HTMLInputElement;
  const [file] = input.files ?? [];
  if (file !== undefined) openFile(file);
  input.value = "";
});
byId("save").addEventListener("click", () => saveFile("scenario.yaml", "application/yaml", editor.text));
byId("save-plan").addEventListener("click", () => plan && saveFile("plan.csv", "text/csv", plan.csv));
byId("report").addEventListener("click", saveReport);
byId("share").addEventListener("click", copyLink);
byId("diagram-form").addEventListener("submit", draw);
byId("run-form").addEventListener("submit", (event) => event.preventDefault());
window.addEventListener("hashchange", firstText);
firstText();
