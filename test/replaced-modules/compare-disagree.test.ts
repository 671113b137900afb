import { expect, it, vi } from "vitest";
import type { schemeFigures } from "../../src/analytic/schemes/scheme-figures.js";
import { vmqsc } from "../support/run-vmqsc.js";

// A closed form that is wrong: twice the share of messages that VM_QSC writes to its stable log.
vi.mock("../../src/analytic/schemes/scheme-figures.js", async (original) => {
  const module = await original<{ schemeFigures: typeof schemeFigures }>();
  return {
    ...module,
    schemeFigures: (...args: Parameters<typeof schemeFigures>) => {
      const figures = module.schemeFigures(...args);
      const { stableLogRatio } = figures;
      return stableLogRatio === undefined ? figures : { ...figures, stableLogRatio: 2 * stableLogRatio };
    },
  };
});

it("compare exits with 2 where a closed form and its estimate disagree, and says how many", async () => {
  const { exitCode, stdout } = await vmqsc("compare", "paper", "--schemes", "bcs", "--replications", "20");
  expect(stdout).toMatch(/\b1 disagree/);
  expect(exitCode).toBe(2);
});
