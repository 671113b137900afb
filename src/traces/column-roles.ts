import { ScenarioError } from "../scenario/model/scenario-error.js";

/** What a column of a trace can hold. */
export type ColumnRole = "t" | "src" | "dst" | "bytes" | "arrival";

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
export const neededRoles: readonly ColumnRole[] = ["t", "src", "dst"];

/**
 * The column of each role by its name in a header, and which roles were found by another name than a trace's own; the ones
 * that are missing are left at −1.
 */
export function guessColumns(names: readonly string[]) {
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
  return { places, guessed: roles.filter((role) => places[role] !== -1 && names[places[role]] !== role) };
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

/** Whether a line names at least two of the columns that a trace needs: then it is a header. */
export function looksLikeHeader(names: readonly string[]): boolean {
  const { places } = guessColumns(names);
  return neededRoles.filter((role) => places[role] !== -1).length >= 2;
}

/** Columns as the user names them: each by its name in the header, or by its number from 1. */
export type ChosenColumns = ReadonlyMap<ColumnRole, string | number>;

/**
 * Reads `t=Time,src=Source,dst=Destination`, or numbers from 1: `t=1,src=2,dst=3`.
 *
 * @throws {ScenarioError} when the text does not read like that
 * @example
 * parseColumns("t=1,src=2,dst=3").get("src")  // => 2
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

/** Columns by number, for a file without a header: names are not looked at. */
export function numberedColumns(chosen: ChosenColumns): ColumnPlaces {
  const place = (role: ColumnRole) => Number(chosen.get(role) ?? 0) - 1;
  return {
    t: place("t"),
    src: place("src"),
    dst: place("dst"),
    bytes: place("bytes"),
    arrival: place("arrival"),
  };
}
