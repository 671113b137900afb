import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";

interface Packed {
  readonly files: readonly { readonly path: string }[];
}

const [{ files }] = JSON.parse(
  execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  }),
) as readonly Packed[];
const packed = new Set(files.map(({ path }) => path));

/** Files and folders that a page of the package links to, from the root of the package. */
function linksOf(page: string): string[] {
  const text = readFileSync(page, "utf8").replace(/^```[\s\S]*?^```|`[^`\n]*`/gm, "");
  return [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, link]) =>
    normalize(join(dirname(page), link)).replace(/\/$/, ""),
  );
}

function ships(path: string): boolean {
  return packed.has(path) || files.some((file) => file.path.startsWith(`${path}/`));
}

describe("the package that is published", () => {
  const pages = [...packed].filter((path) => path.endsWith(".md"));

  it.each(pages)("%s links to nothing that stays behind", (page) => {
    expect(linksOf(page).filter((link) => !ships(link))).toEqual([]);
  });

  it("is found to have pages and links", () => {
    expect(pages).toContain("README.md");
    expect(linksOf("README.md").length).toBeGreaterThan(3);
    expect(ships("test")).toBe(false);
  });

  const command = "dist/bin/vmqsc.cjs";
  it.skipIf(!existsSync(command))("has a command that stays executable when it is built again", () => {
    expect(statSync(command).mode & 0o111).toBe(0o111);
  });
});
