import { deepFreeze } from "./deep-freeze.js";

/** How certain a scheme's rules are. */
export const certainties = deepFreeze({
  E: "established: public code or text states the rules",
  K: "known from the literature, corroborated by tests of what it guarantees",
  R: "reconstruction: the idea is established, the rules are derived from it, and the original may differ in detail",
} as const);

/** What the checkpoints of a scheme are sure to make. */
export const guarantees = deepFreeze({
  line: "one recovery line after the other, on which all VMs stand",
  rdt: "no useless checkpoint, and every dependency between checkpoints can be told on the way (RDT)",
  index: "no useless checkpoint, and all checkpoints of one index make a recovery line",
  useful: "no useless checkpoint",
  log: "a failed VM replays its log; survivors move only where they depend on what is lost",
  none: "nothing: checkpoints can be useless, and failures can lead back to the start",
} as const);

/** One rollback-recovery scheme, described once for every command, table and page. */
export interface SchemeEntry {
  readonly key: SchemeKey;
  readonly label: string;
  readonly certainty: keyof typeof certainties;
  readonly guarantee: keyof typeof guarantees;
  /** Where the rules are from; numbers in brackets are the paper's references. */
  readonly source: string;
  /** What it does, in one sentence without full stop. */
  readonly meaning: string;
  /** What a message carries of it: `a + b n + c n²` integers and bits, for `n` VMs. */
  readonly integers: readonly [number, number, number];
  readonly bits: readonly [number, number, number];
}

/** An entry as it is written below; messages carry nothing where that is left out. */
interface Described
  extends Pick<SchemeEntry, "source" | "meaning">,
    Partial<Pick<SchemeEntry, "integers" | "bits">> {
  readonly is: readonly [label: string, SchemeEntry["certainty"], SchemeEntry["guarantee"]];
}

const nothing = [0, 0, 0] as const;
const one = [1, 0, 0] as const;

const described = {
  vmqsc: {
    is: ["VM_QSC", "E", "line"],
    source: "the paper; docs/notation.md",
    meaning:
      "checkpoints by class on common base timers, with a flush of the log at every base interval, so that all VMs stand on a line at each",
    integers: one,
  },
  coordinated: {
    is: ["coordinated", "E", "line"],
    source: "[1]-[6], Chandy and Lamport; the number of the round on messages instead of markers",
    meaning:
      "all VMs take a checkpoint in each round, as soon as a request or a message of the round reaches them",
    integers: one,
  },
  "coordinated-blocking": {
    is: ["coordinated, blocking", "E", "line"],
    source: "[2]-[6], two-phase rounds of all VMs",
    meaning: "all VMs stop in each round, take a checkpoint, and go on when everybody has",
  },
  "tamir-sequin": {
    is: ["Tamir-Sequin", "E", "line"],
    source: "Tamir and Séquin, as Zhao describes them",
    meaning: "a blocking round that also flushes every channel with a message of its own",
  },
  uncoordinated: {
    is: ["uncoordinated", "E", "none"],
    source: "textbook",
    meaning: "basic checkpoints only, nothing logged: one failure can set VMs back one after the other",
  },
  "log-all": {
    is: ["log everything", "E", "log"],
    source: "pessimistic receiver logging; textbook",
    meaning: "every message is written to stable storage before it is delivered",
  },
  "log-optimistic": {
    is: ["optimistic logging", "K", "log"],
    source: "Strom and Yemini; textbook",
    meaning:
      "received messages stay in the host's memory and are written once a base interval, unless a checkpoint covers them",
  },
  "log-sender": {
    is: ["sender-based logging", "E", "log"],
    source: "Johnson and Zwaenepoel",
    meaning: "messages stay in the sender's host, which is told in which order they were received",
  },
  "log-causal": {
    is: ["causal logging", "E", "log"],
    source: "family-based logging for one failure (f = 1)",
    meaning: "messages stay in the sender's host, the order of receipt rides on the receiver's next message",
  },
  cbr: {
    is: ["checkpoint before receive", "K", "rdt"],
    source: "Wang",
    meaning: "forced before every receipt that is not the first event since the last checkpoint",
  },
  cas: {
    is: ["checkpoint after send", "K", "rdt"],
    source: "Wu and Fuchs",
    meaning: "forced after every send",
  },
  casbr: {
    is: ["checkpoint after send and before receive", "K", "rdt"],
    source: "Wang",
    meaning: "forced after every send, and before every receipt that is not the first event since then",
  },
  mrs: {
    is: ["mark, receive, send", "K", "rdt"],
    source: "[7], Russell",
    meaning:
      "forced before a receipt that follows a send, so that receipts precede sends between checkpoints",
  },
  fdi: {
    is: ["fixed dependency interval", "K", "rdt"],
    source: "Wang; of two readings the one that forces less",
    meaning:
      "forced before a message that brings news of others, unless it is the first event of an interval",
    integers: [0, 1, 0],
  },
  "fdi-strict": {
    is: ["fixed dependency interval, strict", "K", "rdt"],
    source: "Wang; the other reading",
    meaning: "forced before every message that brings news of others",
    integers: [0, 1, 0],
  },
  fdas: {
    is: ["fixed dependency after send", "K", "rdt"],
    source: "[9], Wang",
    meaning: "forced before a message that brings news of others, once something has been sent",
    integers: [0, 1, 0],
  },
  bhmr: {
    is: ["BHMR", "K", "rdt"],
    source: "[9], Baldoni, Hélary, Mostefaoui and Raynal",
    meaning: "forced only where a chain of messages would have no causal twin, as far as a VM can know",
    integers: [0, 1, 0],
    bits: [0, 1, 1],
  },
  bqc: {
    is: ["BQC", "E", "useful"],
    source: "[8], Baldoni, Quaglia and Ciciani, as a public tool kit describes it",
    meaning: "forced where a message may close a core Z-cycle",
    integers: [0, 1, 1],
  },
  bcs: {
    is: ["BCS", "E", "index"],
    source: "Briatico, Ciuffoletti and Simoncini; public code",
    meaning: "forced by a message of a higher index, which it takes over",
    integers: one,
  },
  "bcs-aftersend": {
    is: ["BCS, after a send only", "K", "index"],
    source: "Hélary, Mostefaoui, Netzer and Raynal",
    meaning: "as BCS, but forced only once something has been sent",
    integers: one,
  },
  "lazy-bcs": {
    is: ["lazy BCS", "K", "index"],
    source: "lazy indexing, Vieira, Garcia and Buzato",
    meaning: "as BCS, but a basic checkpoint raises the index only where a message of that index was heard",
    integers: one,
  },
  "lazy-bcs-aftersend": {
    is: ["lazy BCS, after a send only", "K", "index"],
    source: "lazy indexing, Vieira, Garcia and Buzato",
    meaning: "lazy BCS, forced only once something has been sent",
    integers: one,
  },
  "bcs-reset": {
    is: ["BCS, timers reset", "R", "index"],
    source:
      "[10]; the reset of timers is by its authors, in the same year; whether [10] adds more is not established",
    meaning:
      "as BCS, but after any checkpoint, forced ones too, the next basic one comes one whole period later",
    integers: one,
  },
  qsa: {
    is: ["QSA", "K", "index"],
    source: "[12], Manivannan and Singhal",
    meaning:
      "as BCS, but a forced checkpoint stands in for the next basic one, and what crosses a line is logged",
    integers: one,
  },
  "qsa-k": {
    is: ["QSA by base timer", "K", "index"],
    source: "a variant of ours: QSA with VM_QSC's index",
    meaning: "as QSA, but basic checkpoints are numbered by the base timer",
    integers: one,
  },
  bqf: {
    is: ["BQF", "R", "index"],
    source: "[13], Baldoni, Quaglia and Fornara, who state the relation only",
    meaning: "as BCS, but a basic checkpoint keeps its index where it is equivalent to the one before",
    integers: [1, 1, 0],
  },
  hmnr: {
    is: ["HMNR", "E", "index"],
    source: "Hélary, Mostefaoui, Netzer and Raynal; public code",
    meaning: "forced by a higher clock only where somebody it has sent to may not have reached that clock",
    integers: [0, 2, 0],
    bits: [0, 1, 0],
  },
  fi: {
    is: ["fully informed", "E", "index"],
    source: "[11], Tsai; public code",
    meaning: "forces exactly as HMNR does, and carries less",
    integers: [1, 1, 0],
    bits: [0, 2, 0],
  },
  "lazy-fi": {
    is: ["fully informed, lazy", "R", "index"],
    source: "[11], Tsai, with a change of the array that is ours",
    meaning: "fully informed with lazy indexing",
    integers: [1, 1, 0],
    bits: [0, 2, 0],
  },
} as const satisfies Readonly<Record<string, Described>>;

export type SchemeKey = keyof typeof described;

/** Every scheme that VM_QSC can be compared with, and VM_QSC, in the order in which they are listed. */
export const schemes: readonly SchemeEntry[] = deepFreeze(
  Object.entries<Described>(described).map(
    ([
      key,
      {
        is: [label, certainty, guarantee],
        source,
        meaning,
        integers = nothing,
        bits = nothing,
      },
    ]) => {
      return { key: key as SchemeKey, label, certainty, guarantee, source, meaning, integers, bits };
    },
  ),
);

const byKey: ReadonlyMap<string, SchemeEntry> = new Map(schemes.map((scheme) => [scheme.key, scheme]));

export function schemeEntry(key: SchemeKey): SchemeEntry {
  return byKey.get(key) as SchemeEntry;
}
