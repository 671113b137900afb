import type { System } from "../../scenario/model/system.js";
import type { Messages, Seconds } from "../../scenario/model/units.js";
import type { Held } from "../fast-engine/awaiting-lines.js";
import type { ProbeSums } from "../observers/failure-probes.js";
import type { HostMemory } from "../observers/host-memory.js";
import type { RollbackSums } from "../observers/host-rollback.js";
import type { StorageSums } from "../observers/storage-tallies.js";
import type { Tallies } from "../observers/tallies.js";
import type { Population } from "../population.js";
import type { ReadTimes } from "../storage/read-times.js";

/** All that a replication has counted in its measured window, before it is put as measures. */
export interface RunRecord {
  readonly system: System;
  readonly population: Population;
  /** Length of the window. */
  readonly seconds: Seconds;
  /** Messages delivered in it, and those between hosts. */
  readonly messages: Messages;
  readonly crossHost: Messages;
  readonly tallies: Tallies;
  /** Entry-seconds and byte-seconds held in it. */
  readonly held: Held;
  readonly probes: ProbeSums;
  readonly rollback: RollbackSums;
  /** What was in the memory of each host before lines; absent where hosts are not told apart at each index. */
  readonly hostMemory?: Pick<HostMemory, "lines" | "held" | "flushes" | "heldBeforeFlush">;
  /** Where storage takes time: what was written, and how long it takes to read it back. */
  readonly storage?: { readonly sums: StorageSums; readonly reads: ReadTimes } | undefined;
  /** Messages exposed to the failure of a host, times the reign of their line, and the reigns. */
  readonly exposure: { readonly messageSeconds: number; readonly seconds: Seconds };
}
