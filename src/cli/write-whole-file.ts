import {
  closeSync,
  fchmodSync,
  fsyncSync,
  linkSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { presets } from "../scenario/model/presets.js";
import { shellWord } from "./render/shell-word.js";
import { UsageError } from "./usage-error.js";

/**
 * Writes a file whole or not at all: to a temporary name beside it first, then moved into place. A file that is
 * overwritten keeps its mode, and a link to it stays a link. Pipes and devices are written to, as they hold nothing
 * that could be lost.
 *
 * @throws {UsageError} when the file is there and `overwrite` is not asked for, or the place cannot be written to
 */
export function writeWholeFile(path: string, text: string | Uint8Array, overwrite: boolean): void {
  if (path === "") throw new UsageError('a file must be named by its path, got ""');
  try {
    const there = statSync(path, { throwIfNoEntry: false });
    if (there === undefined || there.isFile()) replaceFile(path, text, overwrite, there);
    else if (there.isSocket()) throw new UsageError(`${path} is a socket, a file name is wanted`);
    else writeFileSync(path, text);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(sentence(path, error as NodeJS.ErrnoException));
  }
}

function replaceFile(
  path: string,
  text: string | Uint8Array,
  overwrite: boolean,
  there: Stats | undefined,
): void {
  const target = there ? realpathSync(path) : path;
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    const descriptor = openSync(temporary, "wx");
    try {
      writeFileSync(descriptor, text);
      if (there) fchmodSync(descriptor, there.mode);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    if (overwrite) renameSync(temporary, target);
    // A link, unlike a rename, fails where the name is taken, even if it was taken a moment ago.
    else linkSync(temporary, target);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Says that a scenario was written, and which command reads that very file. */
export function writtenText(path: string): string {
  // What looks like a built-in scenario, an option or standard input is read as a file with its folder before it.
  const file = Object.hasOwn(presets, path) || path.startsWith("-") ? `./${path}` : path;
  return `${path} written; next: vmqsc ratio ${shellWord(file)}\n`;
}

function sentence(path: string, error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case "EEXIST":
      return `${path} is there already; say --force to overwrite it`;
    case "ENOENT":
    case "ENOTDIR":
      return `${path} cannot be written, its folder does not exist`;
    case "ELOOP":
      return `${path} cannot be written, it is a link to itself`;
    case "EISDIR":
      return `${path} is a folder, a file name is wanted`;
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return `${path} cannot be written, permission denied`;
    case "ENOSPC":
      return `${path} cannot be written, the disk is full`;
    default:
      throw error;
  }
}
