import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "rolldown";

/**
 * Commander loads `child_process`, and with it the socket modules, for executable subcommands, which we have
 * none of; left out until used, the command line starts some milliseconds earlier.
 */
const deferChildProcess: Plugin = {
  name: "defer-child-process",
  transform: {
    filter: { id: /commander[\\/]lib[\\/]command\.js$/ },
    handler(code) {
      const eager = "const childProcess = require('node:child_process');";
      if (!code.includes(eager)) throw new Error("commander no longer loads child_process where it did");
      return code
        .replace(eager, "")
        .replaceAll("childProcess.", "process.getBuiltinModule('node:child_process').");
    },
  },
};

/**
 * Chunks that not every call needs, though modules of the core import from them: the closed forms beyond the ratio
 * (it asks for the mean field under `inTransit: stable` alone) and YAML (JSON and built-in scenarios do without).
 * They are loaded on first use.
 */
const deferChunks: Plugin = {
  name: "defer-chunks",
  renderChunk: (code) =>
    code.replace(
      /^const (\w+) = (require\("\.\/(?:analytic|yaml)\.cjs"\));$/gm,
      "const $1 = (() => { let chunk; return new Proxy({}, { get: (_, name) => (chunk ??= $2)[name] }); })();",
    ),
};

/** Its CommonJS form, which Node would get, loads a third slower: each of its 75 modules is wrapped in a function. */
const yamlModules = fileURLToPath(new URL("node_modules/yaml/browser/index.js", import.meta.url));

/** What starts every command, and what every report on a scenario needs, in one file each: files cost time to open. */
const chunks = [
  { name: "main", test: /src[\\/]cli[\\/]main\.ts$|rolldown[\\/]runtime/, priority: 2 },
  { name: "core", test: /src[\\/]cli[\\/]reports[\\/]ratio\.ts$/, priority: 1 },
  {
    name: "analytic",
    test: /src[/]analytic[/](?!stable-log-ratio|exact-|flows|numerics[/]weighted-mean)/,
    priority: 4,
    includeDependenciesRecursively: false,
  },
  {
    name: "reading",
    // The built-in scripts too: two files that require each other give what the other has not got yet.
    test: /src[\\/]scenario[\\/](?:reading[\\/](?:load-scenario|parse-scenario|read-json|read-source|source-|text-fault)|model[\\/]figures)/,
    priority: 3,
    includeDependenciesRecursively: false,
  },
  {
    name: "yaml",
    test: /src[\\/]scenario[\\/]reading[\\/]read-yaml\.ts$|node_modules[\\/]yaml[\\/]/,
    priority: 3,
    includeDependenciesRecursively: false,
  },
];

/** It starts threads on a file of its own, which must stand beside it. */
const threadPool = ["piscina"];

/** It has a part that is compiled for each machine. */
const compiled = ["@resvg/resvg-js"];

/** Only what is executable gets the line that names the interpreter. */
const interpreter = "#!/usr/bin/env node\n";

export default defineConfig([
  {
    input: { main: "src/cli/main.ts" },
    external: [...threadPool, ...compiled],
    platform: "node",
    logLevel: "warn",
    plugins: [deferChildProcess, deferChunks],
    preserveEntrySignatures: false,
    resolve: {
      conditionNames: ["require", "node", "default"],
      alias: { yaml: yamlModules },
    },
    output: {
      dir: "dist/bin",
      format: "cjs",
      entryFileNames: "[name].cjs",
      chunkFileNames: "[name].cjs",
      cleanDir: true,
      // The launcher's scripts cannot import, they require.
      dynamicImportInCjs: false,
      // What is shorter is sooner read; names of functions stay, for the stack trace of a bug.
      minify: { compress: true, mangle: { keepNames: true }, codegen: true },
      // One byte a character is read faster than two.
      charset: "ascii",
      codeSplitting: { groups: chunks },
    },
  },
  {
    input: { vmqsc: "src/cli/launcher.ts" },
    platform: "node",
    logLevel: "warn",
    output: {
      dir: "dist/bin",
      format: "cjs",
      entryFileNames: "[name].cjs",
      banner: interpreter,
      minify: true,
    },
  },
  {
    // The entry without files and threads, which a browser can load; the one with them; and what threads run.
    input: {
      index: "src/index.ts",
      node: "src/node.ts",
      "replication.worker": "src/montecarlo/parallel/replication.worker.ts",
    },
    external: [...threadPool, ...compiled, /^node:/],
    platform: "neutral",
    logLevel: "warn",
    resolve: { alias: { yaml: yamlModules }, mainFields: ["module", "main"] },
    output: { dir: "dist/lib", format: "esm", sourcemap: true, cleanDir: true },
  },
]);
