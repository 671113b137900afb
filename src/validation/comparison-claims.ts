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
  const induced = others.filter((key) => ["rdt", "index", "useful"].includes(schemeEntry(key).guarantee));
  const coordinated = others.filter((key) => schemeEntry(key).guarantee === "line");
  const only = (key: SchemeKey) => others.filter((other) => other === key);
  const besides = (schemes: readonly SchemeKey[], claimed: Claimed) =>
    schemes.flatMap((scheme) =>
      Object.entries(claimed).flatMap(([measure, relation]) =>
        figure(compared, scheme, measure as ComparisonMeasureKey, relation),
      ),
    );
  const burst: Claimed = writesImages(compared) ? { checkpointBurst: "less" } : {};
  const carrying = induced.filter((key) => schemeEntry(key).integers[0] + schemeEntry(key).integers[1] > 0);
  const nonBlocking = coordinated.filter((key) => key !== "coordinated");
  const logging = others.filter((key) => schemeEntry(key).guarantee !== "line");
  const written = claim(
    2,
    "it writes less to stable storage, images and logs together, than schemes that are induced by communication",
    besides(induced, { stableByteRate: "less" }),
  );
  const cost = claim(
    6,
    "what it costs: the failure of a host sets all VMs back, further than with some other schemes",
    besides(logging, { hostRollbackMean: "more" }),
  );
  const claims: PaperClaim[] = [
    claim(
      1,
      "it forces no checkpoint and keeps more autonomy than schemes that are induced by communication",
      besides(induced, { forcedCheckpointRatio: "less", autonomy: "more" }),
    ),
    {
      ...written,
      breakEvenImages: breakEvenImages(compared, induced),
      // Without images nothing tells: logs are weighed against forced checkpoints that cost nothing.
      ...(!writesImages(compared) && {
        answer: "undecided",
        reason: "the scenario gives no image, and what is forced costs nothing then",
      }),
    },
    claim(
      3,
      "it logs fewer messages on stable storage than logging everything, and as many as optimistic logging",
      [
        ...besides(only("log-all"), { stableLogRatio: "less" }),
        ...besides(only("log-optimistic"), { stableLogRatio: "equal" }),
      ],
    ),
    claim(4, "it saves communication: no control messages, and less on each message", [
      ...besides([...coordinated, ...only("log-sender")], { controlMessageRate: "less" }),
      ...besides(carrying, { piggybackBytes: "less" }),
    ]),
    claim(
      5,
      "against coordinated checkpoints it writes in smaller bursts, and the failure of one VM sets nobody back",
      [
        ...besides(coordinated, { ...burst, vmRollbackMean: "less" }),
        ...besides(nonBlocking, { blockedShare: "less" }),
      ],
    ),
    // It does cost where it loses to one of the others.
    cost.figures.some(({ answer }) => answer === "yes") ? { ...cost, answer: "yes" } : cost,
  ];
  return claims.filter(({ figures }) => figures.length > 0);
}

function claim(number: PaperClaim["number"], sentence: string, figures: readonly ClaimFigure[]): PaperClaim {
  const answers = figures.map(({ answer }) => answer);
  const answer = answers.includes("no") ? "no" : answers.includes("undecided") ? "undecided" : "yes";
  return { number, claim: sentence, answer, figures };
}

function writesImages(compared: Compared): boolean {
  return (compared.vmqsc?.measures.checkpointByteRate?.mean ?? 0) > 0;
}

function figure(
  compared: Compared,
  scheme: SchemeKey,
  measure: ComparisonMeasureKey,
  relation: Relation,
): ClaimFigure[] {
  const other = compared[scheme]?.measures[measure];
  const vmqsc = compared.vmqsc?.measures[measure];
  if (other === undefined || vmqsc === undefined) return [];
  const { difference } = other;
  return [
    {
      scheme,
      measure,
      vmqsc: vmqsc.mean,
      other: other.mean,
      difference,
      answer: answerOf(difference, relation, vmqsc.mean),
    },
  ];
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
