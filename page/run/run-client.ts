import type { FromWorker, RunRequest, ToWorker } from "../worker/messages.js";
import type { Fault } from "../worker/questions.js";
import { startWorker } from "../worker/start-worker.js";
import type { RunView } from "./run-view.js";

/** Who hears of a run. */
export interface RunListener {
  progress(view: RunView): void;
  done(view: RunView): void;
  refused(fault: Fault): void;
}

/** One run under way: a worker that leads it, and those that it has asked for. */
export class RunClient {
  private readonly leader = startWorker();
  private workers: Worker[] = [];
  private readonly listener: RunListener;

  constructor(request: RunRequest, listener: RunListener) {
    this.listener = listener;
    this.leader.onmessage = ({ data }: MessageEvent<FromWorker>) => this.heard(data);
    this.leader.onerror = ({ message }) => this.failed(message);
    this.tell({ kind: "run", request, cores: navigator.hardwareConcurrency });
  }

  /** Ends the run with what is known so far; the listener hears `done`. */
  stop(): void {
    this.tell({ kind: "stop" });
  }

  /** Ends the run at once; nobody hears of it. */
  abandon(): void {
    this.end(() => {});
  }

  private heard(message: FromWorker): void {
    switch (message.kind) {
      case "open":
        this.open(message.workers);
        break;
      case "close":
        this.endWorkers();
        break;
      case "progress":
        this.listener.progress(message.view);
        break;
      case "done":
        this.end(() => this.listener.done(message.view));
        break;
      case "refused":
        this.end(() => this.listener.refused(message.fault));
        break;
      case "bug":
        this.failed(message.stack);
    }
  }

  /** Says of a bug what there is to know. */
  private failed(stack: string): void {
    const sentence = `the run failed, which is a bug: ${stack.split("\n")[0]}`;
    this.end(() => this.listener.refused({ sentence }));
    throw new Error(stack);
  }

  private open(count: number): void {
    const ports = Array.from({ length: count }, (_, place) => this.startAt(place));
    this.tell({ kind: "workers", ports }, ports);
  }

  private startAt(place: number): MessagePort {
    const { port1, port2 } = new MessageChannel();
    const worker = startWorker();
    worker.onerror = ({ message }) => {
      worker.terminate();
      const port = this.startAt(place);
      this.tell({ kind: "replaced", place, port, reason: message }, [port]);
    };
    const message: ToWorker = { kind: "replicate", port: port1 };
    worker.postMessage(message, [port1]);
    this.workers[place] = worker;
    return port2;
  }

  private tell(message: ToWorker, transferred: readonly MessagePort[] = []): void {
    this.leader.postMessage(message, [...transferred]);
  }

  private endWorkers(): void {
    for (const worker of this.workers) worker.terminate();
    this.workers = [];
  }

  private end(then: () => void): void {
    this.leader.terminate();
    this.endWorkers();
    then();
  }
}
