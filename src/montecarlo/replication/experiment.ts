import type { EngineTask } from "./engine-task.js";
import type { ReplicationTotals, TotalsLayout } from "./totals.js";

/**
 * Something that can be replicated. The engine is one; another mode of it, or a stand-in with a known answer,
 * takes its place behind the same face.
 */
export interface Experiment {
  readonly layout: TotalsLayout;
  /** What replication `replication` finds: the same for the same number, whenever and wherever it runs. */
  run(replication: number): ReplicationTotals;
  /** Messages that a replication delivers on average, where that is known beforehand. */
  readonly expectedMessages?: number;
  /** What another thread needs to run it; absent where only this one can. */
  readonly task?: EngineTask;
}
