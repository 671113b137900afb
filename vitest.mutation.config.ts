import { defineConfig } from "vitest/config";

/** The tests that mutants of the closed forms and of the protocol's rules must not survive; the statistical ones take too long. */
export default defineConfig({
  test: {
    include: [
      "test/analytic/**/*.test.ts",
      "test/montecarlo/{vm-qsc,judge,identities,worked-examples,lockstep,timers,replay,failure-audit}.test.ts",
      "test/montecarlo/{invariants,delivery-queue,message-paths,job/audited-progress}.test.ts",
      "test/montecarlo/{event-stream,restored-vm,stored-rules,schemes/message-sequence,schemes/vm-qsc-scheme}.test.ts",
    ],
    testTimeout: 0,
    pool: "threads",
  },
});
