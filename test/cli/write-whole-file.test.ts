import { execFileSync } from "node:child_process";
import {
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeWholeFile, writtenText } from "../../src/cli/write-whole-file.js";

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

  it("keeps the mode of what it overwrites, and a link a link", () => {
    const [file, link] = [join(folder, "a.yaml"), join(folder, "link.yaml")];
    writeFileSync(file, "old", { mode: 0o600 });
    symlinkSync(file, link);
    writeWholeFile(link, "new", true);
    expect(readFileSync(file, "utf8")).toBe("new");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readdirSync(folder)).toEqual(["a.yaml", "link.yaml"]);
  });

  it.each([false, true])("writes to what is no file of its own, overwriting or not: %s", (overwrite) => {
    writeWholeFile("/dev/null", "gone", overwrite);
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      writeWholeFile(pipe, "text", overwrite);
      expect(readSync(reader, Buffer.alloc(10))).toBe(4);
    } finally {
      closeSync(reader);
    }
    expect(statSync(pipe).isFIFO()).toBe(true);
  });

  it.each([
    ["my.yaml", "my.yaml"],
    ["my file.yaml", "'my file.yaml'"],
    ["it's.yaml", "'it'\\''s.yaml'"],
    ["paper", "./paper"],
    ["-", "./-"],
    ["--json", "./--json"],
  ])("names a command that reads that very file: %s", (path, word) => {
    expect(writtenText(path)).toBe(`${path} written; next: vmqsc ratio ${word}\n`);
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
