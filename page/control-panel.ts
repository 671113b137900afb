import { formatQuantity } from "../src/scenario/quantities/format-quantity.js";
import { byId, element } from "./element.js";
import type { Control, PlanAnswer, Slider } from "./worker/questions.js";

/** Steps of a slider over the logarithm of a quantity. */
const logarithmicSteps = 200;

interface Fields {
  readonly text: HTMLInputElement;
  readonly slider: HTMLInputElement | undefined;
  readonly fault: HTMLElement;
  scale: Slider | undefined;
}

/** What people vary, as sliders and fields; each change is a setting of its path. */
export class ControlPanel {
  private readonly change: (path: string, value: string) => void;
  private readonly fields = new Map<string, Fields>();

  constructor(change: (path: string, value: string) => void) {
    this.change = change;
  }

  /** Shows the values of a scenario; where it has the same controls as before, these stay, and so does the focus. */
  show({ controls, controlsLeftOut }: PlanAnswer): void {
    const known = [...this.fields.keys()];
    const same =
      known.length === controls.length &&
      controls.every(({ path, slider }, place) => {
        return (
          path === known[place] && (slider === undefined) === (this.fields.get(path)!.slider === undefined)
        );
      });
    if (!same) this.build(controls);
    for (const control of controls) this.update(control);
    byId("controls-left-out").textContent = controlsLeftOut ?? "";
  }

  /** Says at a control why its value does not do. */
  refuse(path: string, sentence: string): void {
    const fields = this.fields.get(path);
    if (fields === undefined) return;
    fields.fault.textContent = sentence;
    fields.text.setAttribute("aria-invalid", "true");
  }

  private build(controls: readonly Control[]): void {
    this.fields.clear();
    const groups = new Map<string, HTMLElement[]>();
    for (const control of controls) {
      const members = groups.get(control.group) ?? [];
      groups.set(control.group, [...members, this.built(control, members.length)]);
    }
    const sets = Array.from(groups, ([name, members]) =>
      element("fieldset", {}, element("legend", {}, name), ...members),
    );
    byId("controls").replaceChildren(...sets);
  }

  private built({ path, group, label, slider }: Control, place: number): HTMLElement {
    const id = `control-${group}-${place}`.replace(/[^\w-]/g, "");
    const text = element("input", {
      id,
      type: "text",
      spellcheck: "false",
      autocomplete: "off",
      "aria-describedby": `${id}-fault`,
      change: () => this.change(path, text.value),
    });
    const range =
      slider &&
      element("input", {
        type: "range",
        "aria-label": `${group}: ${label}`,
        input: () => {
          text.value = valueAt(this.fields.get(path)!.scale!, Number(range!.value));
          range!.setAttribute("aria-valuetext", text.value);
          this.change(path, text.value);
        },
      });
    const fault = element("p", { id: `${id}-fault`, class: "fault", role: "alert" });
    this.fields.set(path, { text, slider: range, fault, scale: undefined });
    return element(
      "div",
      { class: "control" },
      element("label", { for: id }, label),
      text,
      ...(range ? [range] : []),
      fault,
    );
  }

  private update({ path, value, slider: scale }: Control): void {
    const fields = this.fields.get(path)!;
    const { text, slider, fault } = fields;
    fault.textContent = "";
    text.removeAttribute("aria-invalid");
    if (document.activeElement !== text) text.value = value;
    if (slider === undefined || scale === undefined) return;
    slider.setAttribute("aria-valuetext", value);
    if (document.activeElement === slider && within(scale, fields.scale)) return;
    fields.scale = scale;
    const whole = scale.dimension === "whole";
    slider.min = whole ? String(scale.least) : "0";
    slider.max = whole ? String(scale.most) : String(logarithmicSteps);
    slider.value = String(whole ? scale.at : logarithmicSteps * placeOf(scale));
  }
}

/** Whether a slider that is being held reaches the value that it has brought about. */
function within({ at, dimension }: Slider, held: Slider | undefined): boolean {
  return held?.dimension === dimension && at >= held.least && at <= held.most;
}

function placeOf({ at, least, most }: Slider): number {
  return Math.log(at / least) / Math.log(most / least);
}

/** The value at a step of a slider, to two digits, as a scenario writes it. */
function valueAt({ dimension, least, most }: Slider, step: number): string {
  if (dimension === "whole") return String(step);
  const value = least * (most / least) ** (step / logarithmicSteps);
  return formatQuantity(Number(value.toPrecision(2)), dimension, { exact: true });
}
