import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const room = new URL("../../src/scenario/", import.meta.url);

/** Everything that importing a file of the room loads, packages included. */
function loadedBy(file: string, loaded = new Set<string>()): ReadonlySet<string> {
  if (loaded.has(file)) return loaded;
  loaded.add(file);
  if (!file.startsWith("./")) return loaded;
  const text = readFileSync(new URL(file.replace(/\.js$/, ".ts"), room), "utf8");
  for (const [, names, from] of text.matchAll(/^(?:import|export) ([^;]*?)from "([^"]+)";/gm)) {
    if (!names!.startsWith("type ")) loadedBy(from!, loaded);
  }
  return loaded;
}

function packagesLoadedBy(file: string): readonly string[] {
  return [...loadedBy(file)].filter((name) => !name.startsWith("./"));
}

describe("start-up", () => {
  it.each(["prepare", "presets", "quantity", "format-quantity", "json-schema", "starter"])(
    "%s loads nothing but files of its own room",
    (name) => {
      expect(packagesLoadedBy(`./${name}.js`)).toEqual([]);
    },
  );

  it("only what reads files loads the YAML parser", () => {
    expect(new Set(packagesLoadedBy("./load-scenario.js"))).toEqual(new Set(["node:fs", "yaml"]));
  });
});
