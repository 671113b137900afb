import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // No test may fail because the machine is slow.
    testTimeout: 0,
    hookTimeout: 0,
  },
});
