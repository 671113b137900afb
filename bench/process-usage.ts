import { readFileSync } from "node:fs";

/** What this process has used so far: seconds of processor time, and the most memory it has held, in bytes. */
export interface ProcessUsage {
  readonly processor: number;
  readonly memory: number;
}

/** Processor time over all threads, so that what the compiler and the garbage collector do aside counts too. */
export function processUsage(): ProcessUsage {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return { processor: (userCPUTime + systemCPUTime) / 1e6, memory: highWater() ?? 1024 * maxRSS };
}

// A process inherits `maxRSS` from the one that started it; the kernel's own mark is its own.
function highWater(): number | undefined {
  try {
    const kibibytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
    return kibibytes === undefined ? undefined : 1024 * Number(kibibytes);
  } catch {
    return undefined;
  }
}
