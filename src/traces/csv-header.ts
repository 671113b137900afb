import { ScenarioError } from "../scenario/model/scenario-error.js";
import { CsvRowError, fieldStarts, separators, splitCsvRow } from "./csv-row.js";
import { guessUnit, readStamp, type TimeUnit, timeUnitNames, unitOfName } from "./time-stamp.js";

/** What a column of a trace can hold. */
type ColumnRole = "t" | "src" | "dst" | "bytes" | "arrival";

/** The place of each column that a trace needs, from 0; −1 where there is none. */
export type ColumnPlaces = { readonly [role in ColumnRole]: number };

/** Names that tools give to each column, the likeliest first, in small letters. */
const knownNames: Readonly<Record<ColumnRole, string>> = {
  t: `t time timestamp ts frame.time_epoch frame.time_relative @timestamp _time datetime date sent sentat
    sent_at sendtime send_time start starttime start_time ts_start first`,
  src: `src source ip.src from caller sender sa srcaddr src_addr src_ip srcip saddr source_ip source_service source_workload
    src_service ipv6.src eth.src client um upstream`,
  dst: `dst destination ip.dst to callee receiver da dstaddr dst_addr dst_ip dstip daddr dest dest_ip
    destination_ip destination_service destination_workload dst_service target ipv6.dst eth.dst server dm downstream`,
  bytes: `bytes length size len tcp.len udp.length frame.len ibyt ibytes byte nbytes message_size messagesize
    payload payload_size octets in_bytes`,
  arrival: `arrival arrived arrivedat arrived_at arrival_time arrivaltime delivered deliveredat delivered_at
    delivery received receivedat received_at recv_time`,
};

const roles = Object.keys(knownNames) as ColumnRole[];
/** Columns without which there is no message. */
const neededRoles: readonly ColumnRole[] = ["t", "src", "dst"];

/** Columns as the user names them: each by its name in the header, or by its number from 1. */
type ChosenColumns = ReadonlyMap<ColumnRole, string | number>;

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
 */
export function readCsvHeader(line: string, options: CsvOptions): CsvHeader {
  const { columns } = options;
  const separator = options.separator ?? likeliestSeparator(line);
  const names = splitCsvRow(line, separator);
  const refuse = (sentence: string, field = 0): never => {
    throw new CsvRowError(sentence, fieldStarts(line, separator)[field]);
  };
  if (columns !== undefined && typeof columns.get("t") === "number") {
    const places = { t: -1, src: -1, dst: -1, bytes: -1, arrival: -1 };
    for (const [role, column] of columns) places[role] = Number(column) - 1;
    const last = Math.max(...Object.values(places));
    if (last >= names.length) {
      refuse(`columns must be numbers from 1 to ${names.length}, got ${last + 1}`);
    }
    const unit = options.timeUnit ?? guessUnit(names[places.t]);
    const isRow = readStamp(names[places.t], unit) !== undefined;
    return { separator, width: names.length, places, unit: undefined, isRow, notes: [] };
  }
  const places = { ...guessColumns(names), ...(columns && { bytes: -1, arrival: -1 }) };
  for (const [role, name] of columns ?? []) {
    places[role] = names.indexOf(String(name));
    if (places[role] === -1)
      refuse(`columns name ${JSON.stringify(name)}, but the header has only ${quotedList(names)}`);
  }
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
  const guessed = roles.filter((role) => places[role] !== -1 && names[places[role]] !== role);
  const guesses = guessed.map((role) => `${JSON.stringify(names[places[role]])} for ${role}`);
  return {
    separator,
    width: names.length,
    places,
    unit,
    isRow: false,
    notes: [
      ...(columns === undefined && guesses.length > 0 ? [`took ${guesses.join(", ")}`] : []),
      ...leftOutNotes(names.filter((_, place) => !Object.values(places).includes(place))),
      ...(unit === undefined ? [] : [`took the times for ${timeUnitNames[unit]}`]),
    ],
  };
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

function leftOutNotes(leftOut: readonly string[]): string[] {
  if (leftOut.length === 0) return [];
  if (leftOut.length > mostNamed) return [`left out ${leftOut.length} other columns`];
  return [`left out the column${leftOut.length > 1 ? "s" : ""} ${quotedList(leftOut)}`];
}

function quotedList(names: readonly string[]): string {
  const shown = names.slice(0, mostNamed).map((name) => JSON.stringify(name.slice(0, 40)));
  return shown.join(", ") + (names.length > mostNamed ? ", …" : "");
}

/** The column of each role by its name in a header; the ones that are missing are left at −1. */
function guessColumns(names: readonly string[]) {
  const plain = names.map(plainName);
  const taken = new Set<number>();
  const places = { t: -1, src: -1, dst: -1, bytes: -1, arrival: -1 };
  for (const role of roles) {
    for (const known of knownNames[role].split(/\s+/)) {
      const place = plain.indexOf(known);
      if (place === -1 || taken.has(place)) continue;
      places[role] = place;
      taken.add(place);
      break;
    }
  }
  return places;
}

/** Whether a line names at least two of the columns that a trace needs: then it is a header. */
function looksLikeHeader(names: readonly string[]): boolean {
  const places = guessColumns(names);
  return neededRoles.filter((role) => places[role] !== -1).length >= 2;
}

/** A name in small letters without blanks, and without the unit that it may end with. */
function plainName(name: string): string {
  const small = name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, "_");
  return small
    .replace(/[([]?(seconds|sec|s|ms|us|µs|ns)[)\]]$/, "")
    .replace(/_(ms|us|µs|ns|s|sec|seconds|millis|micros|nanos|unix_?nano)$/, "")
    .replace(/_$/, "");
}

/**
 * Reads `t=Time,src=Source,dst=Destination`, or numbers from 1: `t=1,src=2,dst=3`.
 *
 * @throws {ScenarioError} when the text does not read like that
 */
export function parseColumns(text: string): ChosenColumns {
  const chosen = new Map<ColumnRole, string | number>();
  for (const entry of text.split(",")) {
    const at = entry.indexOf("=");
    const role = entry.slice(0, Math.max(at, 0)).trim() as ColumnRole;
    const column = entry.slice(at + 1).trim();
    if (at === -1 || column === "" || !roles.includes(role)) {
      throw badColumns(`must read like "t=Time,src=Source,dst=Destination"`, entry);
    }
    if (chosen.has(role)) throw badColumns(`name ${role} twice`, text);
    chosen.set(role, /^[1-9]\d{0,5}$/.test(column) ? Number(column) : column);
  }
  const numbers = [...chosen.values()].filter((column) => typeof column === "number").length;
  if (numbers > 0 && numbers < chosen.size) {
    throw badColumns("must be all names or all numbers from 1", text);
  }
  const missing = neededRoles.filter((role) => !chosen.has(role));
  if (numbers > 0 && missing.length > 0) throw badColumns(`must say which is ${missing.join(", ")}`, text);
  return chosen;
}

function badColumns(wanted: string, got: string): ScenarioError {
  return new ScenarioError(`columns ${wanted}, got ${JSON.stringify(got)}`, "columns");
}
