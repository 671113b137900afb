import * as files from "node:fs";
import { basename, dirname, join } from "node:path";
import { presets } from "../scenario/model/presets.js";
import { shellWord } from "./render/shell-word.js";
import { UsageError } from "./terminal.js";

/** Refuses a place that could not be written to, before hours of work for it. @throws {UsageError} */
export function refusePlace(path: string, overwrite = false): void {
  inSentences(path, () => {
    const there = files.statSync(path, { throwIfNoEntry: false });
    if (there?.isSocket()) throw new UsageError(`${path} is a socket, a file name is wanted`);
    if (there?.isDirectory()) throw new UsageError(`${path} ${refusals.EISDIR}`);
    if (there?.isFile() && !overwrite) throw new UsageError(`${path} ${refusals.EEXIST}`);
    // What is no file of its own, such as a pipe, needs nothing beside it.
    if (there && !there.isFile()) return files.accessSync(path, files.constants.W_OK);
    const folder = dirname(there ? files.realpathSync(path) : path);
    files.accessSync(`${folder}/.`, files.constants.W_OK);
  });
}

/** Refuses a file that is one of those that are read, which would be lost. @throws {UsageError} */
export function refuseInput(path: string, inputs: readonly string[]): void {
  const written = files.statSync(path, { throwIfNoEntry: false });
  if (!written?.isFile()) return;
  const isWritten = (input: string) => {
    const read = files.statSync(input, { throwIfNoEntry: false });
    return read?.dev === written.dev && read.ino === written.ino;
  };
  if (inputs.some(isWritten))
    throw new UsageError(`${path} is read here, and would be lost; name another file`);
}

/**
 * Writes a file whole or not at all: to a temporary name beside it first, then moved into place. A file that is
 * overwritten keeps its mode, and a link stays a link; pipes and devices are written to. @throws {UsageError}
 */
export function writeWholeFile(path: string, text: string | Uint8Array, overwrite = false): void {
  refusePlace(path, overwrite);
  inSentences(path, () => {
    const there = files.statSync(path, { throwIfNoEntry: false });
    if (there === undefined || there.isFile()) replaceFile(path, text, overwrite, there);
    else files.writeFileSync(path, text);
  });
}

function inSentences(path: string, act: () => void): void {
  if (path === "") throw new UsageError('a file must be named by its path, got ""');
  try {
    act();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code = "" } = error as NodeJS.ErrnoException;
    if (!Object.hasOwn(refusals, code)) throw error;
    throw new UsageError(`${path} ${refusals[code]}`);
  }
}

function replaceFile(path: string, text: string | Uint8Array, overwrite: boolean, there?: files.Stats): void {
  const target = there ? files.realpathSync(path) : path;
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    const descriptor = files.openSync(temporary, "wx");
    try {
      files.writeFileSync(descriptor, text);
      if (there) files.fchmodSync(descriptor, there.mode);
      files.fsyncSync(descriptor);
    } finally {
      files.closeSync(descriptor);
    }
    if (overwrite) files.renameSync(temporary, target);
    // A link, unlike a rename, fails where the name is taken, even if it was taken a moment ago.
    else files.linkSync(temporary, target);
  } finally {
    files.rmSync(temporary, { force: true });
  }
}

/** Says that a scenario was written, and which command reads that very file. */
export function writtenText(path: string): string {
  // What looks like a built-in scenario, an option or standard input is read as a file with its folder before it.
  const file = Object.hasOwn(presets, path) || path.startsWith("-") ? `./${path}` : path;
  return `${path} written; next: vmqsc ratio ${shellWord(file)}\n`;
}

const noFolder = "cannot be written, its folder does not exist";
const denied = "cannot be written, permission denied";

/** What the machine refuses, and what is said of the file. */
const refusals: Readonly<Record<string, string>> = {
  EEXIST: "is there already; say --force to overwrite it",
  ENOENT: noFolder,
  ENOTDIR: noFolder,
  ELOOP: "cannot be written, it is a link to itself",
  EISDIR: "is a folder, a file name is wanted",
  EACCES: denied,
  EPERM: denied,
  EROFS: denied,
  ENOSPC: "cannot be written, the disk is full",
  ENAMETOOLONG: "cannot be written, its name is too long",
};
