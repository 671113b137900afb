import { ScenarioError } from "../../scenario/model/scenario-error.js";
import type { SchemeKey } from "../../scenario/model/schemes.js";
import { countVms, type System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import { drawnFailures } from "../job/failure-times.js";
import { type JobRecord, JobRun } from "../job/job-run.js";
import { openStream } from "../random/random-stream.js";
import type { ReplicationOptions } from "../replication/replication.js";
import type { CommonCounts, SchemeRecord } from "./comparison-run.js";
import { SchemeProgress } from "./scheme-progress.js";

/** Failures that a job of a comparison may see. */
const mostFailures = 5000;

/**
 * One job by a scheme, each failure of which is carried out. All schemes of a replication get the same failures: of hosts at
 * the same times since the job began, of VMs at the same times in which it has made progress.
 *
 * @throws {ScenarioError} where the job would not come to its end
 */
export function runSchemeJob(
  { system, seconds }: CommonCounts,
  { scheme }: SchemeRecord,
  key: SchemeKey,
  { work, seed, replication, plan }: ReplicationOptions & { readonly work: Seconds },
): JobRecord {
  const streams = (purpose: string) => openStream(seed, replication, `job/${purpose}`);
  const workPerInterval = system.baseInterval * (1 - pausedShare(system, scheme, seconds));
  const progress = new SchemeProgress(system, key, streams, plan.warmUp);
  const job = new JobRun(progress, drawnFailures(system, streams)(), mostFailures);
  if (!(workPerInterval > 0))
    throw neverDone(key, "checkpoints and coordination hold VMs up all of the time");
  const record = job.run(work / workPerInterval);
  if (job.givenUp) throw neverDone(key, `it is not done after ${mostFailures} failures`);
  return record;
}

function neverDone(key: SchemeKey, why: string): ScenarioError {
  return new ScenarioError(
    `schemes.${key} hardly ever brings the job to its end, since ${why}: leave the scheme out, or lower job.work or failures`,
    "schemes",
  );
}

/** Share of its time for which the VM that is held up most does no work, by its pauses and by coordination. */
function pausedShare(system: System, { counts }: SchemeRecord["scheme"], seconds: Seconds): number {
  const own = system.classes.map(
    ({ pause, count }, c) => (pause * (counts.basic[c] + counts.forced[c])) / count,
  );
  return (Math.max(...own) + counts.blockedBeyondPause / countVms(system)) / seconds;
}
