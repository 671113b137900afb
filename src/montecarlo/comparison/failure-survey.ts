import type { System } from "../../scenario/model/system.js";
import type { Messages, Seconds } from "../../scenario/model/units.js";
import { InvariantError } from "../invariant-error.js";
import { grouped, type Population } from "../population.js";
import type { RandomStream } from "../random/random-stream.js";
import type { Recovery, Scheme } from "../schemes/scheme.js";
import { restoreTimes } from "../storage/read-times.js";

/** What the failures of one kind have come to, summed over all that were worked out. */
export class FailureSums {
  readonly lost: Float64Array;
  /** Work lost by the VM that lost most, VMs that lost work, and the age of the oldest image restored. */
  worst: Seconds = 0;
  setBack = 0;
  oldest: Seconds = 0;
  /** Time until the VMs that had to be restored run again where they were, all together. */
  recovery: Seconds = 0;
  /** The part of the VM that has failed itself, where it is one. */
  ownRecovery: Seconds = 0;
  deliverAgain: Messages = 0;
  unrecoverable: Messages = 0;
  orphans: Messages = 0;

  constructor(classCount: number) {
    this.lost = new Float64Array(classCount);
  }
}

/** Works out for every scheme what the failure of one VM, drawn at random, and that of its whole host would come to. */
export class FailureSurvey {
  probes = 0;
  /** By scheme; images held by class, summed over the instants of the failures. */
  readonly sums;
  private readonly vmsByHost: ReturnType<typeof grouped>;

  constructor(
    private readonly schemes: readonly Scheme[],
    private readonly system: System,
    private readonly population: Population,
    private readonly stream: RandomStream,
  ) {
    const { hostOf, hostCount, classCount } = population;
    this.vmsByHost = grouped(hostOf, hostCount);
    this.sums = schemes.map(() => ({
      vm: new FailureSums(classCount),
      host: new FailureSums(classCount),
      images: new Float64Array(classCount),
    }));
  }

  /** They fail at `at`, which is now; the run goes on as if nothing had happened. */
  failAt(at: Seconds): void {
    const { population, stream } = this;
    const vm = Math.floor(stream.double() * population.vmCount);
    const host = population.hostOf[vm];
    const { order, start } = this.vmsByHost;
    const together = Array.from(order.subarray(start[host], start[host + 1]));
    for (const [place, scheme] of this.schemes.entries()) {
      const sums = this.sums[place];
      this.add(scheme.recover([vm], at, "vm"), at, sums.vm, vm);
      this.add(scheme.recover(together, at, "host"), at, sums.host, vm);
      scheme.imagesHeld(sums.images);
    }
    this.probes++;
  }

  private add(recovery: Recovery, at: Seconds, sums: FailureSums, failed: number): void {
    const { backTo, imageFrom, deliverAgain, unrecoverable, orphans } = recovery;
    const { system, population } = this;
    const { restart, replaySpeedup } = system.recovery;
    const restore = restoreTimes(system, population, recovery);
    let [worst, oldest] = [0, 0];
    for (let vm = 0; vm < backTo.length; vm++) {
      if (imageFrom[vm] === Number.POSITIVE_INFINITY) continue;
      const c = population.classOf[vm];
      const age = at - imageFrom[vm];
      const lost = at - backTo[vm];
      sums.lost[c] += lost;
      const time = restart + restore[vm] + (age - lost) / replaySpeedup;
      sums.recovery += time;
      if (vm === failed) sums.ownRecovery += time;
      if (lost > 0) sums.setBack++;
      worst = Math.max(worst, lost);
      oldest = Math.max(oldest, age);
    }
    sums.worst += worst;
    sums.oldest += oldest;
    sums.deliverAgain += deliverAgain;
    sums.unrecoverable += unrecoverable;
    if (orphans > 0) throw new InvariantError(`a recovery at ${at} s leaves ${orphans} orphans`);
    sums.orphans += orphans;
  }
}
