import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const room = new URL("../../src/scenario/", import.meta.url);

/** Everything that importing a file of the room loads: files of the room by address, packages by name. */
function loadedBy(file: string, loaded = new Set<string>()): ReadonlySet<string> {
  if (loaded.has(file)) return loaded;
  loaded.add(file);
  if (!file.startsWith(room.href)) return loaded;
  const text = readFileSync(new URL(file.replace(/\.js$/, ".ts")), "utf8");
  for (const [, names, from] of text.matchAll(/^(?:import|export) ([^;]*?)from "([^"]+)";/gm)) {
    if (names.startsWith("type ")) continue;
    loadedBy(from.startsWith(".") ? new URL(from, file).href : from, loaded);
  }
  return loaded;
}

function packagesLoadedBy(file: string): readonly string[] {
  return [...loadedBy(new URL(file, room).href)].filter((name) => !name.startsWith(room.href));
}

describe("start-up", () => {
  it.each([
    "checks/prepare",
    "checks/set-path",
    "model/presets",
    "quantities/quantity",
    "quantities/format-quantity",
    "checks/scenario-shape",
    "reading/starter",
  ])("%s loads nothing but files of its own room", (name) => {
    expect(packagesLoadedBy(`${name}.js`)).toEqual([]);
  });

  it("only what reads files loads the YAML parser", () => {
    expect(new Set(packagesLoadedBy("reading/load-scenario.js"))).toEqual(new Set(["node:fs", "yaml"]));
  });
});
