/** The colours of all pictures, by what they stand for. Each pair of ink and paper has a contrast of at least 4.5. */
export const lightColours = {
  ink: "#1b1e23",
  paper: "#ffffff",
  soft: "#eceff3",
  quiet: "#5b6270",
  formula: "#0b62b0",
  estimate: "#b5480a",
  third: "#2f7d32",
  fourth: "#7b2fa0",
} as const;

export const darkColours = {
  ink: "#e6e8eb",
  paper: "#15181c",
  soft: "#23282f",
  quiet: "#a3acb9",
  formula: "#6db3f2",
  estimate: "#ff9a5c",
  third: "#7ed082",
  fourth: "#d09bf0",
} as const satisfies Record<keyof typeof lightColours, string>;

export type ColourName = keyof typeof lightColours;

/** How a picture names a colour: by a variable, which the reader's light or dark mode sets. */
export function colour(name: ColourName): string {
  return `var(--${name})`;
}

/** Declares the colours for an SVG of the given class, in light and dark, and in black on white on paper. */
export function themeStyle(className: string): string {
  const declared = (colours: Readonly<Record<ColourName, string>>) =>
    Object.entries(colours)
      .map(([name, value]) => `--${name}:${value}`)
      .join(";");
  return [
    `.${className}{${declared(lightColours)};color:var(--ink);background:var(--paper);font:13px "DejaVu Sans",system-ui,sans-serif}`,
    `@media screen and (prefers-color-scheme:dark){.${className}{${declared(darkColours)}}}`,
  ].join("");
}

/** The picture with the colours of light mode in the place of variables, for renderers that know none. */
export function withFixedColours(svg: string): string {
  return svg.replace(/var\(--(\w+)\)/g, (all, name: string) => lightColours[name as ColourName] ?? all);
}
