/** `planner-worker.ts` and all that it needs, bundled as a script. */
declare const workerSource: string;
export default workerSource;
