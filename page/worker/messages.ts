import type { RunView } from "../run/run-view.js";
import type { Fault, Question } from "./questions.js";

/** What a run of replications is for. */
export type RunMethod = "simulate" | "validate" | "compare";

/** How a run of replications is asked for. */
export interface RunRequest {
  readonly text: string;
  readonly method: RunMethod;
  readonly seed: string;
  /** The half-width at which a simulation is done, as a share of η. */
  readonly precision: number;
  /** Seconds. */
  readonly maxTime: number;
}

/** What the page tells a worker. */
export type ToWorker =
  | { readonly kind: "ask"; readonly id: number; readonly question: Question }
  | { readonly kind: "run"; readonly request: RunRequest; readonly cores: number }
  | { readonly kind: "stop" }
  /** The workers that a run has asked for, each behind a port. */
  | { readonly kind: "workers"; readonly ports: readonly MessagePort[] }
  /** One of them has died; another has taken its place. */
  | { readonly kind: "replaced"; readonly place: number; readonly port: MessagePort; readonly reason: string }
  /** Be one of those workers: run replications for whoever is behind the port. */
  | { readonly kind: "replicate"; readonly port: MessagePort };

/** What a worker tells the page. */
export type FromWorker =
  | { readonly kind: "answer"; readonly id: number; readonly answer: unknown }
  | { readonly kind: "fault"; readonly id: number; readonly fault: Fault }
  | { readonly kind: "open"; readonly workers: number }
  | { readonly kind: "close" }
  | { readonly kind: "progress"; readonly view: RunView }
  | { readonly kind: "done"; readonly view: RunView }
  | { readonly kind: "refused"; readonly fault: Fault }
  /** A bug: the stack says where. */
  | { readonly kind: "bug"; readonly stack: string };
