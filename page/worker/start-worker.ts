import workerSource from "./worker-source.js";

let url: string | undefined;

/** Starts a worker of the page from its own text: a page on disk may load no other file. */
export function startWorker(): Worker {
  url ??= URL.createObjectURL(new Blob([workerSource], { type: "text/javascript" }));
  return new Worker(url);
}
