import { describe, expect, it } from "vitest";
import { domainWarnings } from "../../src/analytic/domain.js";
import { waste } from "../../src/analytic/waste.js";
import {
  constant,
  paper,
  type SystemShape,
  systemOf,
  threeClassesSkewedShape,
} from "../support/system-of.js";

const reasons = (shape: SystemShape) => domainWarnings(systemOf(shape)).map(({ reason }) => reason);
const base: SystemShape = {
  classes: [{ count: 50 }, { count: 50, multiple: 2 }],
  rates: [
    [1, 1],
    [1, 1],
  ],
  baseInterval: 10,
};

describe("the domain of the closed forms", () => {
  it("holds the paper's example and the specification's", () => {
    expect(domainWarnings(paper)).toEqual([]);
    expect(reasons(threeClassesSkewedShape)).toEqual([]);
  });

  it("ends for quantiles, and with clock errors for early advances, where traffic does not come as Poisson's", () => {
    const pattern = { kind: "onOff", on: 1, off: 2 } as const;
    const found = (shape: SystemShape) => domainWarnings({ ...systemOf(shape), pattern });
    const comes = "messages do not come as Poisson traffic does (traffic.pattern onOff)";
    const quantiles = {
      measures: [],
      reason: `${comes}: means hold, but quantiles of peaks are those of Poisson traffic`,
    };
    expect(found(base)).toEqual([quantiles]);
    const skewed = found(threeClassesSkewedShape);
    expect(skewed).toHaveLength(2);
    expect(skewed[0]).toEqual(quantiles);
    expect(skewed[1].reason).toBe(`${comes}, and early advances are worked out for Poisson traffic`);
    expect(skewed[1].measures).toEqual(expect.arrayContaining(["earlyCheckpointRatio", "advanceTime"]));
  });

  it("ends for the run time where failures are not exponential", () => {
    const law = { kind: "weibull", shape: 0.7 } as const;
    const found = domainWarnings({ ...systemOf(base), failures: { vm: 1e-9, host: 0, law } });
    expect(found.map(({ reason }) => reason)).toEqual([
      "the run time of a job (E18) takes times between failures for exponential, and failures.law is weibull",
    ]);
    expect(found[0].measures).toEqual(expect.arrayContaining(["runTime", "efficiency"]));
  });

  it("names what a warning concerns: measures, and the class that wastes most", () => {
    const long = { ...base, classes: [{ count: 50 }, { name: "slow", multiple: 2, duration: constant(20) }] };
    const outlast = domainWarnings(systemOf(long)).find(({ reason }) => reason.includes("outlast"))!;
    expect(outlast.measures).toContain("vmRecoveryTime");
    const pausing = {
      ...base,
      classes: [
        { name: "most", pause: 9.5 },
        { name: "less", pause: 9.2 },
      ],
    };
    expect(reasons(pausing).some((reason) => reason.startsWith("the first-order waste of class most"))).toBe(
      true,
    );
  });

  it("takes delays between hosts into account where there are several", () => {
    const across = { within: constant(0), across: { kind: "exponential", mean: 5 } } as const;
    expect(reasons({ ...base, delay: across })).toEqual([]);
    expect(reasons({ ...base, delay: across, hosts: { count: 2 } })).toEqual([
      "messages are under way for a whole base interval of 10 s with probability 14 %",
    ]);
  });

  it("ends where clock errors reach T0", () => {
    const found = domainWarnings(systemOf({ ...base, clock: { error: { kind: "normal", mean: 0, sd: 5 } } }));
    expect(found[0].reason).toBe("clock errors reach the base interval of 10 s with probability 4.6 %");
    expect(found[0].measures).toContain("stableLogMean");
    expect(found[0].measures).not.toContain("stableLogRatio");
  });

  it("ends where lines are later than T0, though no class outlasts its own period", () => {
    const late: SystemShape = {
      ...base,
      classes: [{ count: 50 }, { count: 50, multiple: 2, duration: constant(12) }],
    };
    const found = domainWarnings(systemOf(late));
    expect(found).toHaveLength(1);
    expect(found[0].reason).toMatch(/^recovery lines are covered a whole base interval of 10 s late/);
    expect(found[0].measures).toContain("lineLag");
  });

  it("ends where durations reach the class's own period", () => {
    const long: SystemShape = {
      ...base,
      classes: [{ count: 50 }, { name: "slow", multiple: 2, duration: constant(20) }],
    };
    expect(reasons(long)).toContain(
      "checkpoints of class slow outlast its period of 20 s with probability 100 %",
    );
  });

  it("ends where messages are under way for T0", () => {
    const found = domainWarnings(systemOf({ ...base, delay: { kind: "exponential", mean: 5 } }));
    expect(found.map(({ reason }) => reason)).toEqual([
      "messages are under way for a whole base interval of 10 s with probability 14 %",
    ]);
    expect(found[0].measures).toEqual(
      expect.arrayContaining(["inTransitPerLine", "unrecoverablePerHostFailure"]),
    );
    expect(found[0].measures).not.toContain("stableLogRatio");
    const stable = domainWarnings(
      systemOf({ ...base, delay: { kind: "exponential", mean: 5 }, policies: { inTransit: "stable" } }),
    );
    expect(stable[0].measures).toContain("stableLogRatio");
  });

  it("does not mind delays between hosts where there is one", () => {
    expect(reasons({ ...base, delay: { within: constant(0), across: constant(20) } })).toEqual([]);
  });

  it("warns of the mean field where few clocks err", () => {
    const clock = { error: { kind: "uniform", low: 0, high: 0.1 } } as const;
    const few: SystemShape = { ...base, classes: [{ count: 5 }, { count: 6, multiple: 2 }], clock };
    expect(reasons(few)).toEqual([expect.stringContaining("messages from 9.6 VMs in effect")]);
    expect(reasons({ ...base, clock })).toEqual([]);
    const hosts = { ...base, hosts: { count: 4 }, clock: { ...clock, scope: "host" } } as const;
    expect(reasons(hosts)).toEqual([expect.stringContaining("messages from 4 hosts in effect")]);
  });

  describe("where a hub drives many VMs", () => {
    const hub = (high: number, leaves: Partial<SystemShape> = {}): SystemShape => ({
      classes: [{ name: "hub" }, { name: "leaf", count: 100, multiple: 2 }],
      rates: [
        [0, 5],
        [1, 0],
      ],
      baseInterval: 20,
      clock: { error: { kind: "uniform", low: 0, high } },
      ...leaves,
    });
    const measuresOf = (shape: SystemShape) => domainWarnings(systemOf(shape)).flatMap((one) => one.measures);

    it("warns though the VMs are many", () => {
      expect(reasons(hub(2))).toEqual([
        "early advances are worked out in the mean field, which takes senders for many, and messages from one VM " +
          "in effect bring forward 65 % of the advances of class leaf",
      ]);
    });

    it("leaves out nothing that a mean advance enters, where that may be wrong by a share of T0 that shows", () => {
      const measures = measuresOf(hub(2));
      expect(measures).toEqual(
        expect.arrayContaining(["lineLag", "senderCopiesMean", "hostRollback", "waste"]),
      );
      expect(measures).not.toContain("stableLogRatio");
      expect(measures).not.toContain("crossHostRatio");
      expect(measuresOf(hub(2, { policies: { inTransit: "stable" } }))).toContain("stableLogRatio");
    });

    it("names early advances, lines and messages in transit alone where it may not", () => {
      expect(measuresOf(hub(0.1))).toEqual([
        "earlyCheckpointRatio",
        "advanceTime",
        "lineLag",
        "inTransitPerLine",
        "unrecoverablePerHostFailure",
      ]);
    });

    it("does not mind where next to nobody is early", () => {
      expect(reasons(hub(0.0005))).toEqual([]);
    });
  });

  it("warns of more senders, too, where messages bring most advances forward", () => {
    const shape = (count: number): SystemShape => ({
      classes: [{ count }],
      rates: [[6]],
      baseInterval: 100,
      clock: { error: { kind: "uniform", low: 0, high: 1 } },
    });
    // Simulated, the early share of 40 such VMs is 2 % below the mean field's.
    expect(reasons(shape(40))).toEqual([
      expect.stringContaining(
        "messages from 39 VMs in effect bring forward 60 % of the advances of class c0",
      ),
    ]);
    expect(reasons(shape(400))).toEqual([]);
  });

  describe("where clocks are early", () => {
    const alternate: SystemShape = {
      classes: [
        { count: 15, multiple: 2, duration: { kind: "uniform", low: 12, high: 18.5 } },
        { count: 35, multiple: 2, phase: 1 },
      ],
      rates: [
        [0.1, 0.1],
        [0.1, 0.1],
      ],
      baseInterval: 20,
      clock: { error: { kind: "uniform", low: -1, high: 1 } },
    };
    const warnings = (shape: SystemShape) =>
      domainWarnings(systemOf(shape)).filter(({ reason }) => reason.startsWith("VMs flush"));

    it("warns of peaks where lines are covered after the first flush for the next", () => {
      expect(warnings(alternate)).toEqual([
        {
          measures: ["stableLogPeak", "stableLogPeakBytes"],
          reason: expect.stringMatching(
            /^VMs flush for the next index from 19 s after a line's base boundary on, and lines are covered later than that, with probability 6\.2 % each$/,
          ),
        },
      ]);
    });

    it("warns of memory, too, where a flush empties it", () => {
      const [found] = warnings({ ...alternate, policies: { volatileLog: "drop" } });
      expect(found!.measures).toEqual([
        "stableLogPeak",
        "stableLogPeakBytes",
        "volatileLogPeak",
        "volatileLogPeakBytes",
        "hostMemoryPeak",
        "hostMemoryPeakBytes",
      ]);
    });

    it("does not where lines are covered before", () => {
      expect(warnings({ ...alternate, clock: { error: { kind: "uniform", low: -0.1, high: 0.1 } } })).toEqual(
        [],
      );
    });
  });

  describe("where a flush empties memory", () => {
    const found = (sd: number, volatileLog: "keep" | "drop") =>
      domainWarnings(
        systemOf({
          classes: [
            { multiple: 2, count: 500 },
            { multiple: 2, phase: 1, count: 500 },
          ],
          rates: [
            [0.001, 0.001],
            [0.001, 0.001],
          ],
          clock: { error: { kind: "normal", mean: 0, sd } },
          policies: { volatileLog },
        }),
      ).filter(({ reason }) => reason.includes("under volatileLog: drop"));

    it("warns of peaks where memory fills on while the first VMs flush", () => {
      expect(found(5, "drop")).toEqual([
        {
          measures: ["volatileLogPeak", "volatileLogPeakBytes", "hostMemoryPeak", "hostMemoryPeakBytes"],
          reason: expect.stringMatching(
            /memory fills on while the first VMs flush, by up to 9 % beyond the peaks/,
          ),
        },
      ]);
      expect(found(0.05, "drop")).toEqual([]);
      expect(found(5, "keep")).toEqual([]);
    });
  });

  it("counts clock errors among what makes lines late", () => {
    const found = reasons({
      ...base,
      classes: [{ count: 50, duration: constant(9.5) }],
      rates: [[0.001]],
      clock: { error: { kind: "uniform", low: 0, high: 0.502 } },
    });
    // Of 50 clocks, each is later than 0.5 s once in 251 times.
    expect(found).toContain(
      "recovery lines are covered a whole base interval of 10 s late, with probability 20 % each",
    );
  });

  it("names the latest line where lateness is rarer than shows", () => {
    const rarely = { classes: [{ count: 50 }, { multiple: 2000, duration: constant(11) }] };
    expect(reasons({ ...base, ...rarely })).toEqual([
      "recovery lines are covered a whole base interval of 10 s late, the latest of them 11 s after the base boundary",
    ]);
  });

  it("ends for peaks of storage where VMs flush for the next index before a line is covered, but for one VM in a thousand", () => {
    const lasting = (duration: number): SystemShape => ({
      classes: [{ count: 100 }, { count: 100, multiple: 2, duration: constant(duration) }],
      rates: [
        [1e-9, 1e-9],
        [1e-9, 1e-9],
      ],
      clock: { error: { kind: "normal", mean: 0, sd: 2 } },
    });
    // The first of a thousand VMs advances 6.2 s before a boundary, the first of a million 9.5 s.
    const first = "VMs flush for the next index from 53.8 s after a line's base boundary on";
    const found = (duration: number) =>
      reasons(lasting(duration)).filter((reason) => reason.startsWith(first));
    expect(found(44)).toEqual([]);
    expect(found(48)).toHaveLength(1);
  });

  it("says how late lines are where lateness is the rule", () => {
    expect(reasons({ ...base, classes: [{ count: 50, duration: constant(12) }], rates: [[1]] })).toContain(
      "recovery lines are covered a whole base interval of 10 s late, 12 s after the base boundary in the mean",
    );
  });

  it("takes the waste of a class for no share where it comes to half of its time", () => {
    const failing = (host: number) => systemOf({ ...base, failures: { host } });
    const byClass = waste(failing(1e-3)).byClass!;
    const most = Math.max(...byClass);
    expect(domainWarnings(failing((1e-3 * 0.49) / most))).toEqual([]);
    expect(domainWarnings(failing((1e-3 * 0.8) / most))).toEqual([
      {
        measures: ["waste"],
        reason: expect.stringMatching(/^the first-order waste of class c1 comes to 80 % of its time/),
      },
    ]);
  });

  it("warns where few VMs advance by their own clock, and set off all others", () => {
    const shape = (sd: number): SystemShape => ({
      classes: [{ count: 250 }],
      rates: [[20]],
      baseInterval: 10,
      clock: { error: { kind: "normal", mean: 0, sd } },
    });
    expect(reasons(shape(0.5))).toEqual([
      "early advances are worked out in the mean field, which lets fractions of a VM set them off, and of 250 VMs " +
        "0.00035 advance by their own clock at an index",
    ]);
    expect(reasons(shape(0.005))).toEqual([]);
  });

  describe("where hosts or clocks that stay tie things together that are worked out apart", () => {
    const shape = (clock: SystemShape["clock"], inTransit: "volatile" | "stable", multiple = 2) => ({
      ...base,
      classes: [{ count: 200 }, { count: 200, multiple }],
      rates: [
        [0.1, 0.1],
        [0.1, 0.1],
      ],
      baseInterval: 10,
      hosts: { count: 100 },
      policies: { inTransit },
      clock,
    });
    const marked = (one: SystemShape) => domainWarnings(systemOf(one)).flatMap(({ measures }) => measures);
    const error = { kind: "uniform", low: 0, high: 0.1 } as const;

    it("marks what is stored and what is under way when VMs of a host share a clock and crossings are stored", () => {
      const measures = ["stableLogPeak", "stableLogPeakBytes", "unrecoverablePerHostFailure"];
      expect(marked(shape({ error, scope: "host" }, "stable"))).toEqual(measures);
      expect(marked(shape({ error, scope: "host" }, "volatile"))).toEqual([]);
      expect(marked(shape({ error, scope: "vm" }, "stable"))).toEqual([]);
    });

    it("marks what failures lose where clocks stay far apart and some VMs flush", () => {
      const wide = { error: { kind: "uniform", low: 0, high: 2 }, redraw: "once" } as const;
      const near = { error, redraw: "once" } as const;
      expect(marked(shape(wide, "volatile"))).toContain("unrecoverablePerHostFailure");
      const other = (clock: SystemShape["clock"], inTransit: "volatile" | "stable", multiple = 2) =>
        reasons(shape(clock, inTransit, multiple)).filter((reason) => reason.includes("who is always late"));
      expect(other(wide, "volatile")).toHaveLength(1);
      expect(other(near, "volatile")).toEqual([]);
      expect(other(wide, "stable")).toEqual([]);
      expect(other(wide, "volatile", 1)).toEqual([]);
      expect(other({ ...wide, redraw: "each-index" }, "volatile")).toEqual([]);
      expect(other({ ...wide, scope: "host" }, "volatile")).toEqual([]);
    });
  });

  it("says that errors drawn once make one system scatter, and takes no figure out of the domain for it", () => {
    const clock = { error: { kind: "uniform", low: 0, high: 0.1 }, redraw: "once" } as const;
    expect(domainWarnings(systemOf({ ...base, clock }))).toEqual([
      { measures: [], reason: expect.stringMatching(/^clock errors drawn once stay with their VMs: /) },
    ]);
    // Whether or not a message brings anybody forward.
    const quiet = { ...base, rates: [[1e-12]], classes: [{ count: 3 }], clock };
    expect(reasons(quiet)).toEqual([expect.stringMatching(/^clock errors drawn once stay with their VMs: /)]);
  });
});
