import { describe, expect, it } from "vitest";
import { audit } from "../../src/montecarlo/audit/audit.js";
import { validate } from "../../src/validation/validation.js";
import { disagrees } from "../support/agreement.js";
import { randomSystem } from "../support/random-system.js";

/**
 * How many random systems to go through, and from which on; minutes for each hundred, so only where asked for:
 * `REFEREE=500 npx vitest run test/statistical/referee-of-validate.test.ts`.
 */
const [count = 0, first = 0] = (process.env.REFEREE ?? "0").split("@").map(Number);

describe.skipIf(count === 0)("over random systems", () => {
  it(
    "validate disagrees nowhere without a warning, and agrees nowhere where the audit differs",
    () => {
      const wrong: string[] = [];
      const verdicts = { agree: 0, disagree: 0, inconclusive: 0, "outside-domain": 0 };
      const audits = { agree: 0, differ: 0 };
      for (let number = first; number < first + count; number++) {
        const system = randomSystem(`validate ${number}`, { vms: 60, perInterval: 200 });
        const report = validate(system, { messages: 1_500_000, seed: `validate ${number}` });
        for (const { measure, verdict, closedForm, mean, low, high } of report.rows) {
          verdicts[verdict]++;
          if (verdict !== "disagree") continue;
          wrong.push(`${number} ${measure}: ${closedForm}, simulated ${mean}, ${low} to ${high}`);
        }
        const row = report.rows.find(({ measure }) => measure === "unrecoverablePerHostFailure");
        if (row?.verdict !== "agree") continue;
        const { lostPerHostFailure } = audit(system, { messages: 60_000, failures: 200 });
        const { mean, standardError } = lostPerHostFailure;
        const differs = standardError > 0 && disagrees(lostPerHostFailure, row.closedForm);
        audits[differs ? "differ" : "agree"]++;
        if (differs) wrong.push(`${number} audit: ${row.closedForm}, lost ${mean} ± ${standardError}`);
      }
      process.stdout.write(`${JSON.stringify({ systems: count, verdicts, audits, wrong })}\n`);
      expect(wrong).toEqual([]);
    },
    24 * 3_600_000,
  );
});
