// Builds the planner page from page/: a folder to be served, and one file that opens from disk.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";

/** Texts that modules import as if they were modules. */
function textModules(texts) {
  return {
    name: "text-modules",
    load(id) {
      const name = Object.keys(texts).find((ending) => id.endsWith(ending));
      return name === undefined ? null : `export default ${JSON.stringify(texts[name])};`;
    },
    resolveId: (id, importer) =>
      Object.keys(texts).some((ending) => id.endsWith(ending)) ? join(importer, "..", id) : null,
  };
}

async function script(input, texts) {
  const bundle = await rolldown({
    input,
    platform: "browser",
    logLevel: "warn",
    plugins: [textModules(texts)],
    treeshake: { moduleSideEffects: [{ test: /[\\/]src[\\/]/, sideEffects: false }] },
    resolve: { alias: { yaml: join(import.meta.dirname, "../node_modules/yaml/browser/index.js") } },
  });
  // A worker that a page on disk starts must be a classic script.
  const { output } = await bundle.generate({ format: "iife", minify: true });
  await bundle.close();
  if (output.length !== 1) throw new Error(`${input} must come to one script, and comes to ${output.length}`);
  return output[0].code;
}

/** The page as its files, for a folder, and as one text. */
export async function pageFiles() {
  const root = join(import.meta.dirname, "..");
  const read = (path) => readFileSync(join(root, path), "utf8");
  const worker = await script(join(root, "page/worker/planner-worker.ts"), {
    "shop-trace.js": read("examples/shop.csv"),
  });
  const code = await script(join(root, "page/main.ts"), { "worker-source.js": worker });
  const style = read("page/planner.css");
  const { version } = JSON.parse(read("package.json"));
  const policy = (source) =>
    `default-src 'none'; script-src ${source}; worker-src blob:; style-src 'self' 'unsafe-inline'; img-src data:`;
  const page = (parts) =>
    read("page/index.html").replace(/\{\{(\w+)\}\}/g, (_, name) => ({ version, ...parts })[name]);
  // Inside a page, a script must not hold what would end it.
  const inline = code.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
  const hash = createHash("sha256").update(inline).digest("base64");
  return {
    "index.html": page({
      policy: policy("'self'"),
      style: '<link rel="stylesheet" href="planner.css">',
      script: '<script src="planner.js"></script>',
    }),
    "planner.css": style,
    "planner.js": code,
    "planner.html": page({
      policy: policy(`'sha256-${hash}'`),
      style: `<style>\n${style}</style>`,
      script: `<script>${inline}</script>`,
    }),
  };
}

if (process.argv[1] === import.meta.filename) {
  const folder = join(import.meta.dirname, "../dist/page");
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(await pageFiles())) writeFileSync(join(folder, name), content);
}
