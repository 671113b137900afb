import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeWholeFile } from "../../src/cli/write-whole-file.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vmqsc-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("writeWholeFile", () => {
  it("writes the text and leaves nothing else behind", () => {
    writeWholeFile(join(folder, "a.yaml"), "text\n", false);
    expect(readFileSync(join(folder, "a.yaml"), "utf8")).toBe("text\n");
    expect(readdirSync(folder)).toEqual(["a.yaml"]);
  });

  it("refuses to overwrite unless told to", () => {
    const path = join(folder, "a.yaml");
    writeFileSync(path, "old");
    expect(() => writeWholeFile(path, "new", false)).toThrow(
      `${path} is there already; say --force to overwrite it`,
    );
    expect(readFileSync(path, "utf8")).toBe("old");
    writeWholeFile(path, "new", true);
    expect(readFileSync(path, "utf8")).toBe("new");
    expect(readdirSync(folder)).toEqual(["a.yaml"]);
  });

  it("says what is wrong with the place", () => {
    mkdirSync(join(folder, "there"));
    expect(() => writeWholeFile(join(folder, "no", "a.yaml"), "", false)).toThrow(
      "its folder does not exist",
    );
    expect(() => writeWholeFile(join(folder, "there"), "", true)).toThrow(
      "is a folder, a file name is wanted",
    );
    expect(readdirSync(folder)).toEqual(["there"]);
  });
});
