import { expect, it } from "vitest";
import { vmqsc } from "../support/run-vmqsc.js";

it("plan --against puts scenarios side by side, with what each has more than the first", async () => {
  const { exitCode, stdout } = await vmqsc("plan", "paper", "--against", "cloud", "--json");
  expect(exitCode).toBe(0);
  const { scenarios, measures } = JSON.parse(stdout);
  expect(scenarios).toEqual(["paper", "cloud"]);
  const { values, differences } = measures.messageRate;
  expect(values).toEqual([18, 16900]);
  expect(differences).toEqual([0, 16882]);
  const text = (await vmqsc("plan", "paper", "--against", "paper")).stdout;
  expect(text).toMatch(/messages +18 msg\/s +18 msg\/s +=/);
});
