import type { SchemeKey } from "../../scenario/model/schemes.js";
import type { System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import { EventStream, type InTransit } from "../events/event-stream.js";
import type { Message, Player } from "../events/player.js";
import type { JobProgress, Setback } from "../job/job-run.js";
import { grouped, type Population, populate } from "../population.js";
import type { StreamsByPurpose } from "../random/random-stream.js";
import { type Sampler, sampler } from "../random/sampler.js";
import { makeScheme, type SchemeSetting } from "../schemes/make-scheme.js";
import type { Recovery, Scheme } from "../schemes/scheme.js";
import { type ClockErrors, drawnClockErrors } from "../sources/clock-errors.js";
import { PoissonTraffic } from "../sources/poisson-traffic.js";
import { Timers } from "../sources/timers.js";
import { restoreTimes } from "../storage/read-times.js";
import { schemeSetting } from "./comparison-run.js";

/**
 * The progress of a job by any scheme, message by message. A failure is worked out as it is for a probe and then carried out:
 * every VM goes on from the state that it returns to, those that have lost most first, while others wait for them where they
 * are. What they had received and lose is delivered to them again; what they had sent and lose has not been sent.
 *
 * Base intervals in which nothing fails are skipped, but for `settling` of them before a failure: no failure leads further
 * back than to the first of these.
 *
 * - Assumes: all VMs proceed together; somebody delivers again what the scheme itself has not kept
 */
export class SchemeProgress implements JobProgress, Player<unknown> {
  now: Seconds = 0;
  protected scheme!: Scheme;
  private stream!: EventStream;
  /** Progress at which the scheme's own time begins. */
  private offset: Seconds = 0;
  /** In the scheme's own time: the state that each VM has come to already, while others have to come to it again. */
  private stands: Float64Array;
  /** Progress from which on the first of them go on. */
  protected wentOnAt: Seconds = 0;
  private furthest: Seconds = 0;
  /** What has been received, as far back as a failure can lead. */
  private received: InTransit[] = [];
  private mostReceived = fewestKept;
  private readonly population: Population;
  private readonly traffic: PoissonTraffic;
  private readonly clock: ClockErrors;
  private clockNow: ClockErrors;
  private readonly durations: readonly Sampler[];
  private readonly vmsByHost: ReturnType<typeof grouped>;

  constructor(
    private readonly system: System,
    private readonly key: SchemeKey,
    private readonly streams: StreamsByPurpose,
    private readonly settling: number,
  ) {
    const { classes, clock } = system;
    this.population = populate(system);
    const { vmCount, hostOf, hostCount } = this.population;
    this.stands = new Float64Array(vmCount);
    this.traffic = new PoissonTraffic(system, this.population, streams);
    this.clock = drawnClockErrors(clock, this.population, streams);
    this.clockNow = this.clock;
    this.durations = classes.map(({ duration }, c) => sampler(duration, streams(`durations/${c}`)));
    this.vmsByHost = grouped(hostOf, hostCount);
  }

  begin(): void {
    this.beginAt(0);
  }

  runUntil(limit: Seconds, k: number): boolean {
    const { baseInterval } = this.system;
    const end = k * baseInterval;
    this.skipTo(Math.min(Math.floor(limit / baseInterval), k) - this.settling);
    const { scheme, offset } = this;
    // A scheme without lines of all VMs has done the work when it is done.
    const line = k - Math.round(offset / baseInterval);
    const stands = () => scheme.newestLine === undefined || scheme.newestLine.k >= line;
    this.stream.runUntilDone(stands, limit - offset);
    const since = offset + (scheme.newestLine?.since ?? 0);
    this.now = stands() ? Math.max(this.now, since, Math.min(limit, end)) : limit;
    this.stream.runUntil(this.now - offset);
    return stands() && this.now >= end;
  }

  failVm(vm: number): Setback {
    return this.fail([vm], "vm");
  }

  failHost(host: number): Setback {
    const { order, start } = this.vmsByHost;
    return this.fail(Array.from(order.subarray(start[host], start[host + 1])), "host");
  }

  timer(vm: number, k: number, at: Seconds): void {
    this.scheme.timer(vm, k, at);
  }

  send(message: Message): unknown {
    return this.scheme.send(message);
  }

  receive(message: Message, piggyback: unknown): void {
    this.scheme.receive(message, piggyback);
    this.received.push({ message, piggybacks: [piggyback] });
    if (this.received.length > this.mostReceived) this.forget(message.deliveredAt);
  }

  get nextTime(): Seconds {
    return this.scheme.nextTime ?? Number.POSITIVE_INFINITY;
  }

  act(): void {
    this.scheme.act?.();
  }

  /** Forgets what no failure leads back to: not even that of everybody. */
  private forget(at: Seconds): void {
    const everybody = Array.from({ length: this.population.vmCount }, (_, vm) => vm);
    const { backTo } = this.scheme.recover(everybody, Math.max(at, this.furthest), "host");
    const oldest = backTo.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY);
    this.received = this.received.filter(({ message }) => message.deliveredAt >= oldest);
    this.mostReceived = Math.max(fewestKept, 2 * this.received.length);
  }

  /** When a failure strikes, in the scheme's own time: a VM that has come further has the state that it will have then. */
  protected get struckAt(): Seconds {
    return Math.max(this.now - this.offset, this.furthest);
  }

  private fail(failed: readonly number[], of: "vm" | "host"): Setback {
    const { system, scheme, stands, population, struckAt: at } = this;
    const { restart, replaySpeedup } = system.recovery;
    const here = this.now - this.offset;
    const recovery = scheme.recover(failed, at, of);
    const { backTo, imageFrom } = recovery;
    const restore = restoreTimes(system, population, recovery);
    const goesOn = backTo.map((back, vm) => (back < at ? back : Math.max(here, stands[vm])));
    let [oldest, last] = [here, 0];
    for (let vm = 0; vm < goesOn.length; vm++) {
      oldest = Math.min(oldest, goesOn[vm]);
      if (imageFrom[vm] === Number.POSITIVE_INFINITY) continue;
      const replay = Math.max(0, goesOn[vm] - imageFrom[vm]) / replaySpeedup;
      last = Math.max(last, restart + restore[vm] + replay);
    }
    if (backTo.some((back) => back < at)) this.carryOut(recovery, goesOn);
    return { undone: here - oldest, recovery: last, partial: imageFrom.includes(Number.POSITIVE_INFINITY) };
  }

  /** VMs go on from the instants that a recovery leads to. */
  protected carryOut(recovery: Recovery, goesOn: Float64Array): void {
    const again = this.undo(goesOn);
    this.scheme.rollBack(
      recovery,
      again.map(({ piggybacks }) => piggybacks[0]),
    );
    this.goOnFrom(goesOn, again);
  }

  /** Undoes what VMs did after the instants they go on from, and gives what is on its way then, in the order of the sends. */
  protected undo(goesOn: Float64Array): InTransit[] {
    const stillSent = ({ message: { from, sentAt } }: InTransit) => sentAt <= goesOn[from];
    const stillReceived = ({ message: { to, deliveredAt } }: InTransit) => deliveredAt < goesOn[to];
    const sent = this.received.filter(stillSent);
    this.received = sent.filter(stillReceived);
    return [
      ...sent.filter((one) => !stillReceived(one)),
      ...[...this.stream.inTransit].filter(stillSent),
    ].sort((one, other) => one.message.sentAt - other.message.sentAt);
  }

  protected schemeIn(setting: SchemeSetting): Scheme {
    return makeScheme(this.key, setting);
  }

  /** Goes on from base boundary `k`, as if all VMs had taken a checkpoint there, where that is further. */
  private skipTo(k: number): void {
    if (k > Math.floor(this.now / this.system.baseInterval) + 1) this.beginAt(k);
  }

  private beginAt(k: number): void {
    const { system, population, clock } = this;
    const { baseInterval } = system;
    const { classOf, multiple, phase } = population;
    this.offset = k * baseInterval;
    const shifted = {
      ...population,
      phase: phase.map((each, c) => (((each - k) % multiple[c]) + multiple[c]) % multiple[c]),
    };
    const durations = (vm: number) => this.durations[classOf[vm]]();
    const setting = schemeSetting(system, { population: shifted, durations }, this.streams);
    this.scheme = this.schemeIn({ ...setting, goesBack: true });
    this.clockNow = { ...clock, fill: (index, errors) => clock.fill(index + k, errors) };
    this.received = [];
    this.goOnFrom(new Float64Array(population.vmCount), []);
  }

  /** Events from where the first VMs go on, in the scheme's own time; others join in where they stand. */
  private goOnFrom(stands: Float64Array, again: readonly InTransit[]): void {
    const { clockNow, traffic, population, system } = this;
    this.stands = stands;
    this.furthest = stands.reduce((most, each) => Math.max(most, each), 0);
    const from = stands.reduce((least, each) => Math.min(least, each), Number.POSITIVE_INFINITY);
    this.now = this.wentOnAt = this.offset + from;
    traffic.restart(from);
    const rung = Math.max(0, Math.floor(from / system.baseInterval) - 2);
    this.stream = new EventStream({
      timers: new Timers(system.baseInterval, population.vmCount, clockNow, rung),
      source: traffic,
      players: [this],
      since: stands,
      onTheirWay: again,
    });
  }
}

/** Messages received that are kept before any are forgotten. */
const fewestKept = 512;
