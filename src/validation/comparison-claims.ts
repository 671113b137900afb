import type { ComparisonMeasureKey } from "../scenario/model/comparison-measures.js";
import { type SchemeKey, schemeEntry } from "../scenario/model/schemes.js";
import type { Bytes, Seconds } from "../scenario/model/units.js";
import type { Verdict } from "./row.js";

/** An estimate without what all of a comparison have in common. */
export interface ComparedEstimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** One measure of one scheme. */
export interface ComparedMeasure extends ComparedEstimate {
  /** What the closed form says, where there is one that holds. */
  readonly closedForm?: number;
  /** What closed form and estimate come to, at a confidence that all rows share. */
  readonly verdict?: Verdict;
  /** The scheme less VM_QSC, on the same events. */
  readonly difference: ComparedEstimate;
  /** The same by class, in the scenario's order, where it makes sense. */
  readonly byClass?: readonly (ComparedEstimate & { readonly difference: ComparedEstimate })[];
}

/** What a comparison says of one scheme. */
export interface ComparedScheme {
  readonly measures: { readonly [Key in ComparisonMeasureKey]?: ComparedMeasure };
  /** The base interval at which the scheme wastes least, to first order; absent where nothing fails or nothing pauses. */
  readonly bestBaseInterval?: Seconds;
}

/** Whether a comparison bears a claim out; `undecided` where an interval does not tell. */
export type Answer = "yes" | "no" | "undecided";

/** A figure that an answer rests on. */
export interface ClaimFigure {
  readonly scheme: SchemeKey;
  readonly measure: ComparisonMeasureKey;
  readonly vmqsc: number;
  readonly other: number;
  readonly difference: ComparedEstimate;
  readonly answer: Answer;
}

/** A claim of the paper, and what a comparison says of it. */
export interface PaperClaim {
  /** As numbered in `docs/schemes.md`. */
  readonly number: 1 | 2 | 3 | 4 | 5 | 6;
  /** One sentence, no full stop. */
  readonly claim: string;
  readonly answer: Answer;
  readonly figures: readonly ClaimFigure[];
  /** Why the comparison does not tell, where the scenario leaves something out. */
  readonly reason?: string;
  /** The image above which VM_QSC writes less than each scheme, where one is compared in what it writes. */
  readonly breakEvenImages?: { readonly [Key in SchemeKey]?: Bytes };
}

type Compared = { readonly [Key in SchemeKey]?: ComparedScheme };

/** What is claimed of VM_QSC's figure beside another's. */
type Relation = "less" | "more" | "equal";

/** What is claimed of VM_QSC's figures, by measure. */
type Claimed = { readonly [Key in ComparisonMeasureKey]?: Relation };

/** What a comparison says of each claim that the schemes compared can bear out or refute. */
export function comparisonClaims(compared: Compared): readonly PaperClaim[] {
  const others = (Object.keys(compared) as SchemeKey[]).filter((key) => key !== "vmqsc");
  const only = (...keys: readonly SchemeKey[]) => others.filter((key) => keys.includes(key));
  const induced = others.filter((key) => ["rdt", "index", "useful"].includes(schemeEntry(key).guarantee));
  const carrying = induced.filter((key) => schemeEntry(key).integers[0] + schemeEntry(key).integers[1] > 0);
  const coordinated = others.filter((key) => schemeEntry(key).guarantee === "line");
  const stopping = coordinated.filter((key) => key !== "coordinated");
  const logging = others.filter((key) => schemeEntry(key).guarantee !== "line");
  const imaged = (compared.vmqsc?.measures.checkpointByteRate?.mean ?? 0) > 0;
  const burst: Claimed = imaged ? { checkpointBurst: "less" } : {};
  const claimed: readonly (readonly [claim: string, ...(readonly [readonly SchemeKey[], Claimed])[]])[] = [
    [
      "it forces no checkpoint and keeps more autonomy than schemes that are induced by communication",
      [induced, { forcedCheckpointRatio: "less", autonomy: "more" }],
    ],
    [
      "it writes less to stable storage, images and logs together, than schemes that are induced by communication",
      [induced, { stableByteRate: "less" }],
    ],
    [
      "it logs fewer messages on stable storage than logging everything, and as many as optimistic logging",
      [only("log-all"), { stableLogRatio: "less" }],
      [only("log-optimistic"), { stableLogRatio: "equal" }],
    ],
    [
      "it saves communication: no control messages, and less on each message",
      [[...coordinated, ...only("log-sender")], { controlMessageRate: "less" }],
      [carrying, { piggybackBytes: "less" }],
    ],
    [
      "against coordinated checkpoints it writes in smaller bursts, and the failure of one VM sets nobody back",
      [coordinated, { ...burst, vmRollbackMean: "less" }],
      [stopping, { blockedShare: "less" }],
    ],
    [
      "what it costs: the failure of a host sets all VMs back, further than with some other schemes",
      [logging, { hostRollbackMean: "more" }],
    ],
  ];
  const claims = claimed.map(([claim, ...besides], place): PaperClaim => {
    const figures = besides.flatMap(([schemes, wanted]) => figuresOf(compared, schemes, wanted));
    const answers = figures.map(({ answer }) => answer);
    // The last one is of what it costs: it does cost where it loses to one of the others.
    const borneOut = place === claimed.length - 1 && answers.includes("yes");
    const open = answers.includes("undecided") ? "undecided" : "yes";
    const answer = borneOut ? "yes" : answers.includes("no") ? "no" : open;
    return { number: (place + 1) as PaperClaim["number"], claim, answer, figures };
  });
  claims[1] = {
    ...claims[1],
    breakEvenImages: breakEvenImages(compared, induced),
    // Without images nothing tells: logs are weighed against forced checkpoints that cost nothing.
    ...(!imaged && {
      answer: "undecided",
      reason: "the scenario gives no image, and what is forced costs nothing then",
    }),
  };
  return claims.filter(({ figures }) => figures.length > 0);
}

/** The figures of VM_QSC and of others in all measures of which something is claimed. */
function figuresOf(compared: Compared, schemes: readonly SchemeKey[], claimed: Claimed): ClaimFigure[] {
  return schemes.flatMap((scheme) =>
    Object.entries(claimed).flatMap(([key, relation]) => {
      const measure = key as ComparisonMeasureKey;
      const other = compared[scheme]?.measures[measure];
      const vmqsc = compared.vmqsc?.measures[measure]?.mean;
      if (other === undefined || vmqsc === undefined) return [];
      const { difference, mean } = other;
      const answer = answerOf(difference, relation, vmqsc);
      return [{ scheme, measure, vmqsc, other: mean, difference, answer }];
    }),
  );
}

/** Relative difference up to which two figures count as equal. */
const equality = 0.01;

/** What the interval of another scheme's figure less VM_QSC's decides. */
function answerOf({ low, high }: ComparedEstimate, relation: Relation, vmqsc: number): Answer {
  if (relation === "equal") {
    const band = equality * Math.abs(vmqsc);
    if (low >= -band && high <= band) return "yes";
    return low > band || high < -band ? "no" : "undecided";
  }
  const [least, most] = relation === "less" ? [low, high] : [-high, -low];
  if (least > 0) return "yes";
  return most <= 0 ? "no" : "undecided";
}

/**
 * The size that images would all have to have for VM_QSC and a scheme to write the same: logs on one side, forced
 * checkpoints on the other. Above it VM_QSC writes less.
 */
function breakEvenImages(compared: Compared, schemes: readonly SchemeKey[]): { [Key in SchemeKey]?: Bytes } {
  const mean = (scheme: SchemeKey, measure: ComparisonMeasureKey) =>
    compared[scheme]?.measures[measure]?.mean ?? 0;
  const found: { [Key in SchemeKey]?: Bytes } = {};
  for (const scheme of schemes) {
    const logged = mean("vmqsc", "stableLogByteRate") - mean(scheme, "stableLogByteRate");
    const checkpoints = mean(scheme, "checkpointRate") - mean("vmqsc", "checkpointRate");
    if (checkpoints > 0) found[scheme] = Math.max(0, logged / checkpoints);
  }
  return found;
}
