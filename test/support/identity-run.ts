import { type Agenda, EventStream } from "../../src/montecarlo/events/event-stream.js";
import type { Message, Player } from "../../src/montecarlo/events/player.js";
import type { MeasuredRunParts, RunRecord } from "../../src/montecarlo/replication/measured-run.js";
import { disagreement, lostWith, restoredOnLine } from "../../src/montecarlo/schemes/vm-qsc/after-failure.js";
import { VmQsc } from "../../src/montecarlo/schemes/vm-qsc/vm-qsc.js";
import type { LoggedMessage } from "../../src/montecarlo/schemes/vm-qsc/vm-state.js";
import type { System } from "../../src/scenario/model/system.js";
import { bytesOf, Ledger } from "./ledger.js";
import { rollbackOverTime } from "./rollback-over-time.js";

/**
 * What `measuredRun` measures, from sets of messages on the plain stream: no amount is carried on from one event to the
 * next, and what a host failure loses is asked after every event. Slow, and the judge of every measure.
 */
export function identityRun(system: System, { sources, plan, streams }: MeasuredRunParts): RunRecord {
  const { population } = sources;
  const { baseInterval, policies } = system;
  const [first, last] = [plan.warmUp, plan.warmUp + plan.indices];
  const ledger = new Ledger(() => rules);
  const rules: VmQsc = new VmQsc({ ...sources, baseInterval, policies, observer: ledger });
  const exposure = new Exposure(rules, first, last);
  const probes = new Probes(rules, system, plan.probesPerInterval, streams("failures"));
  const players = [ledger, exposure, rules];
  const stream = new EventStream({ ...sources, players, agenda: probes });
  const places = Math.max(1, plan.hyperperiod);
  const hostMemory = {
    lines: new Array(places).fill(0),
    held: new Array(2 * places * population.hostCount).fill(0),
    flushes: new Array(places * population.hostCount).fill(0),
    heldBeforeFlush: new Array(2 * places * population.hostCount).fill(0),
  };
  const onHost = (host: number) => [
    ...rules.vms.flatMap(({ volatile }, vm) => (population.hostOf[vm] === host ? volatile : [])),
    ...rules.copies[host],
  ];
  const flushed = new Array(population.hostCount).fill(0);
  ledger.others.push({
    lineCovering: (k, at) => {
      exposure.sum(at);
      if (k <= first || k > last) return;
      hostMemory.lines[k % places]++;
      for (let host = 0; host < population.hostCount; host++) {
        const inMemory = onHost(host);
        const pair = 2 * ((k % places) * population.hostCount + host);
        hostMemory.held[pair] += inMemory.length;
        hostMemory.held[pair + 1] += bytesOf(inMemory);
      }
    },
    flushed: (vm, k, _at, _early, dropped) => {
      const host = population.hostOf[vm];
      if (policies.volatileLog === "keep" || k <= flushed[host]) return;
      flushed[host] = k;
      if (k <= first || k > last) return;
      const inMemory = [...onHost(host), ...dropped];
      const place = (k % places) * population.hostCount + host;
      hostMemory.flushes[place]++;
      hostMemory.heldBeforeFlush[2 * place] += inMemory.length;
      hostMemory.heldBeforeFlush[2 * place + 1] += bytesOf(inMemory);
    },
  });

  const [from, until] = [first * baseInterval, last * baseInterval];
  stream.runUntil(from);
  const before = ledger.heldSums(from);
  const delivered = ledger.deliveries.length;
  probes.plan(from, until);
  stream.runUntil(until);
  const after = ledger.heldSums(until);
  const messages = ledger.deliveries.slice(delivered);
  stream.runUntilDone(() => rules.covered >= last + plan.runOut);

  const { restart, bandwidth, replaySpeedup } = system.recovery;
  const restore = system.classes.map(({ image }) => restart + image / bandwidth);
  const across = ({ message: { from: a, to: b } }: LoggedMessage) =>
    population.hostOf[a] !== population.hostOf[b];
  const difference = (log: keyof typeof before) =>
    Float64Array.from(after[log], (value, place) => value - before[log][place]);
  return {
    system,
    population,
    seconds: until - from,
    messages: messages.length,
    crossHost: messages.filter(across).length,
    tallies: {
      ...tallies(system, ledger, rules, { first, last, places }),
      crossings: sum(messages, ({ sentIndex, receivedIndex }) => receivedIndex - sentIndex),
    },
    held: { volatile: difference("volatile"), stable: difference("stable"), copies: difference("copies") },
    probes: probes.sums,
    rollback: rollbackOverTime(ledger, population, { from, until }, { restore, replaySpeedup }),
    hostMemory,
    exposure: exposure.sums,
  } as unknown as RunRecord;
}

function sum<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

/** Sums over the measured indices, by class and by index of the hyperperiod. */
function tallies(
  { classes, baseInterval }: System,
  ledger: Ledger,
  { setting }: VmQsc,
  { first, last, places }: { first: number; last: number; places: number },
) {
  const { classOf } = setting.population;
  const measured = (k: number) => k > first && k <= last;
  const steps = ledger.advances.filter(({ index }) => measured(index));
  const byClass = (value: (step: (typeof steps)[number]) => number) =>
    classes.map((_, c) =>
      sum(
        steps.filter(({ vm }) => classOf[vm] === c),
        value,
      ),
    );
  const lines = ledger.establishedAt.map((at, k) => ({ at, k })).filter(({ k }) => measured(k));
  const byIndex = (value: (k: number) => number) => {
    const sums = new Array<number>(places).fill(0);
    for (const { k } of lines) sums[k % places] += value(k);
    return sums;
  };
  const at = (k: number) => steps.filter(({ index }) => index === k);
  const level = (of: ReadonlyMap<number, readonly LoggedMessage[]>, k: number) => of.get(k) ?? [];
  return {
    byClass: {
      received: byClass(({ received }) => received.length),
      receivedBytes: byClass(({ received }) => bytesOf(received)),
      logged: byClass(({ logged }) => logged.length),
      loggedBytes: byClass(({ logged }) => bytesOf(logged)),
      checkpoints: byClass(({ due }) => (due ? 1 : 0)),
      early: byClass(({ due, early }) => (due && early ? 1 : 0)),
      advances: byClass(() => 1),
      advanceTime: byClass(({ at: time, index }) => time - index * baseInterval),
    },
    byIndex: {
      lines: byIndex(() => 1),
      checkpointBytes: byIndex((k) => sum(at(k), ({ due, vm }) => (due ? classes[classOf[vm]].image : 0))),
      flushed: byIndex((k) => sum(at(k), ({ flushed }) => flushed.length)),
      flushedBytes: byIndex((k) => sum(at(k), ({ flushed }) => bytesOf(flushed))),
      stable: byIndex((k) => level(ledger.mostStableAtLine, k).length),
      stableBytes: byIndex((k) => bytesOf(level(ledger.mostStableAtLine, k))),
      volatile: byIndex((k) => level(ledger.volatileAtLine, k).length),
      volatileBytes: byIndex((k) => bytesOf(level(ledger.volatileAtLine, k))),
      beforeFlush: byIndex((k) => level(ledger.beforeFlush, k).length),
      beforeFlushBytes: byIndex((k) => bytesOf(level(ledger.beforeFlush, k))),
      flushes: byIndex((k) => (ledger.beforeFlush.has(k) ? 1 : 0)),
    },
    lines: lines.length,
    lineLag: sum(lines, ({ at: time, k }) => time - k * baseInterval),
  };
}

/** Message-seconds for which the failure of a host would lose messages, while failures return to a measured line. */
class Exposure implements Player<undefined> {
  readonly sums = { messageSeconds: 0, seconds: 0 };
  private since = 0;

  constructor(
    private readonly rules: VmQsc,
    private readonly first: number,
    private readonly last: number,
  ) {}

  timer(_vm: number, _k: number, at: number): void {
    this.sum(at);
  }

  send(message: Message): undefined {
    this.sum(message.sentAt);
  }

  receive(message: Message): void {
    this.sum(message.deliveredAt);
  }

  /** Adds what has been exposed since the last event, which is what the logs still say. */
  sum(at: number): void {
    const { rules, since } = this;
    this.since = at;
    if (rules.covered <= this.first || rules.covered > this.last || at === since) return;
    const restored = rules.vms.map((_, vm) => restoredOnLine(rules, vm, at, false));
    const { hanging } = disagreement(rules, restored);
    for (let host = 0; host < rules.setting.population.hostCount; host++) {
      this.sums.messageSeconds += (at - since) * lostWith(rules, hanging, host).length;
    }
    this.sums.seconds += at - since;
  }
}

/** R9 for every VM at the instants that a measured run probes. */
class Probes implements Agenda {
  nextTime = Number.POSITIVE_INFINITY;
  readonly sums: { probes: number; readonly age: number[]; readonly replayed: number[] };
  private instants: Iterator<number, undefined> = [].values();

  constructor(
    private readonly rules: VmQsc,
    private readonly system: System,
    private readonly probesPerInterval: number,
    private readonly random: { double(): number },
  ) {
    const zeros = () => system.classes.map(() => 0);
    this.sums = { probes: 0, age: zeros(), replayed: zeros() };
  }

  /** One instant in each of equal parts of the window. */
  plan(from: number, until: number): void {
    const gap = this.system.baseInterval / this.probesPerInterval;
    const parts = Array.from({ length: Math.round((until - from) / gap) }, (_, part) => part);
    this.instants = parts.map((part) => from + (part + this.random.double()) * gap).values();
    this.next();
  }

  happen(): void {
    const { sums, rules, nextTime: at } = this;
    sums.probes++;
    for (const [vm, { checkpoints, received }] of rules.vms.entries()) {
      const c = rules.setting.population.classOf[vm];
      const complete = checkpoints.filter(({ completion }) => completion <= at).at(-1)!;
      sums.age[c] += at - complete.at;
      sums.replayed[c] += received.length - complete.received;
    }
    this.next();
  }

  private next(): void {
    this.nextTime = this.instants.next().value ?? Number.POSITIVE_INFINITY;
  }
}
