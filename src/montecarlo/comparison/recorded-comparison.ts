import type { SchemeKey } from "../../scenario/model/schemes.js";
import type { System } from "../../scenario/model/system.js";
import { openStream } from "../random/random-stream.js";
import type { Experiment } from "../replication/experiment.js";
import { type RecordedRun, recordedPlan, recordedSource } from "../replication/recorded-source.js";
import { drawnSources } from "../sources/run-sources.js";
import { comparisonLayout, comparisonValues } from "./comparison-readings.js";
import { comparisonPlan } from "./comparison-replication.js";
import { comparisonRun } from "./comparison-run.js";

/** Schemes on the messages of a record, from another phase of the checkpoint grid in each replication; without the job. */
export function recordedComparison(
  { job, ...system }: System,
  record: RecordedRun,
  schemes: readonly SchemeKey[],
): Experiment & { readonly expectedMessages: number } {
  const plan = recordedPlan(record, comparisonPlan(system));
  return {
    layout: comparisonLayout(system, schemes),
    expectedMessages: record.messages.sentAt.length,
    run(replication) {
      const streams = (purpose: string) => openStream(record.seed, replication, purpose);
      const source = recordedSource(system, record, plan, streams);
      const found = comparisonRun(system, {
        schemes,
        sources: drawnSources(system, streams, { source }),
        streams,
        window: { first: plan.warmUp, last: plan.warmUp + plan.indices },
        probesPerInterval: plan.probesPerInterval,
      });
      return { replication, messages: found.common.received, values: comparisonValues(found) };
    },
  };
}
