import { describe, expect, it } from "vitest";
import { vmqsc } from "../support/run-vmqsc.js";

const bursts = ["paper", "--set", "traffic.pattern={ onOff: { on: 60 s, off: 60 s } }"];
const work = ["--seed", "bursts", "--messages", "200000", "--confidence", "0.95"];

describe("vmqsc plan --simulate", () => {
  it("puts what simulate finds beside the closed forms that need not hold, with quantiles of peaks", async () => {
    const { exitCode, stdout } = await vmqsc("plan", ...bursts, "--simulate", ...work, "--json");
    expect(exitCode).toBe(0);
    const { measures, simulation } = JSON.parse(stdout);
    const own = JSON.parse((await vmqsc("simulate", ...bursts, ...work, "--json")).stdout);
    expect(simulation).toMatchObject({ seed: "bursts", messages: own.messages });
    for (const key of ["flushBurst", "stableLogPeak", "volatileLogPeak", "hostMemoryPeak"]) {
      const { p999, ...simulated } = measures[key].simulated;
      const { unit: _, ...estimate } = own.measures[key];
      expect(simulated).toEqual(estimate);
      if (key !== "hostMemoryPeak") expect(p999.low).toBeGreaterThan(p999.closedForm);
    }
    expect(measures.stableLogRatio.simulated).toBeUndefined();
  });

  it("shows them in text and CSV", async () => {
    const { stdout } = await vmqsc("plan", ...bursts, "--simulate", ...work);
    expect(stdout).toMatch(/\nSimulated where a closed form need not hold {2}[\d,]+ messages in /);
    expect(stdout).toMatch(/\n {2}in 99\.9 % of cases at most +1,559 msg +[\d,]+ msg +[\d,]+ msg … ∞\n/);
    expect(stdout).toMatch(
      /\n {2}share of cases with at most 1,559 msg +0\.999069 +0\.\d+ +0\.\d+ … 0\.\d+\n/,
    );
    const csv = (await vmqsc("plan", ...bursts, "--simulate", ...work, "--csv")).stdout.split("\r\n");
    expect(csv[0]).toBe("measure,unit,of,name,value,atIndex,bound,outsideDomain,simulated,low,high");
    expect(csv.find((line) => line.startsWith("volatileLogPeak,messages,system"))).toMatch(
      /,1440,2,,,1\d{3}(\.\d+)?,\d+(\.\d+)?,\d+(\.\d+)?$/,
    );
    expect(csv.find((line) => line.startsWith("volatileLogPeak,messages,p999"))).toMatch(
      /,1559,2,,,2\d{3},2\d{3},/,
    );
  });

  it("says where there is nothing to simulate, and refuses options that have no use", async () => {
    const sound = await vmqsc("plan", "paper", "--simulate");
    expect(sound.stderr).toBe("vmqsc: every closed form is within its domain, so nothing was simulated\n");
    expect(sound.stdout).toBe((await vmqsc("plan", "paper")).stdout);
    const alone = await vmqsc("plan", "paper", "--max-time", "3");
    expect(alone).toMatchObject({ exitCode: 1, stderr: "vmqsc: --max-time goes with --simulate\n" });
    const beside = await vmqsc("plan", "paper", "--simulate", "--against", "cloud");
    expect(beside.stderr).toBe("vmqsc: --simulate goes with one scenario, not with several side by side\n");
    const twice = await vmqsc("plan", "paper", "--simulate", "--messages", "1000", "--replications", "3");
    expect(twice.stderr).toMatch(
      /^vmqsc: option '--replications <count>' cannot be used with option '--messages <count>'$/m,
    );
  });
});
