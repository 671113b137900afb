import { ScenarioError } from "../../scenario/model/scenario-error.js";

/** Refuses a number that must lie strictly between 0 and `below`. */
export function checkBetween(name: string, value: number | undefined, below: number): void {
  if (value === undefined || (value > 0 && value < below)) return;
  const wanted =
    below === Number.POSITIVE_INFINITY ? "a number above 0" : `a number above 0 and below ${below}`;
  throw new ScenarioError(`${name} must be ${wanted}, got ${value}`, name);
}

/** Refuses more messages than whole numbers go: a run of those would never end. */
export function checkMessages(messages: number | undefined): void {
  if (messages === undefined || (messages > 0 && messages <= Number.MAX_SAFE_INTEGER)) return;
  throw new ScenarioError(
    `messages must be a number above 0 and at most ${Number.MAX_SAFE_INTEGER}, got ${messages}`,
    "messages",
  );
}

/** Refuses a number of threads that no machine has: each takes some 50 MB and a tenth of a second to start. */
export function checkWorkers(workers: number | undefined): void {
  if (workers === undefined || (Number.isSafeInteger(workers) && workers >= 1 && workers <= mostWorkers))
    return;
  throw new ScenarioError(
    `workers must be a whole number from 1 to ${mostWorkers}, got ${workers}; as many as the machine has cores are enough`,
    "workers",
  );
}

const mostWorkers = 256;

/** Refuses a mode that the engine does not have, which only a program without types can ask for. */
export function checkMode(mode: string | undefined): void {
  if (mode === undefined || mode === "span" || mode === "event") return;
  throw new ScenarioError(`mode must be span or event, got ${mode}`, "mode");
}
