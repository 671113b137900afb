/** The planner page: the files of a folder, and `planner.html`, which is all of them in one. */
export function pageFiles(): Promise<{ readonly [name: string]: string }>;
