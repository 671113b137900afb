import type { Paint } from "./paint.js";

/** A column of a table on the screen. */
export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
}

/**
 * Rows under their titles, in columns two blanks apart, as wide as they need to be.
 * Cells may be coloured: what does not show does not count as width.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  paint: Paint,
): string {
  const widths = columns.map((column, place) =>
    Math.max(displayWidth(column.title), ...rows.map((row) => displayWidth(row[place] ?? ""))),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, place) => {
        const room = " ".repeat((widths[place] ?? 0) - displayWidth(cell));
        return columns[place]?.align === "right" ? room + cell : cell + room;
      })
      .join("  ")
      .trimEnd();
  const header = line(columns.map((column) => column.title));
  return [paint.faint(header), ...rows.map(line)].map((text) => `${text}\n`).join("");
}

const escapeSequence = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");
/** Columns of a terminal that a text takes. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text.replace(escapeSequence, "")) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): number {
  const code = character.codePointAt(0)!;
  // Letters, digits, Greek and mathematical signs.
  if (code < 0x300 || (code >= 0x370 && code < 0x483) || (code >= 0x2010 && code < 0x2028)) return 1;
  if (code >= 0x2190 && code < 0x2300) return 1;
  expressions ??= {
    combining: /\p{Mark}|\p{Cf}/u,
    wide: /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Emoji_Presentation}|[\u3000-\u303f\uff01-\uff60]/u,
  };
  if (expressions.combining.test(character)) return 0;
  return expressions.wide.test(character) ? 2 : 1;
}

// Made on first use: as literals they would cost every start.
let expressions: { readonly combining: RegExp; readonly wide: RegExp } | undefined;
