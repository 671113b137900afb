import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Script } from "node:vm";

/** Files of the command that have been loaded, by name; the build keeps compiled code of these. */
export const loadedFiles = new Map<
  string,
  { readonly script: Script; readonly module: { exports: unknown } }
>();

/**
 * Runs a file of the command, from compiled code where the build has left some: compiling is the larger part of a
 * short command's start. V8 refuses code of another version of itself, and the file is then compiled as ever.
 */
function load(name: string): unknown {
  const before = loadedFiles.get(name);
  if (before !== undefined) return before.module.exports;
  const filename = join(__dirname, name);
  // The same wrapper and the same line numbers that a module of Node has.
  const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(filename, "utf8")}\n})`;
  const script = new Script(source, { filename, cachedData: compiledCode(filename) });
  const module = { exports: {} };
  loadedFiles.set(name, { script, module });
  const requireFrom = (id: string) => (id.startsWith("./") ? load(id.slice(2)) : require(id));
  script.runInThisContext()(module.exports, requireFrom, module, filename, __dirname);
  return module.exports;
}

function compiledCode(filename: string): Buffer | undefined {
  try {
    return readFileSync(`${filename}.code`);
  } catch {
    return undefined;
  }
}

load("main.cjs");
