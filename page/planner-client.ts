import type { FromWorker, ToWorker } from "./worker/messages.js";
import type { Answers, Fault, Question } from "./worker/questions.js";
import { startWorker } from "./worker/start-worker.js";

/** What a question came to; nothing where a later one of its kind has taken its place. */
export type Outcome<Answer> =
  | { readonly answer: Answer; readonly fault?: undefined }
  | { readonly fault: Fault; readonly answer?: undefined }
  | undefined;

interface Asked {
  readonly id: number;
  readonly question: Question;
  readonly askedAt: number;
  resolve(outcome: Outcome<never>): void;
}

/** What these are answered with takes the place of the text that all others were about. */
const bringsAnotherText: readonly Question["kind"][] = ["example", "open"];

/** Milliseconds that an outdated question may go on while a newer one of its kind waits. */
const patience = 400;

/**
 * The planner, a worker that is asked one question after the other. Of each kind only the latest counts: an earlier
 * one that waits is dropped, and one that takes long is given up together with its worker.
 */
export class PlannerClient {
  private worker = this.started();
  private underWay: Asked | undefined;
  private readonly queue = new Map<Question["kind"], Asked>();
  private lastId = 0;

  ask<Kind extends Question["kind"]>(
    question: Question & { readonly kind: Kind },
  ): Promise<Outcome<Answers[Kind]>> {
    return new Promise((resolve) => {
      this.queue.get(question.kind)?.resolve(undefined);
      this.queue.delete(question.kind);
      this.queue.set(question.kind, { id: ++this.lastId, question, askedAt: performance.now(), resolve });
      this.giveUpOutdated(question.kind);
      this.next();
    });
  }

  private giveUpOutdated(kind: Question["kind"]): void {
    const { underWay } = this;
    if (underWay === undefined || performance.now() - underWay.askedAt < patience) return;
    const outdated = kind === underWay.question.kind || bringsAnotherText.includes(kind);
    if (!outdated) return;
    this.worker.terminate();
    this.worker = this.started();
    this.underWay = undefined;
    underWay.resolve(undefined);
  }

  private next(): void {
    if (this.underWay !== undefined) return;
    const [asked] = this.queue.values();
    if (asked === undefined) return;
    this.queue.delete(asked.question.kind);
    this.underWay = asked;
    const message: ToWorker = { kind: "ask", id: asked.id, question: asked.question };
    this.worker.postMessage(message);
  }

  private started(): Worker {
    const worker = startWorker();
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.heard(data);
    worker.onerror = ({ message }) => this.failed(message);
    return worker;
  }

  /** Says of a bug what there is to know, and goes on with what waits. */
  private failed(stack: string): never {
    const { underWay } = this;
    this.underWay = undefined;
    underWay?.resolve({ fault: { sentence: `the planner failed, which is a bug: ${stack.split("\n")[0]}` } });
    this.next();
    throw new Error(stack);
  }

  private heard(message: FromWorker): void {
    if (message.kind === "bug") this.failed(message.stack);
    if ((message.kind !== "answer" && message.kind !== "fault") || message.id !== this.underWay?.id) return;
    const { resolve } = this.underWay;
    this.underWay = undefined;
    resolve(
      (message.kind === "answer" ? { answer: message.answer } : { fault: message.fault }) as Outcome<never>,
    );
    this.next();
  }
}
