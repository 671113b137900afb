import { deepFreeze } from "../model/deep-freeze.js";
import { scenarioShape } from "./scenario-shape.js";
import type { JsonSchema } from "./shape.js";

/**
 * The JSON Schema (draft 7, which editors know best) of a scenario file, for YAML and JSON alike.
 *
 * Made from the shapes that `prepare` reads with. It says all that a schema can say; what ties keys together
 * (a phase below its multiple, rates between classes that exist, every VM placed once) is left to `prepare`.
 */
export const jsonSchema: JsonSchema = deepFreeze({
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "vmqsc scenario",
  ...scenarioShape.jsonSchema,
});
