import { answerTask } from "../../src/montecarlo/parallel/worker-answer.js";
import type { EngineTask } from "../../src/montecarlo/replication/engine-task.js";
import { answerQuestion } from "./answer-question.js";
import { faultOf } from "./fault-of.js";
import type { FromWorker, ToWorker } from "./messages.js";
import { ReplicationsOnWorkers } from "./run-replications.js";

const tell = (message: FromWorker) => self.postMessage(message);
const replications = new ReplicationsOnWorkers(tell);

/** A worker of the page: planner, leader of a run, or runner of replications, as it is told. */
self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  switch (data.kind) {
    case "ask":
      return answer(data);
    case "run":
      return void replications.run(data.request, data.cores).catch(bug);
    case "stop":
      return replications.stop();
    case "workers":
      return replications.workersStarted(data.ports);
    case "replaced":
      return replications.workerReplaced(data.place, data.port, data.reason);
    case "replicate":
      return replicate(data.port);
  }
};

function answer({ id, question }: ToWorker & { readonly kind: "ask" }): void {
  try {
    tell({ kind: "answer", id, answer: answerQuestion(question) });
  } catch (error) {
    try {
      tell({ kind: "fault", id, fault: faultOf(error) });
    } catch (unexpected) {
      bug(unexpected);
    }
  }
}

/** The first message is the task, every other one the number of a replication to run. */
function replicate(port: MessagePort): void {
  let task: EngineTask | undefined;
  port.onmessage = ({ data }: MessageEvent<EngineTask | number>) => {
    if (typeof data === "number") port.postMessage(answerTask(task!, data));
    else task = data;
  };
}

function bug(error: unknown): void {
  tell({ kind: "bug", stack: (error instanceof Error && error.stack) || String(error) });
}
