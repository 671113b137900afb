// Runs every command that the documents show and writes what it prints into them.
// Read the difference before committing it: each change is one that users will see.
import { spawnSync } from "node:child_process";

const { status } = spawnSync(
  "npx",
  [
    "vitest",
    "run",
    // One after the other: two of them write docs/scenario.md.
    "--no-file-parallelism",
    "test/docs/documents.test.ts",
    "test/docs/gallery.test.ts",
    "test/docs/notation.test.ts",
    "test/docs/scenario-reference.test.ts",
    "test/scenario/by-measure.test.ts",
  ],
  {
    stdio: "inherit",
    env: { ...process.env, UPDATE_DOCS: "1" },
  },
);
process.exitCode = status ?? 1;
