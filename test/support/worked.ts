import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";

/** Waits until a process has worked so many seconds: what it has done by then does not depend on how busy the machine is. */
export async function worked({ pid }: ChildProcess, seconds: number): Promise<void> {
  while (processorTime(pid) < seconds) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Seconds of processor time that a process has taken with all its threads, from what Linux says of it. */
function processorTime(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  const ticksPerSecond = 100;
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
