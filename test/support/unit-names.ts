import { type Dimension, dataByName, timeByName } from "../../src/scenario/quantities/unit-table.js";

/** Every spelling that a dimension knows; rates are spelt by example. */
export function unitNames(dimension: Dimension): readonly string[] {
  switch (dimension) {
    case "time":
      return [...timeByName.keys()];
    case "data":
      return [...dataByName.keys()];
    case "rate":
      return [...timeByName.keys()].map((name) => `/${name}`);
    case "dataRate":
      return [...dataByName.keys()].map((name) => `${name}/s`);
    case "number":
      return [];
  }
}
