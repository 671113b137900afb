import { createRequire } from "node:module";
import { withFixedColours } from "./theme.js";

export async function pictureDocument(): Promise<Document> {
  const { parseHTML } = await import("linkedom");
  return parseHTML("<!doctype html><html><body></body></html>").document as unknown as Document;
}

/** An SVG picture as PNG, in light colours, twice as large; without a font a renderer leaves all text out. */
export async function pngOf(svg: string): Promise<Uint8Array> {
  const { Resvg } = await import("@resvg/resvg-js");
  const font = createRequire(import.meta.url).resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf");
  const options = {
    fitTo: { mode: "zoom" as const, value: 2 },
    background: "#ffffff",
    font: { fontFiles: [font], loadSystemFonts: false, defaultFontFamily: "DejaVu Sans" },
  };
  return new Resvg(withFixedColours(svg), options).render().asPng();
}
