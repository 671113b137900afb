// Runs the command once and keeps the compiled code of each file that it loaded, beside the file: the launcher
// (src/cli/launcher.ts) takes it from there. Functions are compiled when first called, so only what a command has
// called is kept. Arguments: those of the command.
const { writeFileSync } = require("node:fs");
const { join } = require("node:path");

const bin = join(__dirname, "..", "dist", "bin");
process.argv[1] = join(bin, "vmqsc.cjs");
process.on("exit", () => {
  for (const [name, { script }] of loadedFiles)
    writeFileSync(join(bin, `${name}.code`), script.createCachedData());
});
const { loadedFiles } = require(process.argv[1]);
