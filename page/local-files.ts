import { element } from "./element.js";

/** Gives the user a text as a file of their own. */
export function saveFile(name: string, type: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  element("a", { href: url, download: name }).click();
  // The download has begun by then, and holds the text itself.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** The name and text of a file that the user has chosen; gzip is unpacked. */
export async function readFile(file: File): Promise<{ readonly name: string; readonly content: string }> {
  if (!/\.gz$/i.test(file.name)) return { name: file.name, content: await file.text() };
  const unzipped = file.stream().pipeThrough(new DecompressionStream("gzip"));
  return { name: file.name.slice(0, -3), content: await new Response(unzipped).text() };
}
