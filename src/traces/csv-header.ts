import {
  type ChosenColumns,
  type ColumnPlaces,
  type ColumnRole,
  guessColumns,
  looksLikeHeader,
  neededRoles,
  numberedColumns,
} from "./column-roles.js";
import { CsvRowError, fieldStarts, separators, splitCsvRow } from "./csv-row.js";
import { guessUnit, readStamp, type TimeUnit, timeUnitNames, unitOfName } from "./time-stamp.js";

/** What a user says of a CSV file; what is left out is guessed. */
export interface CsvOptions {
  readonly columns?: ChosenColumns | undefined;
  readonly separator?: string | undefined;
  readonly timeUnit?: TimeUnit | undefined;
}

/** What the first line of a CSV file says of the others. */
export interface CsvHeader {
  readonly separator: string;
  readonly width: number;
  readonly places: ColumnPlaces;
  /** Where the name of the column of times ends with its unit. */
  readonly unit: TimeUnit | undefined;
  /** Whether the line is itself a row, as in a file without a header. */
  readonly isRow: boolean;
  readonly notes: readonly string[];
}

export const wantedHeader = "t,src,dst,bytes";
const mostNamed = 6;

/**
 * Reads the first line of a CSV file: its header, or a row where columns are given by number.
 *
 * @throws {CsvRowError} when it does not say where the columns are
 * @example
 * readCsvHeader("Time;Source;Destination", {}).separator  // => ";"
 */
export function readCsvHeader(line: string, options: CsvOptions): CsvHeader {
  const { columns } = options;
  const separator = options.separator ?? likeliestSeparator(line);
  const names = splitCsvRow(line, separator);
  const refuse = (sentence: string, field = 0): never => {
    throw new CsvRowError(sentence, fieldStarts(line, separator)[field]);
  };
  if (columns !== undefined && typeof columns.get("t") === "number") {
    const places = numberedColumns(columns);
    const last = Math.max(...Object.values(places));
    if (last >= names.length) {
      refuse(`columns must be numbers from 1 to ${names.length}, got ${last + 1}`);
    }
    const unit = options.timeUnit ?? guessUnit(names[places.t]);
    const isRow = readStamp(names[places.t], unit) !== undefined;
    return { separator, width: names.length, places, unit: undefined, isRow, notes: [] };
  }
  const { places, guessed } =
    columns === undefined ? guessColumns(names) : namedColumns(names, columns, refuse);
  const missing = neededRoles.filter((role) => places[role] === -1);
  if (missing.length > 0) {
    const list = missing.join(" and ");
    refuse(
      looksLikeHeader(names)
        ? `the header must name the column ${list}, as in ${wantedHeader}, got ${quotedList(names)}${hintFor(missing, names)}`
        : `the first line must name the columns, as in ${wantedHeader}, or their numbers be given, as in t=1,src=2,dst=3, got ${quotedList(names)}`,
    );
  }
  for (const role of Object.keys(places) as ColumnRole[]) {
    const again = places[role] < 0 ? -1 : names.indexOf(names[places[role]], places[role] + 1);
    if (again !== -1) refuse(`the header names the column ${names[again]} twice`, again);
  }
  const unit = options.timeUnit === undefined ? unitOfName(names[places.t]) : undefined;
  return {
    separator,
    width: names.length,
    places,
    unit,
    isRow: false,
    notes: [
      ...guessNotes(names, places, guessed),
      ...leftOutNotes(names.filter((_, place) => !Object.values(places).includes(place))),
      ...(unit === undefined ? [] : [`took the times for ${timeUnitNames[unit]}`]),
    ],
  };
}

function namedColumns(names: readonly string[], columns: ChosenColumns, refuse: (sentence: string) => never) {
  const found = { ...guessColumns(names).places, bytes: -1, arrival: -1 };
  for (const [role, name] of columns) {
    found[role] = names.indexOf(String(name));
    if (found[role] === -1) {
      refuse(`columns name ${JSON.stringify(name)}, but the header has only ${quotedList(names)}`);
    }
  }
  return { places: found, guessed: [] };
}

/** The separator that makes the most fields of a line; a comma where none makes more than one. */
function likeliestSeparator(line: string): string {
  const outside = line.replaceAll(/"[^"]*"/g, "");
  return Object.values(separators).reduce((best, separator) =>
    outside.split(separator).length > outside.split(best).length ? separator : best,
  );
}

function hintFor(missing: readonly ColumnRole[], names: readonly string[]): string {
  const example = missing.map((role) => `${role}=NAME`).join(",");
  return names.length >= 3 ? `; which it is can be said, as in ${example}` : "";
}

function guessNotes(
  names: readonly string[],
  places: ColumnPlaces,
  guessed: readonly ColumnRole[],
): string[] {
  if (guessed.length === 0) return [];
  return [`took ${guessed.map((role) => `${JSON.stringify(names[places[role]])} for ${role}`).join(", ")}`];
}

function leftOutNotes(leftOut: readonly string[]): string[] {
  if (leftOut.length === 0) return [];
  if (leftOut.length > mostNamed) return [`left out ${leftOut.length} other columns`];
  return [`left out the column${leftOut.length > 1 ? "s" : ""} ${quotedList(leftOut)}`];
}

function quotedList(names: readonly string[]): string {
  const shown = names.slice(0, mostNamed).map((name) => JSON.stringify(name.slice(0, 40)));
  return shown.join(", ") + (names.length > mostNamed ? ", …" : "");
}
