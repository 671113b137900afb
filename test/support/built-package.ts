import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type RolldownOptions, rolldown } from "rolldown";
import { afterAll } from "vitest";
import configuration from "../../rolldown.config.js";

/** Files of the package as it is published, built from the sources as they stand. */
export interface BuiltPackage {
  readonly binary: string;
  readonly workerFile: string;
}

/**
 * Builds the package aside, or a part of it, for the tests of one file: worker threads cannot load the sources. It
 * lies under `node_modules`, from where dependencies are found.
 */
export async function builtPackage(...parts: readonly ("bin" | "lib")[]): Promise<BuiltPackage> {
  mkdirSync("node_modules/.cache", { recursive: true });
  const folder = mkdtempSync(join("node_modules/.cache", "vmqsc-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  for (const { output, ...input } of configuration as RolldownOptions[]) {
    if (output === undefined || Array.isArray(output)) throw new Error("one output for each input is wanted");
    const part = parts.find((each) => output.dir === `dist/${each}`);
    if (part === undefined) continue;
    const bundle = await rolldown(input);
    await bundle.write({ ...output, dir: join(folder, part) });
    await bundle.close();
  }
  return { binary: join(folder, "bin/vmqsc.cjs"), workerFile: join(folder, "lib/replication.worker.js") };
}
