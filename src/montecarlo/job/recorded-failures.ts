import type { RecordedFailure } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import type { FailureTimes } from "./failure-times.js";
import type { StrikingFailures } from "./job-run.js";

/** Failures as they were recorded, both kinds by the time since the job began; after the last of them nothing fails. */
export function recordedFailures(recorded: readonly RecordedFailure[]): StrikingFailures {
  const inOrder = [...recorded].sort((one, other) => one.at - other.at);
  return {
    hosts: new ListedFailures(inOrder.filter(({ of }) => of === "host")),
    vms: new ListedFailures(inOrder.filter(({ of }) => of === "vm")),
    vmsBy: "time",
  };
}

class ListedFailures implements FailureTimes {
  private place = 0;

  constructor(private readonly list: readonly RecordedFailure[]) {}

  get nextTime(): Seconds {
    return this.list[this.place]?.at ?? Number.POSITIVE_INFINITY;
  }

  get next(): number {
    return this.list[this.place].number;
  }

  advance(): void {
    this.place++;
  }
}
