import { type ReplicationPool, WorkerDeath } from "../../src/montecarlo/parallel/replication-pool.js";
import { taskForWorkers, totalsOf, type WorkerAnswer } from "../../src/montecarlo/parallel/worker-answer.js";
import type { EngineTask } from "../../src/montecarlo/replication/engine-task.js";
import type { ReplicationTotals } from "../../src/montecarlo/replication/totals.js";

interface Waiting {
  readonly replication: number;
  resolve(totals: ReplicationTotals): void;
  reject(error: unknown): void;
}

/** Web workers behind ports; the page that has started them replaces one that dies. */
export class WebWorkerPool implements ReplicationPool {
  closed = false;
  private readonly task: EngineTask;
  private readonly ports: (MessagePort | undefined)[] = [];
  private readonly busy: (Waiting | undefined)[] = [];
  private readonly queue: Waiting[] = [];
  private readonly end: () => void;

  /** `end` ends the workers. */
  constructor(task: EngineTask, ports: readonly MessagePort[], end: () => void) {
    this.task = taskForWorkers(task);
    this.end = end;
    for (const [place, port] of ports.entries()) this.take(place, port);
  }

  run(replication: number): Promise<ReplicationTotals> {
    return new Promise((resolve, reject) => {
      this.queue.push({ replication, resolve, reject });
      this.feed();
    });
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.end();
    const lost = [...this.queue.splice(0), ...this.busy.splice(0)];
    for (const waiting of lost) waiting?.reject(new WorkerDeath("its pool is closed", undefined));
  }

  /** Puts a new worker in the place of one that has died, and says so of what that one was at. */
  replace(place: number, port: MessagePort, reason: string): void {
    const lost = this.busy[place];
    this.take(place, port);
    lost?.reject(new WorkerDeath(reason, undefined));
    this.feed();
  }

  private take(place: number, port: MessagePort): void {
    this.ports[place] = port;
    this.busy[place] = undefined;
    port.onmessage = ({ data }: MessageEvent<WorkerAnswer>) => this.answered(place, data);
    port.postMessage(this.task);
  }

  private answered(place: number, answer: WorkerAnswer): void {
    const waiting = this.busy[place];
    this.busy[place] = undefined;
    try {
      waiting?.resolve(totalsOf(answer));
    } catch (error) {
      waiting?.reject(error);
    }
    this.feed();
  }

  private feed(): void {
    for (const [place, port] of this.ports.entries()) {
      if (this.closed || this.busy[place] !== undefined) continue;
      const next = this.queue.shift();
      if (next === undefined) return;
      this.busy[place] = next;
      port?.postMessage(next.replication);
    }
  }
}
