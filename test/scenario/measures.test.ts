import { describe, expect, it } from "vitest";
import { type Measure, measures, restingOn } from "../../src/scenario/model/measures.js";

const catalogue: readonly Measure[] = measures;
const keys = catalogue.map(({ key }) => key);

describe("the catalogue of measures", () => {
  it("marks as peaks those that are taken at one index", () => {
    expect(catalogue.filter(({ peak }) => peak).map(({ key }) => key)).toEqual(
      keys.filter((key) => /Burst$|BurstBytes|burst|Peak/.test(key)),
    );
  });

  it("counts events in units of events, and has shares without a unit", () => {
    for (const { countsEvents, share, unit } of catalogue) {
      if (countsEvents) expect(["1", "1/s", "messages", "messages/s"]).toContain(unit);
      if (share) expect(unit).toBe("1");
    }
  });

  it("names measures of its own where a closed form is made of others", () => {
    for (const { restsOn = [] } of catalogue) for (const ground of restsOn) expect(keys).toContain(ground);
  });

  it("says what is in doubt with a measure, also through others", () => {
    expect(restingOn("vmRecoveryTime")).toEqual([
      "vmRecoveryTime",
      "vmReplayedMessages",
      "waste",
      "runTime",
      "efficiency",
    ]);
    expect(restingOn("stableLogMean")).toEqual(["stableLogMean", "stableLogMeanBytes"]);
    // Clocks move all but what counts whole indices: ratios, rates and bursts.
    expect(restingOn("earlyCheckpointRatio")).not.toContain("stableLogRatio");
    expect(restingOn("earlyCheckpointRatio")).toEqual(
      expect.arrayContaining(["lineLag", "stableLogPeakBytes", "senderCopiesMean", "waste"]),
    );
  });
});
