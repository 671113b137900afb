import type { Distribution } from "../../src/scenario/model/distribution.js";
import type {
  Clock,
  Hosts,
  Policies,
  RateConvention,
  System,
  VmClass,
} from "../../src/scenario/model/system.js";
import type { Rational } from "../../src/scenario/quantities/exact-decimal.js";

type ClassShape = Partial<Omit<VmClass, "index">>;

/** A system in a few words: what a test leaves out has the default of the scenario format. */
export interface SystemShape {
  readonly classes: readonly ClassShape[];
  /** Dense matrix of rates, from row to column. */
  readonly rates: readonly (readonly number[])[];
  readonly per?: RateConvention;
  readonly size?: number | readonly (readonly number[])[];
  readonly baseInterval?: number;
  readonly delay?: Distribution | System["delay"];
  readonly clock?: Partial<Clock>;
  readonly hosts?: Partial<Hosts>;
  readonly failures?: Partial<System["failures"]>;
  readonly recovery?: Partial<System["recovery"]>;
  readonly policies?: Partial<Policies>;
  readonly prices?: Partial<System["prices"]>;
}

/** A checked system as `prepare` would make it, for tests that are about what comes after. */
export function systemOf(shape: SystemShape): System {
  const classes = shape.classes.map(
    (part, index): VmClass => ({
      index,
      name: `c${index}`,
      multiple: 1,
      phase: 0,
      count: 1,
      image: 2 ** 30,
      duration: constant(0),
      pause: 0,
      ...part,
    }),
  );
  const from: number[] = [];
  const to: number[] = [];
  const rate: number[] = [];
  const size: number[] = [];
  shape.rates.forEach((row, a) => {
    row.forEach((value, b) => {
      if (value === 0) return;
      from.push(a);
      to.push(b);
      rate.push(value);
      size.push(typeof shape.size === "object" ? shape.size[a][b] : (shape.size ?? 1000));
    });
  });
  const delay = shape.delay ?? constant(0);
  const hosts = shape.hosts?.count ?? 1;
  return {
    name: "test",
    baseInterval: shape.baseInterval ?? 60,
    classes,
    rates: {
      per: shape.per ?? "receiver",
      from: Int32Array.from(from),
      to: Int32Array.from(to),
      rate: Float64Array.from(rate),
      size: Float64Array.from(size),
      exactRate: rate.map(decimal),
      exactSize: size.map(decimal),
    },
    delay: "within" in delay ? delay : { within: delay, across: delay },
    clock: { error: constant(0), scope: "vm", redraw: "each-index", ...shape.clock },
    hosts: {
      count: hosts,
      names: Array.from({ length: hosts }, (_, h) => `h${h + 1}`),
      placement: { kind: "spread" },
      ...shape.hosts,
    },
    failures: { vm: 0, host: 0, ...shape.failures },
    recovery: { restart: 30, bandwidth: 125e6, replaySpeedup: 1, ...shape.recovery },
    policies: { volatileLog: "keep", inTransit: "volatile", ...shape.policies },
    prices: { write: 0, hold: 0, vmHour: 0, ...shape.prices },
  };
}

export function constant(value: number): Distribution {
  return { kind: "constant", value };
}

/** §5: SI and MI_2, two VMs each, rates 4, 2, 2, 1 per second received. */
export const paper = systemOf({
  classes: [
    { name: "SI", multiple: 1, count: 2 },
    { name: "MI2", multiple: 2, count: 2 },
  ],
  rates: [
    [4, 2],
    [2, 1],
  ],
});

/** 1×50, 2×30, 3×20 VMs on ten hosts: the specification's worked example, without delay or clock error. */
export const threeClassesShape = {
  classes: [
    { multiple: 1, count: 50 },
    { multiple: 2, count: 30 },
    { multiple: 3, count: 20 },
  ],
  rates: [
    [400, 100, 50],
    [100, 60, 20],
    [50, 20, 10],
  ],
  per: "class",
  baseInterval: 10,
  hosts: { count: 10 },
} as const satisfies SystemShape;

/** The worked example with its delay, clock error and checkpoint durations. */
export const threeClassesSkewedShape = {
  ...threeClassesShape,
  classes: threeClassesShape.classes.map((part) => ({
    ...part,
    duration: { kind: "uniform", low: 0, high: 2 } as const,
  })),
  delay: { kind: "exponential", mean: 0.05 },
  clock: { error: { kind: "uniform", low: 0, high: 0.1 } },
} as const satisfies SystemShape;

/** 1×500, 2×300, 3×200 VMs: the reference system of E10 and E12, whose checkpoints take no time. */
export const thousandVmsShape = {
  ...threeClassesShape,
  classes: [
    { multiple: 1, count: 500 },
    { multiple: 2, count: 300 },
    { multiple: 3, count: 200 },
  ],
  rates: [
    [4000, 1000, 500],
    [1000, 600, 200],
    [500, 200, 100],
  ],
  delay: threeClassesSkewedShape.delay,
  clock: threeClassesSkewedShape.clock,
} as const satisfies SystemShape;

function decimal(value: number): Rational {
  const [mantissa = "0", exponent = "0"] = String(value).split("e");
  const [whole = "0", decimals = ""] = mantissa.split(".");
  const power = Number(exponent) - decimals.length;
  const digits = BigInt(whole + decimals);
  return power >= 0
    ? { numerator: digits * 10n ** BigInt(power), denominator: 1n }
    : { numerator: digits, denominator: 10n ** BigInt(-power) };
}
