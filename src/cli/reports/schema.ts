import { jsonSchema } from "../../scenario/checks/json-schema.js";
import { json } from "../render/json.js";
import type { Terminal } from "../terminal.js";

/** Prints the JSON Schema of a scenario. */
export function printSchema(terminal: Terminal): void {
  terminal.print(json(jsonSchema));
}
