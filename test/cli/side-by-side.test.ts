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
  const plain = await vmqsc("plan", "paper", "cloud", "--json");
  expect(plain.stdout).toBe(stdout);
  const text = (await vmqsc("plan", "paper", "--against", "paper")).stdout;
  expect(text).toMatch(/messages +18 msg\/s +18 msg\/s +=/);
});

it("a scenario that does not fit its storage stands beside one that does, with the reason", async () => {
  const beside = ["plan", "cloud", "paper", "--set", "baseInterval=30s"];
  const { exitCode, stdout, stderr } = await vmqsc(...beside);
  expect([exitCode, stderr]).toEqual([
    0,
    expect.stringMatching(/^vmqsc: cloud: storage\S* .*no steady state: /),
  ]);
  expect(stdout).toMatch(/^line lag +– /m);
  expect(stdout).toMatch(/^messages +16,900 msg\/s +18 msg\/s +−99\.9 %$/m);
});

it.each(["--strict", "--simulate", "--plot=x.svg"])("%s is for one scenario alone", async (option) => {
  const { exitCode, stderr } = await vmqsc("plan", "paper", "cloud", option);
  expect([exitCode, stderr]).toEqual([
    1,
    expect.stringContaining(`${option.split("=")[0]} goes with one scenario, not with several side by side`),
  ]);
});
