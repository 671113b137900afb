import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";

/**
 * Cores that this process may keep busy: those of the machine that it may run on, and no more than the quota of
 * its control group allows (containers, batch systems).
 *
 * @param root the root of the file system, for tests
 */
export function availableCores(root = "/"): number {
  return Math.min(availableParallelism(), Math.max(1, Math.ceil(coreQuota(root))));
}

/** Cores' worth of time that the control groups of this process leave it; `Infinity` where none has a limit. */
export function coreQuota(root: string): number {
  const controlGroups = join(root, "sys/fs/cgroup");
  // `0::/path` in version 2; `4:cpu,cpuacct:/path` in version 1.
  const groups = textOf(join(root, "proc/self/cgroup")).split("\n");
  const unified = groups.find((line) => line.startsWith("0::"))?.slice(3);
  const cpu = groups
    .map((line) => line.split(":"))
    .find(([, names]) => names?.split(",").includes("cpu"))?.[2];
  return Math.min(
    ...[...upwards(unified)].map((path) => {
      // Microseconds of time that a group has, and in how many.
      const [quota, period] = textOf(join(controlGroups, path, "cpu.max")).split(" ");
      return coresOf(quota, period);
    }),
    ...[...upwards(cpu)].map((path) => {
      const folder = join(controlGroups, "cpu", path);
      return coresOf(textOf(join(folder, "cpu.cfs_quota_us")), textOf(join(folder, "cpu.cfs_period_us")));
    }),
  );
}

/** A group and those that hold it, whose limits bind it too. */
function* upwards(path = "/"): Generator<string> {
  for (let at = path; ; at = dirname(at)) {
    yield at;
    if (dirname(at) === at) return;
  }
}

/** `max` and `-1` stand for no limit. */
function coresOf(quota: string, period = "100000"): number {
  const cores = Number(quota) / Number(period);
  return quota !== "" && cores > 0 ? cores : Number.POSITIVE_INFINITY;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return "";
  }
}
