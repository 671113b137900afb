import { prepare } from "../src/scenario/checks/prepare.js";
import { Job } from "../src/validation/job-report.js";
import type { Benchmark, Sample } from "./benchmark.js";
import { spread } from "./repetitions.js";

const rounds = 5;
const failures = 1_000_000;

const scenario = {
  name: "workers",
  baseInterval: "10 min",
  classes: { worker: { count: 40, image: "4 GiB", duration: "60 s", pause: "5 s" } },
  traffic: { rates: { worker: { worker: "10/s" } } },
  hosts: { count: 10 },
  failures: { host: { mtbf: "20 h" }, vm: { mtbf: "80 h" } },
  recovery: { restart: "60 s" },
} as const;

/** Failures that happen: a million of them, in jobs of 100 h on forty VMs. */
export const jobs: Benchmark = {
  about: `a million failures that happen, in jobs of 100 h on 40 VMs, on one thread, ${rounds} rounds, each in a process of its own`,
  run({ measureApart }) {
    const samples = Array.from({ length: rounds }, () => measureApart(""));
    return [
      {
        what: "a million failures that happen",
        ...spread(samples.map(({ seconds }) => seconds)),
        unit: "s",
        goal: { atMost: 10 },
      },
    ];
  },
  measure(): Sample {
    // Each job sees about 110 failures.
    const run = new Job(prepare(scenario), { work: 360_000, jobs: failures / 100 });
    while (!run.done) run.step();
    const report = run.report();
    const seen = report.jobs * (report.failures.host + report.failures.vm);
    return { seconds: (run.seconds * failures) / seen };
  },
};
