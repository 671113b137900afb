import { readFileSync } from "node:fs";
import { parseScenario } from "../../src/scenario/reading/parse-scenario.js";

/** Where {@link cloudWithoutStorage} stands, for commands. */
export const cloudWithoutStorageFile = "test/support/cloud-without-storage.yaml";

/** A cloud whose storage is taken as infinite: its answers are smooth and quick to have. */
export const cloudWithoutStorage = parseScenario(
  readFileSync(cloudWithoutStorageFile, "utf8"),
  cloudWithoutStorageFile,
);
