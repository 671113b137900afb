import seedrandom from "seedrandom";
import type { Distribution } from "../../src/scenario/model/distribution.js";
import type { System } from "../../src/scenario/model/system.js";
import { type SystemShape, systemOf } from "./system-of.js";

/** Draws from a stream of that name. */
class Draw {
  private readonly random: seedrandom.PRNG;

  constructor(name: string) {
    this.random = seedrandom.alea(name);
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.random.double();
  }

  whole(low: number, high: number): number {
    return low + Math.floor((high - low + 1) * this.random.double());
  }

  chance(probability: number): boolean {
    return this.random.double() < probability;
  }

  one<Item>(...items: readonly Item[]): Item {
    return items[this.whole(0, items.length - 1)];
  }
}

/**
 * A system with anything that a scenario may have: one to three classes with multiples and phases, every law of delay,
 * duration and clock error, clocks of VMs and of hosts, drawn anew or once, every placement and policy, sizes by pair.
 *
 * @param vms how many VMs it has, about
 * @param perInterval messages of a base interval, about
 */
export function randomSystem(name: string, { vms = 24, perInterval = 100 } = {}): System {
  const draw = new Draw(name);
  const baseInterval = 10;
  const classCount = draw.whole(1, 3);
  const classes = Array.from({ length: classCount }, () => {
    const multiple = draw.one(1, 1, 2, 3, 4);
    return {
      multiple,
      phase: draw.chance(0.3) ? draw.whole(0, multiple - 1) : 0,
      count: draw.whole(2, Math.max(2, Math.round((2 * vms) / classCount) - 2)),
      image: draw.whole(1, 9) * 2 ** 20,
      duration: duration(draw),
      pause: draw.one(0, 0.2),
    };
  });
  const rates = classes.map(() => classes.map((): number => (draw.chance(0.8) ? draw.between(0.2, 1) : 0)));
  if (!rates.flat().some((rate) => rate > 0)) rates[0][0] = 1;
  const all = rates.flat().reduce((sum, rate) => sum + rate, 0);
  const perSecond = perInterval / baseInterval / all;
  const hosts = draw.whole(1, 5);
  const within = delay(draw);
  const shape: SystemShape = {
    classes,
    rates: rates.map((row) => row.map((rate) => rate * perSecond)),
    per: "class",
    size: classes.map(() => classes.map(() => draw.whole(1, 9) * 100)),
    baseInterval,
    delay: { within, across: draw.chance(0.5) ? within : delay(draw) },
    clock: clock(draw),
    hosts: { count: hosts, placement: placement(draw, classes, hosts) },
    failures: { vm: 1e-5, host: 1e-5 },
    recovery: { replaySpeedup: draw.one(1, 2, 4), restart: draw.one(0, 5), bandwidth: 2 ** 27 },
    policies: {
      volatileLog: draw.one("keep", "drop"),
      inTransit: draw.one("volatile", "volatile", "stable"),
    },
  };
  return systemOf(shape);
}

function duration(draw: Draw): Distribution {
  const value = draw.between(0.2, 4);
  return draw.one<Distribution>(
    { kind: "constant", value: 0 },
    { kind: "constant", value },
    { kind: "uniform", low: value / 2, high: value },
    { kind: "exponential", mean: value / 6 },
    { kind: "lognormal", mean: value / 3, sd: value / 6 },
  );
}

function delay(draw: Draw): Distribution {
  const value = draw.between(0.05, 2);
  return draw.one<Distribution>(
    { kind: "constant", value: 0 },
    { kind: "constant", value },
    { kind: "uniform", low: 0, high: value },
    { kind: "exponential", mean: value / 2 },
    { kind: "lognormal", mean: value / 2, sd: value / 2 },
  );
}

function clock(draw: Draw): System["clock"] {
  const width = draw.between(0.1, 4);
  const error = draw.one<Distribution>(
    { kind: "constant", value: 0 },
    { kind: "constant", value: width / 4 },
    { kind: "uniform", low: 0, high: width },
    { kind: "uniform", low: -width / 2, high: width / 2 },
    { kind: "normal", mean: 0, sd: width / 8 },
    { kind: "exponential", mean: width / 8 },
  );
  return {
    error,
    scope: draw.one("vm", "vm", "host"),
    redraw: draw.chance(0.2) ? "once" : "each-index",
  };
}

function placement(
  draw: Draw,
  classes: readonly { readonly count: number }[],
  hosts: number,
): System["hosts"]["placement"] {
  const kind = draw.one("spread", "packed", "given");
  if (kind !== "given") return { kind };
  const groups = classes.flatMap(({ count }, classIndex) => {
    const on = Array.from({ length: hosts }, () => 0);
    // Unevenly: the first of two hosts more often than the second.
    for (let vm = 0; vm < count; vm++) on[Math.min(draw.whole(0, hosts - 1), draw.whole(0, hosts - 1))]++;
    return on.flatMap((there, host) => (there > 0 ? [{ host, classIndex, count: there }] : []));
  });
  return { kind, groups };
}
