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

/** A column of a table on the screen. */
export interface Column {
  readonly title: string;
  readonly align?: "right";
}

/** Columns of text under these titles. */
export function left(...titles: readonly string[]): readonly Column[] {
  return titles.map((title) => ({ title }));
}

/** Columns of figures under these titles. */
export function right(...titles: readonly string[]): readonly Column[] {
  return titles.map((title) => ({ title, align: "right" }));
}

/** Columns that stand apart by so many blanks. */
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
  paint: Paint,
): string {
  const spelled = paint.ascii ? asciiText : (text: string) => text;
  const titles = columns.map(({ title }) => spelled(title));
  const cells = rows.map((row) => row.map(spelled));
  const widths = columns.map((_, place) =>
    Math.max(displayWidth(titles[place]), ...cells.map((row) => displayWidth(row[place] ?? ""))),
  );
  const shown = { columns, titles, cells, widths, paint };
  const { width } = paint;
  if (width === undefined || lineWidth(widths) <= width) return part(shown, allPlaces(columns));
  const text = widestText(columns, widths);
  if (text !== undefined) {
    const room = width - lineWidth(widths) + widths[text];
    widths[text] = Math.max(Math.min(leastText, widths[text]), room);
    if (lineWidth(widths) <= width) return part(shown, allPlaces(columns));
  }
  return partsWithin(widths, width)
    .map((places) => part(shown, places))
    .join("\n");
}

interface ShownTable {
  readonly columns: readonly Column[];
  readonly titles: readonly string[];
  readonly cells: readonly (readonly string[])[];
  readonly widths: readonly number[];
  readonly paint: Paint;
}

function allPlaces(columns: readonly Column[]): readonly number[] {
  return columns.map((_, place) => place);
}

function lineWidth(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width + gap, -gap);
}

/** The widest left-aligned column after the first, which names the rows. */
function widestText(columns: readonly Column[], widths: readonly number[]): number | undefined {
  const places = allPlaces(columns).filter((place) => place > 0 && columns[place].align !== "right");
  return places.sort((a, b) => widths[b] - widths[a])[0];
}

/** The columns in parts that each fit: the first, and as many others as there is room for, at least one. */
function partsWithin(widths: readonly number[], width: number): readonly (readonly number[])[] {
  const parts: number[][] = [];
  for (let place = 1; place < widths.length; place++) {
    const last = parts.at(-1);
    const with_ = [...(last ?? [0]), place];
    if (last && lineWidth(with_.map((one) => widths[one])) <= width) last.push(place);
    else parts.push([0, place]);
  }
  return parts;
}

/** The lines of some of the columns. */
function part({ columns, titles, cells, widths, paint }: ShownTable, places: readonly number[]): string {
  const lines = (row: readonly string[]): readonly string[] => {
    const broken = places.map((place) =>
      columns[place].align === "right" ? [row[place] ?? ""] : wrapped(row[place] ?? "", widths[place]),
    );
    const height = Math.max(...broken.map((of) => of.length));
    return Array.from({ length: height }, (_, level) =>
      places
        .map((place, at) => {
          const cell = broken[at][level] ?? "";
          const room = " ".repeat(Math.max(0, widths[place] - displayWidth(cell)));
          return columns[place].align === "right" ? room + cell : cell + room;
        })
        .join(" ".repeat(gap))
        .trimEnd(),
    );
  };
  return [...lines(titles).map(paint.faint), ...cells.flatMap(lines)].map((line) => `${line}\n`).join("");
}
