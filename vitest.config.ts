import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const replacingModules = "test/replaced-modules/*.test.ts";

/** The one file that takes minutes comes first: begun last, it would run alone while other cores have nothing to do. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLongest = ({ moduleId }: TestSpecification) => moduleId.endsWith("/statistical/regimes.test.ts");
    const sorted = await super.sort(files);
    return [...sorted.filter(isLongest), ...sorted.filter((file) => !isLongest(file))];
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    // All cores: by default one is left free, which on a machine of two is every other one.
    maxWorkers: "100%",
    // No test may fail because the machine is slow.
    testTimeout: 0,
    hookTimeout: 0,
    // Test files share the modules of their worker, since to load them anew for each takes a quarter of all the time. Those
    // that put another module in the place of one keep their modules to themselves.
    projects: [
      {
        extends: true,
        test: { name: "shared", include: ["test/**/*.test.ts"], exclude: [replacingModules], isolate: false },
      },
      { extends: true, test: { name: "mocked", include: [replacingModules] } },
    ],
  },
});
