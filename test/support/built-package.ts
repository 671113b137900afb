import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { type RolldownOptions, rolldown } from "rolldown";
import { afterAll } from "vitest";
import configuration from "../../rolldown.config.js";

/** Files of the package as it is published, built from the sources as they stand. */
export interface BuiltPackage {
  readonly binary: string;
  readonly workerFile: string;
  /** The entry without files and threads, and the one with them. */
  readonly library: { readonly pure: string; readonly node: string };
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
  const lib = (name: string) => resolve(folder, "lib", name);
  return {
    binary: join(folder, "bin/vmqsc.cjs"),
    workerFile: join(folder, "lib/replication.worker.js"),
    library: { pure: lib("index.js"), node: lib("node.js") },
  };
}
