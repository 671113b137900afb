import type { styleText } from "node:util";
import type { Terminal } from "../terminal.js";
import { asciiText } from "./ascii-text.js";
import { displayWidth, wrapped } from "./text-width.js";

/** How the reports look: colours, each of which leaves the text alone where colour is not wanted, and the room there is. */
export interface Paint {
  heading(text: string): string;
  faint(text: string): string;
  strong(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  doubtful(text: string): string;
  /** Columns that a line may take; any number where it is absent. */
  readonly width: number | undefined;
  /** Signs beyond ASCII are spelled out. */
  readonly ascii: boolean;
}

type Format = Parameters<typeof styleText>[0];

/** Paint for a terminal: plain text where it wants no colour. */
export function paint({ colour, width, ascii = false }: Pick<Terminal, "colour" | "width" | "ascii">): Paint {
  const style = (format: Format) => (text: string) => (colour ? styled(format, text) : text);
  return {
    heading: style(["bold", "cyan"]),
    faint: style("dim"),
    strong: style("bold"),
    good: style("green"),
    bad: style(["bold", "red"]),
    doubtful: style("yellow"),
    width,
    ascii,
  };
}

function styled(format: Format, text: string): string {
  // Loaded only where there is colour. Whether the stream takes it is known by now: asking again would load sockets.
  const { styleText: style } = process.getBuiltinModule("node:util");
  return style(format, text, { validateStream: false });
}

export interface Column {
  readonly title: string;
  readonly align?: "right";
}

export function left(...titles: readonly string[]): readonly Column[] {
  return titles.map((title) => ({ title }));
}

export function right(...titles: readonly string[]): readonly Column[] {
  return titles.map((title) => ({ title, align: "right" }));
}

const gap = 2;

/** A column of text that has to break its lines keeps at least this width. */
const leastText = 16;

/**
 * Rows under their titles, in columns two blanks apart, as wide as they need to be.
 *
 * On a terminal too narrow for that, the widest column of text breaks its lines between words; what is still too wide
 * comes in parts, one under the other, each with the first column. Cells may be coloured: what does not show does not
 * count as width.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { width = Number.POSITIVE_INFINITY, ascii, faint }: Paint,
): string {
  const spelled = [columns.map(({ title }) => title), ...rows].map((row) =>
    columns.map((_, place) => (ascii ? asciiText(row[place] ?? "") : (row[place] ?? ""))),
  );
  const widths = columns.map((_, place) => Math.max(...spelled.map((row) => displayWidth(row[place]))));
  const isText = (place: number) => columns[place].align !== "right";
  // The widest column of text after the first, which names the rows.
  const texts = [...columns.keys()].filter((place) => place > 0 && isText(place));
  const [widest] = texts.sort((a, b) => widths[b] - widths[a]);
  const excess = lineWidth(widths) - width;
  if (excess > 0 && widest !== undefined)
    widths[widest] = Math.max(Math.min(leastText, widths[widest]), widths[widest] - excess);
  const part = (places: readonly number[]) => {
    const lines = (row: readonly string[]) => {
      const cells = places.map((place) =>
        isText(place) ? wrapped(row[place], widths[place]) : [row[place]],
      );
      const height = Math.max(...cells.map((cell) => cell.length));
      return Array.from({ length: height }, (_, level) => {
        const padded = places.map((place, at) => {
          const text = cells[at][level] ?? "";
          const room = " ".repeat(Math.max(0, widths[place] - displayWidth(text)));
          return isText(place) ? text + room : room + text;
        });
        return padded.join(" ".repeat(gap)).trimEnd();
      });
    };
    const [titles, ...body] = spelled.map(lines);
    return [...titles.map(faint), ...body.flat()].map((line) => `${line}\n`).join("");
  };
  return partsWithin(widths, width).map(part).join("\n");
}

function lineWidth(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width + gap, -gap);
}

/** The columns in parts that each fit: the first, and as many others as there is room for, at least one. */
function partsWithin(widths: readonly number[], width: number): readonly (readonly number[])[] {
  if (lineWidth(widths) <= width) return [[...widths.keys()]];
  const parts: number[][] = [];
  for (let place = 1; place < widths.length; place++) {
    const last = parts.at(-1);
    if (last && lineWidth([...last, place].map((one) => widths[one])) <= width) last.push(place);
    else parts.push([0, place]);
  }
  return parts;
}
