import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Rooms of `src`, and the rooms that each may import from besides itself (`docs/design.md`). */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  scenario: [],
  analytic: ["scenario"],
  montecarlo: ["scenario"],
  traces: ["scenario"],
  planning: ["scenario", "analytic"],
  pictures: ["scenario", "analytic", "montecarlo", "traces", "planning", "validation"],
  validation: ["scenario", "analytic", "montecarlo", "traces"],
  index: ["scenario", "analytic", "montecarlo", "traces", "planning", "validation"],
  node: ["scenario", "montecarlo", "traces", "index"],
  cli: ["scenario", "analytic", "montecarlo", "traces", "planning", "pictures", "validation", "index"],
};

/** Rooms whose files any room may import: facts about the package itself. */
const common = ["version"];

const sources = filesUnder(join(root, "src")).filter((path) => path.endsWith(".ts"));

function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** `src/analytic/flows.ts` is in the room `analytic`, `src/index.ts` in `index`. */
function roomOf(path: string): string {
  return relative(join(root, "src"), path)
    .split("/")[0]
    .replace(/\.d\.ts$|\.[jt]s$/, "");
}

/** What a module's text imports or exports from, statically or on demand, in comments not. */
function specifiers(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  const pattern = /(?:\bfrom|\bimport|\bimport\s*\(|\brequire\s*\(|\bnew URL\s*\()\s*["']([^"']+)["']/g;
  return [...code.matchAll(pattern)].map((match) => match[1]);
}

/** Every import of `path` that leaves its room, as `room -> room`. */
function roomsCrossed(path: string, text: string): string[] {
  const from = roomOf(path);
  return specifiers(text)
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => roomOf(join(dirname(path), specifier)))
    .filter((to) => to !== from && !common.includes(to))
    .map((to) => `${from} -> ${to}`);
}

function forbidden(path: string, text: string): string[] {
  const allowed = mayImport[roomOf(path)];
  return roomsCrossed(path, text).filter((crossing) => !allowed?.includes(crossing.split(" -> ")[1]));
}

describe("the import table", () => {
  it("is the picture of docs/design.md: a room sees floors below its own alone", () => {
    const [picture = ""] = /^┌[\s\S]*?┘$/m.exec(readFileSync(join(root, "docs/design.md"), "utf8")) ?? [];
    const rooms = Object.keys(mayImport);
    const floors = picture
      .split(/^├.*$/m)
      .map((floor) =>
        [...floor.matchAll(/│ (\w+)/g)].map(([, word]) => word).filter((word) => rooms.includes(word)),
      );
    expect(floors.flat().sort()).toEqual([...rooms].sort());
    const floorOf = (room: string) => floors.findIndex((floor) => floor.includes(room));
    const upward = Object.entries(mayImport).flatMap(([room, others]) =>
      others.filter((other) => floorOf(other) <= floorOf(room)).map((other) => `${room} -> ${other}`),
    );
    expect(upward).toEqual([]);
  });

  it("is kept by every source file", () => {
    const broken = sources.flatMap((path) =>
      forbidden(path, readFileSync(path, "utf8")).map((crossing) => `${relative(root, path)}: ${crossing}`),
    );
    expect(broken).toEqual([]);
  });

  it("has a row for every room", () => {
    const rooms = new Set(sources.map(roomOf));
    expect([...rooms].filter((room) => !(room in mayImport) && !common.includes(room))).toEqual([]);
  });

  it("sees the imports of the rooms that stand", () => {
    const crossings = sources.flatMap((path) => roomsCrossed(path, readFileSync(path, "utf8")));
    expect(crossings).toContain("analytic -> scenario");
    expect(crossings).toContain("montecarlo -> scenario");
    expect(crossings).toContain("traces -> scenario");
  });

  it.each([
    ["analytic", 'import { run } from "../montecarlo/run.js";', "analytic -> montecarlo"],
    ["montecarlo", 'import type { Figure } from "../analytic/figure.js";', "montecarlo -> analytic"],
    ["montecarlo", 'export * from "../analytic/figure.js";', "montecarlo -> analytic"],
    ["traces", 'const { analyze } = await import("../analytic/analyze.js");', "traces -> analytic"],
    ["scenario", 'import "../cli/main.js";', "scenario -> cli"],
    ["validation", 'import {\n  makeProgram,\n} from "../cli/program.js";', "validation -> cli"],
    ["scenario", 'import { simulate } from "../index.js";', "scenario -> index"],
  ])("would catch, in %s: %s", (room, text, crossing) => {
    expect(forbidden(join(root, "src", room, "probe.ts"), text)).toEqual([crossing]);
  });

  it.each([
    ["analytic", 'import type { System } from "../scenario/system.js";'],
    ["analytic", '// import { run } from "../montecarlo/run.js";'],
    ["cli", 'import { simulate } from "../index.js";'],
  ])("lets pass, in %s: %s", (room, text) => {
    expect(forbidden(join(root, "src", room, "probe.ts"), text)).toEqual([]);
  });
});

describe("what a page in a browser would need", () => {
  /** All that a file imports, and what that imports, by path; packages and parts of Node by name. */
  function reached(path: string, found = new Set<string>()): Set<string> {
    if (found.has(path)) return found;
    found.add(path);
    // Types are gone before anything is loaded.
    const code = readFileSync(path, "utf8").replace(/import type [^;]+;/g, "");
    for (const specifier of specifiers(code)) {
      if (!specifier.startsWith(".")) found.add(specifier);
      else {
        const source = join(dirname(path), specifier.replace(/\.js$/, ".ts"));
        if (existsSync(source)) reached(source, found);
      }
    }
    return found;
  }

  it.each([
    "index.ts",
    "montecarlo/parallel/run-on-workers.ts",
    "montecarlo/parallel/worker-answer.ts",
    "../page/main.ts",
    "../page/worker/planner-worker.ts",
  ])("stands without Node: %s", (file) => {
    const all = [...reached(join(root, "src", file))];
    expect(all.length).toBeGreaterThan(10);
    expect(all.filter((name) => name.startsWith("node:") || name === "piscina")).toEqual([]);
  });
});

describe("files of planning and the command line", () => {
  it("do not import one another in a circle, not even types", () => {
    const files = sources.filter((path) => ["planning", "cli"].includes(roomOf(path)));
    const importsOf = new Map(
      files.map((path) => [
        path,
        // What is loaded on demand is named by a command that the file itself does not know.
        specifiers(readFileSync(path, "utf8"))
          .filter((specifier) => specifier.startsWith("."))
          .map((specifier) => join(dirname(path), specifier.replace(/\.js$/, ".ts"))),
      ]),
    );
    const finished = new Set<string>();
    const circles: string[] = [];
    const walk = (path: string, above: readonly string[]): void => {
      if (above.includes(path)) {
        circles.push(
          [...above.slice(above.indexOf(path)), path].map((one) => relative(root, one)).join(" -> "),
        );
        return;
      }
      if (finished.has(path)) return;
      for (const next of importsOf.get(path) ?? []) walk(next, [...above, path]);
      finished.add(path);
    };
    for (const path of files) walk(path, []);
    expect(circles).toEqual([]);
  });
});

describe("the planning room", () => {
  it("names no option of the command line", () => {
    const naming = sources
      .filter((path) => roomOf(path) === "planning")
      .filter((path) => /["'`(\s]--[a-z]/.test(readFileSync(path, "utf8")));
    expect(naming.map((path) => relative(root, path))).toEqual([]);
  });
});

describe("relative imports", () => {
  it("end in .js or .json, or .html for a page that is read", () => {
    const loose = sources.flatMap((path) =>
      specifiers(readFileSync(path, "utf8"))
        .filter((specifier) => specifier.startsWith(".") && !/\.(js|cjs|json|html)$/.test(specifier))
        .map((specifier) => `${relative(root, path)}: ${specifier}`),
    );
    expect(loose).toEqual([]);
  });
});
