import { ScenarioError } from "../model/scenario-error.js";
import type { RecordedFailure, System } from "../model/system.js";
import { parseQuantity } from "../quantities/quantity.js";
import { quoteIfUnseen } from "./describe-value.js";
import { nearestName } from "./nearest-name.js";

/**
 * Recorded failures from text in CSV: a time since the job began, in seconds or with a unit, and the name of a host or of a
 * VM, which is its class's with a number from 1: `web3`. `host3` is the third host, whatever its name. A first line that begins with
 * no time is a header; below `host` a number alone is that of a host. There may be a column for hosts and one for VMs, of which
 * each line fills one. @throws {ScenarioError} for a line that is not so, with its place
 */
export function parseFailures(text: string, file: string, system: System): readonly RecordedFailure[] {
  const named = failingThings(system);
  const failures: RecordedFailure[] = [];
  let header: readonly string[] | undefined;
  const lines = text.replace(/^\ufeff/, "").split(/\r\n|\r|\n/);
  for (const [place, line] of lines.entries()) {
    const fault = (sentence: string, column = 1) =>
      new ScenarioError(sentence, "failures", { file, line: place + 1, column });
    if (line.trim() === "" || line.startsWith("#")) continue;
    const cells = line.split(/[,;\t]/).map((cell) => cell.trim().replace(/^"(.*)"$/, "$1"));
    const [time = "", ...names] = cells;
    if (failures.length === 0 && header === undefined && !/^[+-]?[\d.]/.test(time)) {
      header = cells;
      continue;
    }
    const [name, ...more] = names.filter((cell) => cell !== "");
    if (name === undefined || more.length > 0) {
      const found = cells.length === 1 ? "one cell" : `${cells.length} cells`;
      throw fault(`a line of failures must have a time and the name of a VM or a host, got ${found}`);
    }
    const at = timeOf(time, fault);
    const ofHost = /^hosts?$/i.test(header?.[1 + names.indexOf(name)] ?? "");
    const failing = named.get(ofHost && /^\d+$/.test(name) && !named.has(name) ? `host${name}` : name);
    if (failing === undefined) {
      const nearest = nearestName(name, [...named.keys()].slice(0, 10_000));
      const hint = nearest === undefined ? "" : `; the nearest is ${nearest}`;
      const found = `${quoteIfUnseen(name)}${hint}`;
      throw fault(`a failure must be of a VM or a host of the scenario, got ${found}`, time.length + 2);
    }
    failures.push({ at, ...failing });
  }
  return failures.sort((one, other) => one.at - other.at);
}

function timeOf(text: string, fault: (sentence: string) => ScenarioError): number {
  try {
    const { value } = parseQuantity(text, "time", "the time of a failure");
    if (value >= 0) return value;
  } catch (error) {
    throw error instanceof ScenarioError ? fault(error.sentence) : error;
  }
  throw fault(`the time of a failure must be at least 0, got ${text}`);
}

type Failing = Pick<RecordedFailure, "of" | "number">;

/** Everything that can fail, by name; where a VM is called like a host, the host is meant, and `host3` is the third one otherwise. */
function failingThings({ classes, hosts }: System): ReadonlyMap<string, Failing> {
  const named = new Map<string, Failing>();
  for (let host = 0; host < hosts.count; host++) named.set(`host${host + 1}`, { of: "host", number: host });
  let number = 0;
  for (const { name, count } of classes) {
    for (let n = 1; n <= count; n++) named.set(`${name}${n}`, { of: "vm", number: number++ });
  }
  for (const [host, name] of hosts.names.entries()) named.set(name, { of: "host", number: host });
  return named;
}
