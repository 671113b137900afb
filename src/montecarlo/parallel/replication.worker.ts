import { workerData } from "node:worker_threads";
import type { EngineTask } from "../replication/engine-task.js";
import { answerTask, type WorkerAnswer } from "./worker-answer.js";

/** Runs one replication of the task that the thread was started with. */
export function runReplicationOfTask(replication: number): WorkerAnswer {
  return answerTask(workerData as EngineTask, replication);
}
