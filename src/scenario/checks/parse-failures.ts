import type { RecordedFailure } from "../model/recorded-failure.js";
import { ScenarioError } from "../model/scenario-error.js";
import type { System } from "../model/system.js";
import { parseQuantity } from "../quantities/quantity.js";
import { quoteIfUnseen } from "./describe-value.js";
import { nearestName } from "./nearest-name.js";

/**
 * Recorded failures from text in CSV: a time since the job began, in seconds or with a unit, and the name of a host or of a
 * VM, which is its class's with a number from 1: `web3`. A first line that begins with no time is a header.
 *
 * @param file what errors call it
 * @throws {ScenarioError} for a line that is not so, with its place
 */
export function parseFailures(text: string, file: string, system: System): readonly RecordedFailure[] {
  const named = failingThings(system);
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/);
  const failures: RecordedFailure[] = [];
  lines.forEach((line, place) => {
    const position = (column: number) => ({ file, line: place + 1, column });
    if (line.trim() === "" || line.startsWith("#")) return;
    const cells = line.split(/[,;\t]/).map((cell) => cell.trim().replace(/^"(.*)"$/, "$1"));
    const [time = "", name = ""] = cells;
    if (failures.length === 0 && place === 0 && !/^[+-]?[\d.]/.test(time)) return;
    if (cells.length !== 2)
      throw new ScenarioError(
        `a line of failures must have a time and the name of a VM or a host, got ${cells.length === 1 ? "one cell" : `${cells.length} cells`}`,
        "failures",
        position(1),
      );
    const at = timeOf(time, position(1));
    const failing = named.get(name);
    if (failing === undefined) {
      const nearest = nearestName(name, [...named.keys()].slice(0, 10_000));
      throw new ScenarioError(
        `a failure must be of a VM or a host of the scenario, got ${quoteIfUnseen(name)}${nearest === undefined ? "" : `; the nearest is ${nearest}`}`,
        "failures",
        position(time.length + 2),
      );
    }
    failures.push({ at, ...failing });
  });
  return failures.sort((one, other) => one.at - other.at);
}

function timeOf(text: string, position: { file: string; line: number; column: number }): number {
  try {
    const { value } = parseQuantity(text, "time", "the time of a failure");
    if (value >= 0) return value;
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    throw new ScenarioError(error.sentence, "failures", position);
  }
  throw new ScenarioError(`the time of a failure must be at least 0, got ${text}`, "failures", position);
}

/** Everything that can fail, by name; where a VM is called like a host, the host is meant. */
function failingThings({ classes, hosts }: System): Map<string, Pick<RecordedFailure, "of" | "number">> {
  const named = new Map<string, Pick<RecordedFailure, "of" | "number">>();
  let number = 0;
  for (const { name, count } of classes) {
    for (let n = 1; n <= count; n++) named.set(`${name}${n}`, { of: "vm", number: number++ });
  }
  hosts.names.forEach((name, host) => {
    named.set(name, { of: "host", number: host });
  });
  return named;
}
