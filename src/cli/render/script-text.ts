import type { ScriptOutcome, ScriptRecovery } from "../../montecarlo/comparison/script-comparison.js";
import type { SchemeKey } from "../../scenario/model/schemes.js";
import type { Script } from "../../scenario/model/script.js";
import { csv } from "./csv.js";
import { measureText } from "./measure-text.js";
import { plural } from "./number-text.js";
import type { Paint } from "./paint.js";
import { left, right, table } from "./table.js";

type Compared = { readonly [Key in SchemeKey]?: ScriptOutcome };

/** What schemes do with a script, as CSV: a row for each checkpoint. */
export function scriptCsv(compared: Compared): string {
  const rows = Object.entries(compared).flatMap(([scheme, { checkpoints }]) =>
    Object.entries(checkpoints).flatMap(([vm, of]) =>
      of.map(({ at, kind, position }, number) => [scheme, vm, number, at, kind, position]),
    ),
  );
  return csv(["scheme", "vm", "number", "at", "kind", "position"], rows);
}

/** What schemes do with a script, for people. */
export function scriptText(
  compared: Compared,
  { name, vms, messages, failures }: Script,
  style: Paint,
): string {
  const schemes = Object.entries(compared);
  const title = `${style.heading(name)}  ${plural(vms.length, "VM")}, ${plural(messages.length, "message")}, ${plural(failures.length, "failure")}\n\n`;
  const rows = schemes.map(([scheme, { forced, skipped, useless, checkpoints }]) => [
    scheme,
    String(Object.values(checkpoints).reduce((sum, of) => sum + of.length - 1, 0)),
    forced.map(({ vm, position, message }) => `${vm} ${position} (${message})`).join(", ") || "none",
    skipped.map(({ vm, position }) => `${vm} ${position}`).join(", ") || "none",
    useless.map(({ vm, checkpoint }) => `${vm} ${checkpoint}`).join(", ") || "none",
  ]);
  const columns = [
    ...left("scheme"),
    ...right("checkpoints"),
    ...left("forced: VM, position, message", "skipped: VM, position", "useless: VM, number"),
  ];
  return [
    title,
    table(columns, rows, style),
    ...failures.map((_, place) => failureText(compared, place, style)),
  ].join("");
}

function failureText(compared: Compared, place: number, style: Paint): string {
  const of = Object.entries(compared).map(([scheme, { failures }]) => ({ scheme, ...failures[place] }));
  const [{ at, failed }] = of;
  const columns = left("scheme", "who returns to which checkpoint", "delivered again");
  const rows = of.map(({ scheme, line, deliverAgain }) => [
    scheme,
    lineText(line),
    deliverAgain.join(", ") || "nothing",
  ]);
  return `\n${style.heading(`${failed.join(", ")} ${failed.length === 1 ? "fails" : "fail"} at ${measureText(at, "s", 6)}`)}\n${table(columns, rows, style)}`;
}

function lineText(line: ScriptRecovery["line"]): string {
  const back = Object.entries(line).filter(([, number]) => number !== null);
  return back.map(([vm, number]) => `${vm} to ${number}`).join(", ") || "nobody";
}
