import type { WorkerHost } from "../../src/montecarlo/parallel/replication-pool.js";
import { runOnWorkers } from "../../src/montecarlo/parallel/run-on-workers.js";
import { watchedRun } from "../run/watched-run.js";
import { readText } from "./answer-question.js";
import { faultOf } from "./fault-of.js";
import type { FromWorker, RunRequest } from "./messages.js";
import { WebWorkerPool } from "./web-worker-pool.js";

/** Milliseconds between two looks at a run: a person sees no more, and estimates take their time too. */
const betweenLooks = 200;

/** One run on web workers, which the page starts: a worker of a file on disk may start none. */
export class ReplicationsOnWorkers {
  private readonly tell: (message: FromWorker) => void;
  private readonly stopped = new AbortController();
  private pool: WebWorkerPool | undefined;
  private gotPorts: ((ports: readonly MessagePort[]) => void) | undefined;

  constructor(tell: (message: FromWorker) => void) {
    this.tell = tell;
  }

  async run(request: RunRequest, cores: number): Promise<void> {
    try {
      const watched = watchedRun(readText(request.text).system, request);
      const { run } = watched;
      let looked = Number.NEGATIVE_INFINITY;
      const onProgress = () => {
        if (run.done || performance.now() - looked < betweenLooks) return;
        this.tell({ kind: "progress", view: watched.view() });
        looked = performance.now();
      };
      await runOnWorkers(run, this.host(cores), { onProgress, signal: this.stopped.signal });
      this.tell({ kind: "done", view: watched.view() });
    } catch (error) {
      this.tell({ kind: "refused", fault: faultOf(error) });
    }
  }

  stop(): void {
    this.stopped.abort();
  }

  workersStarted(ports: readonly MessagePort[]): void {
    this.gotPorts?.(ports);
  }

  workerReplaced(place: number, port: MessagePort, reason: string): void {
    this.pool?.replace(place, port, reason);
  }

  private host(cores: number): WorkerHost {
    return {
      cores,
      open: async (task, workers) => {
        const ports = await new Promise<readonly MessagePort[]>((resolve) => {
          this.gotPorts = resolve;
          this.tell({ kind: "open", workers });
        });
        this.pool = new WebWorkerPool(task, ports, () => this.tell({ kind: "close" }));
        return this.pool;
      },
      pause: nextTurn,
    };
  }
}

/** Resolves after messages that wait have been heard; a timer would take four milliseconds each time. */
function nextTurn(): Promise<unknown> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve(undefined);
    };
    port2.postMessage(undefined);
  });
}
