import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Files under version control, and those that are about to be. */
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((path) => path !== "" && existsSync(join(root, path)));

const code = files.filter((path) =>
  /^(src|page|test|bench|scripts|examples)\/.*\.(ts|js|mjs|cjs)$/.test(path),
);
const text = files.filter((path) => !/^package-lock\.json$|\.(png|gz|ttf|woff2?)$/.test(path));

function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

describe("every code file", () => {
  it("is found", () => {
    expect(code.length).toBeGreaterThan(20);
  });

  it("is named after what it exports, in kebab case", () => {
    const names = code.filter(
      (path) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|d|config|worker))?\.(ts|js|mjs|cjs)$/.test(basename(path)),
    );
    expect(names).toEqual([]);
  });

  it("is not a drawer for odds and ends", () => {
    const drawers = code.filter((path) => /^(utils?|helpers?|types?|common|misc)\.\w+$/.test(basename(path)));
    expect(drawers).toEqual([]);
  });

  it("has no default export of its own", () => {
    const defaults = code.filter(
      (path) =>
        !/\.d\.ts$|\.config\.\w+$/.test(path) &&
        /^export default\b|^export \{[^}]*\bas default\b/m.test(read(path)),
    );
    expect(defaults).toEqual([]);
  });
});

describe("no file", () => {
  // Spelled in pieces, so that this file does not find itself.
  const machinePath = new RegExp(`(?<![\\w.])/(${["home", "work", "root", "Users"].join("|")})/[\\w.]`);

  it("names a path of the machine it was written on", () => {
    expect(text.filter((path) => machinePath.test(read(path)))).toEqual([]);
  });

  it("names one unseen: the pattern finds what it looks for", () => {
    expect(["/home", "me/x"].join("/")).toMatch(machinePath);
    expect("see ../shared/traces and https://example.org/home/x").not.toMatch(machinePath);
  });
});
