import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { availableCores, coreQuota } from "../../src/montecarlo/parallel/available-cores.js";

const folder = mkdtempSync(join(tmpdir(), "vmqsc-cores-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A file system that holds these files and no others. */
function rootWith(name: string, files: Readonly<Record<string, string>>): string {
  const root = join(folder, name);
  mkdirSync(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

describe("the quota of the control group", () => {
  it.each<[string, Readonly<Record<string, string>>, number]>([
    ["no control groups", {}, Number.POSITIVE_INFINITY],
    [
      "version 2, no limit",
      { "proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "max 100000\n" },
      Number.POSITIVE_INFINITY,
    ],
    [
      "version 2, in a container",
      { "proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "150000 100000\n" },
      1.5,
    ],
    [
      "version 2, a slice above has less",
      {
        "proc/self/cgroup": "0::/batch/job7\n",
        "sys/fs/cgroup/batch/job7/cpu.max": "800000 100000\n",
        "sys/fs/cgroup/batch/cpu.max": "400000 200000\n",
      },
      2,
    ],
    [
      "version 1",
      {
        "proc/self/cgroup": "5:memory:/job\n4:cpu,cpuacct:/job\n",
        "sys/fs/cgroup/cpu/job/cpu.cfs_quota_us": "300000\n",
        "sys/fs/cgroup/cpu/job/cpu.cfs_period_us": "100000\n",
      },
      3,
    ],
    [
      "version 1, no limit",
      {
        "proc/self/cgroup": "4:cpu,cpuacct:/\n",
        "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
        "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
      },
      Number.POSITIVE_INFINITY,
    ],
  ])("%s", (name, files, cores) => {
    expect(coreQuota(rootWith(name, files))).toBe(cores);
  });

  it("bounds the cores, and leaves one at least", () => {
    const small = { "proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "1000 100000\n" };
    expect(availableCores(rootWith("a hundredth", small))).toBe(1);
    expect(availableCores(rootWith("anything", {}))).toBe(availableParallelism());
  });
});
