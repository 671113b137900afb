import { availableParallelism, cpus } from "node:os";

/** The machine that all figures of a run come from. */
export const machine = [
  cpus()[0]?.model.trim() || "unknown processor",
  `${availableParallelism()} cores`,
  `Node ${process.versions.node}`,
].join(", ");
