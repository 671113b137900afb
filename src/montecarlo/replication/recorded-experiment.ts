import type { System } from "../../scenario/model/system.js";
import type { Messages } from "../../scenario/model/units.js";
import { LargestHeld } from "../observers/largest-held.js";
import { openStream } from "../random/random-stream.js";
import { drawnSources } from "../sources/run-sources.js";
import type { Experiment } from "./engine-task.js";
import { withEvents } from "./event-slots.js";
import { measuredRun, type RunRecord } from "./measured-run.js";
import { type RecordedRun, recordedPlan, recordedSource } from "./recorded-source.js";
import { totalsLayout, totalsOf } from "./replication.js";
import { type ReplicationPlan, replicationPlan } from "./replication-plan.js";
import type { ReplicationTotals, TotalsLayout } from "./totals.js";

/** The rules played on a record, in the order that it says. */
export class RecordedExperiment implements Experiment {
  readonly layout: TotalsLayout;
  readonly expectedMessages: number;
  /** The largest logs that any replication so far has seen before a line. */
  largest: { readonly volatile: Messages; readonly stable: Messages } = { volatile: 0, stable: 0 };
  private readonly plan: ReplicationPlan;

  constructor(
    readonly system: System,
    private readonly record: RecordedRun,
  ) {
    this.plan = recordedPlan(record, replicationPlan(system, undefined, "event"));
    this.layout = withEvents(totalsLayout(system), system, this.plan);
    this.expectedMessages = record.messages.sentAt.length;
  }

  run(replication: number): ReplicationTotals {
    return totalsOf(this.measured(replication), replication, this.plan);
  }

  /** One replication, measured. */
  measured(replication: number): RunRecord {
    const { system, plan, record } = this;
    const streams = (purpose: string) => openStream(record.seed, replication, purpose);
    const source = recordedSource(system, record, plan, streams);
    const window = { first: plan.warmUp, last: plan.warmUp + plan.indices };
    let largest: LargestHeld | undefined;
    const run = measuredRun(system, {
      sources: drawnSources(system, streams, { source }),
      plan,
      streams,
      observers: (engine) => {
        largest = new LargestHeld(window, () => engine().rules.logs);
        return [largest];
      },
    });
    this.largest = {
      volatile: Math.max(this.largest.volatile, largest!.volatile),
      stable: Math.max(this.largest.stable, largest!.stable),
    };
    return run;
  }
}
